import CPlatform
import Networks
import Randomness
import Sweeps
import TestSupport
import Testing
import Training

@Suite struct AllocationMeterTests {
  @Test func jemallocServesLibCAndSaysItsVersion() {
    #expect(AllocationMeter.servesLibC())
    #expect(AllocationMeter.allocatorName().wholeMatch(of: /jemalloc \d+\.\d+\.\d+/) != nil)
  }

  @Test func theMeterCountsWhatTheThreadWasGiven() {
    let before = AllocationMeter.allocatedBytesOfThread()
    let array = [UInt8](repeating: 1, count: 1 << 20)
    let after = AllocationMeter.allocatedBytesOfThread()
    #expect(array.count == 1 << 20)
    #expect(after - before >= 1 << 20)
  }

  @Test func readingTheMeterAllocatesNothing() {
    _ = AllocationMeter.allocatedBytesOfThread()
    let before = AllocationMeter.allocatedBytesOfThread()
    #expect(AllocationMeter.allocatedBytesOfThread() == before)
  }

  /// Every kind of buffer that ranks tell each other, and the statistics of a batch.
  @Test(
    .enabled(if: isOptimized),
    arguments: [(Reduction.owned, RankExchange.chain), (.owned, .blocks), (.tree, .blocks)])
  func stepsOverRanksAllocateNothing(reduction: Reduction, exchange: RankExchange) throws {
    let sample = SampleNetwork.named("residual images")
    var random = SplitMix64(seed: 1)
    let data = try sample.data(40, using: &random)
    let training = sample.training(.adam())
    let bytes = try ScriptedRanks(3).run { group in
      var options = TrainerOptions(batchSize: 16, threads: 2, reduction: reduction)
      (options.ranks, options.exchange) = (group, exchange)
      let trainer = try Trainer(sample.network, training: training, options: options)
      try trainer.load(inputs: data.inputs, targets: data.targets)
      _ = trainer.run(steps: 1)
      let report = trainer.run(steps: 50, meter: { AllocationMeter.allocatedBytesOfThread() })
      return report.workers.reduce(0) { $0 + $1.allocatedBytes }
    }
    #expect(bytes == [0, 0, 0])
  }
}
