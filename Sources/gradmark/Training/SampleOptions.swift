import ArgumentParser
import TrainingFiles

/// The flags that name the files of samples.
struct SampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A safetensors file with x, and y, x_val, y_val where there are any.", valueName: "file"))
  var data: String?

  @Option(
    help: ArgumentHelp("Inputs by themselves: .npy or safetensors.", valueName: "file"))
  var inputs: String?

  @Option(
    help: ArgumentHelp("Targets by themselves: .npy or safetensors.", valueName: "file"))
  var targets: String?

  @Option(help: ArgumentHelp("Inputs to validate on, by themselves.", valueName: "file"))
  var validationInputs: String?

  @Option(help: ArgumentHelp("Targets to validate on, by themselves.", valueName: "file"))
  var validationTargets: String?

  /// Whether any file is named.
  var isGiven: Bool { data != nil || hasParts }

  private var hasParts: Bool {
    [inputs, targets, validationInputs, validationTargets].contains { $0 != nil }
  }

  func validate() throws {
    if data != nil, hasParts {
      throw ValidationError(
        "--data holds all tensors; leave out --inputs, --targets and their like, or --data.")
    }
    if hasParts, inputs == nil {
      throw ValidationError("There are targets but no inputs; give --inputs too.")
    }
  }

  /// The files' contents.
  func read() throws -> SampleFiles {
    if let data { return try SampleFiles(data: data) }
    guard let inputs else {
      throw UserError(.usage, "there are no samples; give --data, or --inputs and --targets")
    }
    return try SampleFiles(
      inputs: inputs, targets: targets, validationInputs: validationInputs,
      validationTargets: validationTargets)
  }
}
