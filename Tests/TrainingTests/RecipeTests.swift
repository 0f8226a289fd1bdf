import TestSupport
import Testing

/// The recipes 'add a loss', 'an optimizer', 'a metric', 'an activation' and 'a sweep axis', held to: a case where it is
/// described, its arithmetic, and a line in the kernels' registry. The catalogue and flags may use what
/// there is.
@Suite struct RecipeTests {
  @Test(arguments: [
    // The registry and the formula.
    (
      "binaryCrossentropy",
      ["Kernels/Losses/Losses.swift", "Kernels/Losses/ProbabilityLosses.swift"]
    ),
    (
      "RMSpropRule",
      ["Kernels/Optimizers/OptimizerRule.swift", "Kernels/Optimizers/RMSpropRule.swift"]
    ),
    ("absoluteError", ["Kernels/Losses/RowMetrics.swift"]),
  ])
  func arithmeticIsNamedInTheKernels(name: String, files: [String]) throws {
    #expect(try SourceCode.files(naming: name).filter { $0.hasPrefix("Kernels/") } == files)
  }

  @Test(arguments: [
    ("binaryCrossentropy", "Networks/Training/Loss.swift"),
    ("sparseCategoricalCrossentropy", "Networks/Training/Loss.swift"),
    ("rmsprop", "Networks/Training/Optimizer.swift"),
    ("adamW", "Networks/Training/Optimizer.swift"),
    ("meanAbsoluteError", "Networks/Training/Metric.swift"),
  ])
  func whatItIsStandsInOneFile(name: String, file: String) throws {
    let others = try SourceCode.files(naming: name).filter {
      !$0.hasPrefix("Kernels/") && !$0.hasPrefix("Networks/Catalog/")
    }
    #expect(others == [file])
  }

  /// Help texts are made from the lists of what there is; an example may name one.
  @Test(arguments: ["rmsprop", "adamw", "_crossentropy", "scce", "mean_absolute_error"])
  func noHelpTextNamesIt(name: String) throws {
    #expect(try SourceCode.files(holding: name).filter { $0.hasPrefix("gradmark/") } == [])
    #expect(try !SourceCode.files(holding: name).isEmpty)
  }

  /// Keras's name, the function, its case, and the line between name and case; beside them the list of those that
  /// TensorFlow.js has. Keras's operations, some of which are called as activations are, stand in lists of their own.
  @Test(arguments: [
    ("softsign", "Softsign", "Sigmoids"), ("mish", "Mish", "GatedUnits"),
    ("silu", "Silu", "GatedUnits"),
  ])
  func anActivationIsNamedInFourFiles(name: String, function: String, file: String) throws {
    func files(naming word: String) throws -> [String] {
      try SourceCode.files(naming: word).filter { !$0.hasPrefix("KerasFormat/Operations/") }
    }
    let cases = "Kernels/Elementwise/ElementwiseActivation.swift"
    #expect(
      try files(naming: function) == [cases, "Kernels/Elementwise/Functions/\(file).swift"])
    #expect(
      try files(naming: name) == [
        cases, "Networks/Activation.swift", "Training/Operations/RowFunction.swift",
      ])
    #expect(
      try SourceCode.files(quoting: name) == [
        "KerasFormat/TensorFlowJS/BrowserLayers.swift", "Networks/Activation.swift",
      ])
  }

  /// What a case is computed by: its field and words, what a trainer is told, and the flag. Plans, suite
  /// files and reports go by the list of choices.
  @Test func aSweepAxisIsNamedInThreeFiles() throws {
    let places = ["Records/", "Suites/", "Sweeps/", "Peers/", "Reports/", "gradmark/Measuring/"]
    let files = try SourceCode.files(naming: "reduction").filter { file in
      places.contains { file.hasPrefix($0) }
    }
    #expect(
      files == [
        "Records/Cases/BenchmarkCase.swift", "Sweeps/Measuring/WorkloadTrainers.swift",
        "gradmark/Measuring/SweepOptions.swift",
      ])
  }

  /// A name among the formats, and a writer.
  @Test(arguments: [
    ("githubAction", "ReportModel+Trackers"), ("bencherMetrics", "ReportModel+Trackers"),
  ])
  func anExportIsNamedInTwoFiles(name: String, writer: String) throws {
    #expect(
      try SourceCode.files(naming: name) == [
        "Reports/Exports/ReportFormat.swift", "Reports/Exports/\(writer).swift",
      ])
  }

  /// Its driver stands among the others, in `Benchmarks/Peers`.
  @Test(arguments: ["sklearn", "fann"]) func aPeerIsNamedInOneFile(name: String) throws {
    #expect(try SourceCode.files(quoting: name) == ["Peers/Peer.swift"])
  }

  /// One file chooses between the ways to make a step; each way has a builder, which only the layers that
  /// it is handed to name besides.
  @Test(arguments: ["PanelBuilder", "InterleavedBuilder", "LibraryBuilder"])
  func oneFileChoosesAmongTheWaysToMakeAStep(builder: String) throws {
    let files = try SourceCode.files(naming: builder).filter {
      $0 != "Training/Graph/\(builder).swift" && $0 != "Training/Graph/PanelLayer.swift"
        && !$0.hasPrefix("Training/Operations/")
    }
    #expect(files == ["Training/Graph/StepWay.swift"])
  }

  /// It also chooses in which order the tasks of a step are made.
  @Test(arguments: [
    ("Exchange", "Training/Ranks/Exchange.swift"),
    ("WholeCourse", "Training/Step/StepCourse.swift"),
    ("WaveCourse", "Training/Step/Waves.swift"),
  ])
  func oneFileChoosesAmongTheOrdersOfAStep(course: String, file: String) throws {
    let files = try SourceCode.files(naming: course).filter {
      $0.hasPrefix("Training/") && $0 != file
    }
    #expect(files == ["Training/Graph/StepWay.swift"])
  }

  /// Swift files are counted: what tests read, and records, which pages link to, lie by their names.
  @Test func noFolderOfSourcesOrTestsHoldsMoreThanTwentySwiftFiles() throws {
    let counts = try SourceCode.fileCounts, crowded = counts.filter { $0.value > 20 }
    #expect(crowded.isEmpty, "\(crowded)")
    #expect(counts["Tests/TestSupport"] != nil && counts["Sources/Training"] != nil)
  }
}
