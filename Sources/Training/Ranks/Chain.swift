import Clocks
import Kernels

/// Hands the partial sums of gradients on from rank to rank, in ascending order of samples, and the new
/// weights from the last rank to all.
///
/// Each rank goes through the blocks of the weights in the same order. While it sums some, those before
/// them are on their way to the next rank, and those behind them on their way to it; so all ranks are at
/// work, a few blocks apart.
///
/// Called by the leader only. Allocates nothing.
final class Chain {
  private let group: any RankGroup
  private let step: Step
  private let staging: RankStaging
  /// Whether this rank updates the weights.
  private let isLast: Bool
  private let sumsIn: (any RankStream)?
  private let sumsOut: (any RankStream)?
  private let news: WeightNews
  /// The block behind each run of blocks that the team does at a time.
  private let ends: UnsafeMutablePointer<Int>
  private let runCount: Int

  /// Blocks of a run for each worker, at least, where there are several: blocks are not equally large.
  private static let blocksPerWorker = 3

  init(
    _ group: any RankGroup, _ step: Step, _ staging: RankStaging, workers: Int, tables: Tables
  ) {
    self.group = group
    self.step = step
    self.staging = staging
    let last = group.count - 1, rank = group.rank
    isLast = rank == last
    let messages = ChainMessages(
      sumOffsets: staging.sumOffsets, weightOffsets: staging.blockOffsets, blocks: step.blockCount)
    func memory(_ base: UnsafeMutableRawPointer, _ ends: [Int]) -> StreamedMemory {
      StreamedMemory(base, ends: tables.make(ends), pieces: ends.count)
    }
    let sums = memory(staging.sums, messages.sumEnds)
    sumsIn = rank > 0 ? group.makeStream(.from, rank - 1, sums, tag: 1) : nil
    sumsOut = isLast ? nil : group.makeStream(.to, rank + 1, sums, tag: 1)
    news = WeightNews(group, memory(staging.weights, messages.weightEnds))
    let ends = messages.runs(
      leastBlocks: step.isShared && workers > 1 ? Self.blocksPerWorker * workers : 1)
    self.ends = tables.make(ends)
    runCount = ends.count
  }

  /// Sums all gradients, and has all ranks' weights be the new ones.
  func perform(_ leader: WorkerTeam.Leader<Step>) {
    sumsIn?.begin()
    sumsOut?.begin()
    news.begin()
    var summed = 0, taken = isLast ? runCount : 0
    while summed < runCount || taken < runCount {
      // The sums first: the ranks behind wait for them.
      if summed < runCount, haveSumsCome(for: summed) {
        step.perform(
          step.stagingPhase(isLast ? .sumAndUpdate : .sum), blocks(of: summed), leader)
        summed += 1
        pass(summed)
      } else if taken < runCount, haveWeightsCome(for: taken) {
        step.perform(step.stagingPhase(.takeWeights), blocks(of: taken), leader)
        taken += 1
      } else {
        wait(summed: summed, taken: taken)
      }
      news.relay()
    }
    sumsIn?.finish()
    sumsOut?.finish()
    news.finish()
  }

  private func blocks(of run: Int) -> Range<Int> {
    (run == 0 ? 0 : ends[run - 1])..<ends[run]
  }

  private func haveSumsCome(for run: Int) -> Bool {
    guard let sumsIn else { return true }
    return sumsIn.received() >= bytes(staging.sumOffsets, before: ends[run])
  }

  private func haveWeightsCome(for run: Int) -> Bool {
    news.received() >= bytes(staging.blockOffsets, before: ends[run])
  }

  private func bytes(_ offsets: UnsafeMutablePointer<Int>, before block: Int) -> Int {
    offsets[block] * MemoryLayout<Float>.stride
  }

  /// Lets others have what some runs have come to.
  private func pass(_ runs: Int) {
    let block = ends[runs - 1]
    if isLast {
      news.send(upTo: bytes(staging.blockOffsets, before: block))
    } else {
      sumsOut?.send(upTo: bytes(staging.sumOffsets, before: block))
    }
  }

  /// Waits until there is something to do.
  private func wait(summed: Int, taken: Int) {
    let start = RawClock.nanoseconds()
    group.startWaiting(for: summed < runCount ? group.rank - 1 : group.count - 1)
    var wait = Wait()
    while !(summed < runCount && haveSumsCome(for: summed)),
      !(taken < runCount && haveWeightsCome(for: taken))
    {
      news.relay()
      wait.spin()
    }
    group.stopWaiting(after: RawClock.nanoseconds() - start)
  }
}
