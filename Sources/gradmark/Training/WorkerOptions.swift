import ArgumentParser
import Records
import Training

/// The flags that say how work is cut and who does it.
struct WorkerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Workers, of each rank where there are several; every number gives the same bits. 'auto': the "
        + "usable cores, or as many of them as the work of a step is worth.", valueName: "count"))
  var threads = "auto"

  @Option(parsing: .unconditional, help: "Samples of a step. [32, or what the catalogue says]")
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds after which a rank of MPI gives up a step that does not end. [30, or 20 times the longest step "
        + "before it; ranks that do not come to the first one are given up after 120 at least]",
      valueName: "seconds"))
  var stepTimeout: Double?

  private var threadCount: Int? { Int(threads) }

  func validate() throws {
    guard threads == "auto" || threadCount != nil else {
      throw ValidationError("--threads is '\(threads)'; write auto or a number such as 2.")
    }
    if let stepTimeout, !(stepTimeout > 0) {
      throw ValidationError("--step-timeout is \(stepTimeout); it must be above 0.")
    }
    for (flag, value) in [("--threads", threadCount), ("--batch-size", batchSize)] {
      if let value, value < 1 {
        throw ValidationError("\(flag) is \(value); it must be at least 1.")
      }
    }
  }

  /// The workers to use, at most.
  var workerCount: Int {
    threadCount ?? Fingerprint.usableCPUs()
  }

  /// Whether work that is too small for so many workers is done by fewer.
  var usesFewerThreads: Bool { threadCount == nil }

  /// Options without shuffling, for what only passes forward.
  var forward: TrainerOptions {
    TrainerOptions(
      batchSize: batchSize ?? 32, threads: workerCount, shuffles: false,
      usesFewerThreads: usesFewerThreads)
  }
}
