import Clocks
import Networks
import Synchronization
import Testing

@testable import Training

/// Who takes part in the phase that gives memory its node.
@Suite struct FirstTouchTests {
  /// The leader waits for the others before it deals what is touched, for a millisecond where they do not come:
  /// then it owns more than it should, and the training is the same.
  @Test(arguments: [2, 5]) func theTeamIsAwaitedBeforeWeightsAreTouched(threads: Int) throws {
    let entry = try #require(Catalog.entry(named: "ladder-128"))
    let trainer = try Trainer(
      entry.network, training: entry.training,
      options: TrainerOptions(batchSize: 64, threads: threads))
    // By chance a team may be whole without being awaited, but not so often.
    for _ in 0..<20 {
      let start = RawClock.nanoseconds()
      trainer.touchWeights()
      let waited = RawClock.nanoseconds() - start
      let deal = WorkerTeam.Deal(trainer.team.epoch.contents.deal.load(ordering: .relaxed))
      #expect(deal.ranges == threads || waited >= WorkerTeam.patience)
    }
  }
}
