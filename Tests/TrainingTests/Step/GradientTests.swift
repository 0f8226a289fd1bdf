import TestSupport
import Testing

@testable import Training

@Suite struct GradientTests {
  /// Batches of one tile and less, and of several shards with a short last one.
  @Test(arguments: SampleNetwork.all, [3, 11])
  func agreesWithFiniteDifferencesInDouble(sample: SampleNetwork, batchSize: Int) throws {
    let expected = try ExpectedStep(sample, batchSize: batchSize)
    for way in StepWay.allCases {
      try expected.check(way.options(batchSize: batchSize, threads: 2))
    }
  }

  /// Several groups of samples, the last one short.
  @Test(arguments: SampleNetwork.all)
  func aTreeAgreesWithFiniteDifferencesInDouble(sample: SampleNetwork) throws {
    try ExpectedStep(sample, batchSize: 70).check(StepWay.tree.options(batchSize: 70, threads: 2))
  }

  /// Several shards, the last one short; every library that is here.
  @Test(arguments: SampleNetwork.dense, [3, 70])
  func aLibraryAgreesWithFiniteDifferencesInDouble(sample: SampleNetwork, batchSize: Int) throws {
    let expected = try ExpectedStep(sample, batchSize: batchSize)
    for path in try CBLASPaths.all() {
      var options = StepWay.automatic.options(batchSize: batchSize, threads: 2)
      options.library = try CBLASLibrary(path: path)
      try expected.check(options)
    }
  }
}
