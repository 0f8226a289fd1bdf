import TestSupport
import Testing

/// The recipes 'add a loss', 'an optimizer' and 'a metric', held to: a case where it is described, its
/// arithmetic, and a line in the kernels' registry. The catalogue and flags may use what there is.
@Suite struct RecipeTests {
  @Test(arguments: [
    // The registry and the formula.
    (
      "binaryCrossentropy",
      ["Kernels/Losses/Losses.swift", "Kernels/Losses/ProbabilityLosses.swift"]
    ),
    ("rmsprop", ["Kernels/Optimizers/OptimizerStep.swift"]),
    (
      "RMSpropRule",
      ["Kernels/Optimizers/OptimizerStep.swift", "Kernels/Optimizers/RMSpropRule.swift"]
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
    // Files of Keras read Adam's decay as another optimizer.
    #expect(others.filter { $0 != "KerasFormat/Training/Optimizer+Keras.swift" } == [file])
  }
}
