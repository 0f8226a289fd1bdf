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

  /// Floats of a run of blocks, at most: what engines send in one message without asking first. Shorter
  /// runs would have ranks wait for messages, longer ones for each other.
  private static let mostFloatsPerRun = 15 << 10
  private static let leastFloatsPerRun = 1 << 10
  /// Runs that a network has, where they are not too short then.
  private static let runs = 24
  /// Blocks of a run for each worker, at least, where there are several: blocks are not equally large.
  private static let blocksPerWorker = 3

  init(
    _ group: any RankGroup, _ step: Step, _ staging: RankStaging, workers: Int, tables: Tables
  ) {
    self.group = group
    self.step = step
    self.staging = staging
    let last = group.count - 1, rank = group.rank, volume = staging.volume
    isLast = rank == last
    let sums = StreamedMemory(
      staging.sums, bytes: volume.sums, pieceBytes: RankVolume.pieceBytes(of: volume.sums, ranks: 1)
    )
    sumsIn = rank > 0 ? group.makeStream(.from, rank - 1, sums, tag: 1) : nil
    sumsOut = isLast ? nil : group.makeStream(.to, rank + 1, sums, tag: 1)
    news = WeightNews(group, staging.weights, bytes: volume.weights)
    let ends = Self.runs(
      (0..<step.blockCount).map { staging.blockOffsets[$0 + 1] - staging.blockOffsets[$0] },
      leastBlocks: step.isShared && workers > 1 ? Self.blocksPerWorker * workers : 1)
    self.ends = tables.make(ends)
    runCount = ends.count
  }

  private static func runs(_ blockFloats: [Int], leastBlocks: Int) -> [Int] {
    let wanted = blockFloats.reduce(0, +) / runs
    let leastFloats = min(max(wanted, leastFloatsPerRun), mostFloatsPerRun)
    var ends: [Int] = [], floats = 0, blocks = 0
    for (block, size) in blockFloats.enumerated() {
      floats += size
      blocks += 1
      guard floats >= leastFloats, blocks >= leastBlocks else { continue }
      ends.append(block + 1)
      (floats, blocks) = (0, 0)
    }
    if blocks > 0 { ends.append(blockFloats.count) }
    return ends
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
