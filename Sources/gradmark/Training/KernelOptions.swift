import ArgumentParser
import Training

/// The flags that choose between ways to compute the same step.
struct KernelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How gradients are summed over the batch: each block of weights by its owner, group by group "
        + "and then in a tree, or as shapes choose.", valueName: "owned|tree|auto"))
  var reduction = "auto"

  @Option(
    help: ArgumentHelp(
      "Whose products: gradmark; direct, which is gradmark without minimal filtering of "
        + "convolutions; or those of a library with the C interface of BLAS, in chains of dense layers.",
      valueName: "gradmark|direct|cblas:path"))
  var kernels = "gradmark"

  @Option(
    help: ArgumentHelp(
      "How ranks of MPI share those sums: handed on in a chain, in blocks that each rank sums whole, not at "
        + "all, as each makes all sums of the samples that all tell, or whichever is quickest; no bit depends "
        + "on it.", valueName: "chain|blocks|samples|auto"))
  var exchange = "auto"

  /// Whether anything but the usual is chosen.
  var isGiven: Bool { reduction != "auto" || kernels != "gradmark" }

  func validate() throws {
    guard reduction == "auto" || Reduction(rawValue: reduction) != nil else {
      throw ValidationError("--reduction is '\(reduction)'; choose owned, tree or auto.")
    }
    guard exchange == "auto" || RankExchange(rawValue: exchange) != nil else {
      throw ValidationError("--exchange is '\(exchange)'; choose chain, blocks, samples or auto.")
    }
    guard exchange != RankExchange.chain.rawValue || reduction != Reduction.tree.rawValue else {
      throw ValidationError(
        "--exchange chain hands on sums in the order of samples, which a tree's are not; leave out it or "
          + "--reduction tree.")
    }
    let prefix = CBLASLibrary.prefix
    let isLibrary = kernels.hasPrefix(prefix) && kernels.count > prefix.count
    guard ["gradmark", ConvolutionMethod.direct.rawValue].contains(kernels) || isLibrary else {
      throw ValidationError(
        "--kernels is '\(kernels)'; choose gradmark, direct, or cblas: with a library's path, such "
          + "as cblas:libopenblas.so.0.")
    }
    guard !isLibrary || reduction != Reduction.tree.rawValue else {
      throw ValidationError(
        "--reduction tree goes with Gradmark's own kernels; leave out it or --kernels.")
    }
  }

  /// Refuses an exchange where there is nobody to share sums with.
  ///
  /// - Parameter isLaunched: whether a launcher has started this process: one of a single rank may be one of several
  ///   that a script starts.
  func checkExchange(isLaunched: Bool) throws(UserError) {
    guard exchange != "auto", !isLaunched else { return }
    throw UserError(
      .usage,
      "--exchange \(exchange) is how ranks share their sums, and one process has nobody to share with; start "
        + "several with a launcher, as 'mpirun -n 2 gradmark train' does, or leave it out")
  }

  /// Writes the choices into a trainer's options.
  ///
  /// - Throws: a `LibraryError` where the library cannot be used.
  func apply(to options: inout TrainerOptions) throws {
    options.reduction = Reduction(rawValue: reduction)
    options.exchange = RankExchange(rawValue: exchange)
    options.convolution = ConvolutionMethod(rawValue: kernels)
    options.library = try CBLASLibrary.chosen(by: kernels)
  }
}
