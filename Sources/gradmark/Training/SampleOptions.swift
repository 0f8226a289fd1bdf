import ArgumentParser
import TrainingFiles

/// The flags that name the files of inputs.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A safetensors file with x, and y, x_val, y_val where there are any; of several inputs or outputs \
      x/NAME, y/NAME by their layers' names.
      """, valueName: "file"),
    completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp("Inputs by themselves: .npy or safetensors.", valueName: "file"),
    completion: .file())
  var inputs: String?

  func validate() throws {
    if data != nil, inputs != nil {
      throw ValidationError("--data holds the inputs; leave out --inputs, or --data.")
    }
  }

  /// The files' contents.
  func read() throws -> SampleFiles {
    try data.map(SampleFiles.init(data:)) ?? SampleFiles(inputs: required())
  }

  /// The file of the inputs.
  fileprivate func required() throws(UserError) -> String {
    guard let inputs else {
      throw UserError(.usage, "there are no samples; give --data, or --inputs and --targets")
    }
    return inputs
  }
}

/// The flags that name the files of samples: inputs and targets, to learn from and to validate on.
struct SampleOptions: ParsableArguments {
  @OptionGroup private var input: InputOptions

  @Option(
    help: ArgumentHelp("Targets by themselves: .npy or safetensors.", valueName: "file"),
    completion: .file())
  var targets: String?

  @Option(
    help: ArgumentHelp("Inputs to validate on, by themselves.", valueName: "file"),
    completion: .file())
  var validationInputs: String?

  @Option(
    help: ArgumentHelp("Targets to validate on, by themselves.", valueName: "file"),
    completion: .file())
  var validationTargets: String?

  /// Whether any file is named.
  var isGiven: Bool { input.data != nil || input.inputs != nil || hasParts }

  private var hasParts: Bool {
    [targets, validationInputs, validationTargets].contains { $0 != nil }
  }

  func validate() throws {
    if input.data != nil, hasParts {
      throw ValidationError(
        "--data holds all tensors; leave out --inputs, --targets and their like, or --data.")
    }
    if hasParts, input.inputs == nil {
      throw ValidationError("There are targets but no inputs; give --inputs too.")
    }
  }

  /// The files' contents.
  func read() throws -> SampleFiles {
    guard input.data == nil else { return try input.read() }
    return try SampleFiles(
      inputs: input.required(), targets: targets, validationInputs: validationInputs,
      validationTargets: validationTargets)
  }
}
