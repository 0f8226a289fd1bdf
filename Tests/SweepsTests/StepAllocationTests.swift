import Networks
import Randomness
import Sweeps
import TestSupport
import Testing
import Training

/// Steps allocate nothing, as the meter of the sweeps counts it; unoptimized code boxes what it likes.
@Suite(.enabled(if: isOptimized)) struct StepAllocationTests {
  @Test(arguments: SampleNetwork.all, Reduction.allCases)
  func stepsAllocateNothing(sample: SampleNetwork, reduction: Reduction) throws {
    var random = SplitMix64(seed: 3)
    let data = try sample.data(21, using: &random)
    for clipping in [nil, GradientClipping.globalNorm(0.1)] {
      var training = sample.training(.adam())
      training.clipping = clipping
      let trainer = try Trainer(
        sample.network, training: training,
        options: TrainerOptions(batchSize: 8, threads: 2, reduction: reduction))
      try trainer.load(inputs: data.inputs, targets: data.targets)
      // What is made once, such as a thread's own buffers, is made here.
      _ = trainer.run(steps: 3)
      let report = trainer.run(steps: 9, meter: AllocationMeter.allocatedBytesOfThread)
      for worker in report.workers { #expect(worker.allocatedBytes == 0) }
    }
  }

  /// The meter counts what a worker is given, so that a step which allocates would be seen.
  @Test func aMeterThatMovesIsReported() throws {
    let sample = SampleNetwork.named("dense")
    var random = SplitMix64(seed: 3)
    let data = try sample.data(4, using: &random)
    let trainer = try Trainer(sample.network, training: sample.training())
    try trainer.load(inputs: data.inputs, targets: data.targets)
    let report = trainer.run(steps: 1) {
      withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 64) { _ in
        AllocationMeter.allocatedBytesOfThread()
      }
    }
    #expect(report.workers[0].allocatedBytes >= 1 << 16)
  }
}
