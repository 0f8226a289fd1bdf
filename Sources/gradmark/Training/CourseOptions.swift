import ArgumentParser
import TrainingFiles

/// The flags that say how long a training goes, in which order, and what is kept on the way.
struct CourseOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Passes over the samples. [1, or the catalogue's]")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Single steps in place of whole epochs.")
  var steps: Int?

  @Option(
    parsing: .unconditional, help: "Settles start weights, shuffling, and the catalogue's data.")
  var seed: UInt64?

  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Deal samples into batches anew in every epoch.")
  var shuffle: Bool?

  @Option(
    parsing: .unconditional,
    help: "The fraction of samples, the last ones, held out for validation.")
  var validationSplit: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps after which the weights are kept.", valueName: "1,5,20"))
  var saveAt: String?

  @Option(
    help: ArgumentHelp(
      "MNIST's IDX files, plain or gzip, where digits are learnt; else they are drawn.",
      valueName: "folder"), completion: .directory)
  var digits: String?

  /// Whether any flag is given.
  var isGiven: Bool {
    epochs != nil || steps != nil || seed != nil || shuffle != nil || validationSplit != nil
      || saveAt != nil || digits != nil
  }

  func validate() throws {
    if epochs != nil, steps != nil {
      throw ValidationError("--epochs and --steps both say how long; leave one out.")
    }
    for (flag, value) in [("--epochs", epochs), ("--steps", steps)] {
      if let value, value < 1 {
        throw ValidationError("\(flag) is \(value); it must be at least 1.")
      }
    }
    if let validationSplit {
      guard validationSplit >= 0, validationSplit < 1 else {
        throw ValidationError(
          "--validation-split is \(validationSplit); it must be at least 0 and below 1.")
      }
      guard steps == nil else {
        throw ValidationError("--validation-split goes with --epochs; leave out --steps.")
      }
    }
    _ = try snapshotSteps()
  }

  /// The steps of `--save-at`.
  func snapshotSteps() throws -> [Int] {
    try (saveAt ?? "").split(separator: ",").map { text in
      guard let step = Int(text.filter { $0 != " " }), step >= 1 else {
        throw ValidationError(
          "--save-at: '\(text)' is no step; write whole numbers such as 1,5,20.")
      }
      return step
    }
  }

  /// How long, where the catalogue or Keras's default says `epochs`.
  func course(epochs standard: Int) -> Session.Course {
    steps.map { .steps($0) } ?? .epochs(epochs ?? standard)
  }
}
