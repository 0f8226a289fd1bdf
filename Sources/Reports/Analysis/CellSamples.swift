import Records

/// The blocks that count of one contestant, by process: what the times of a cell are derived from.
struct CellSamples {
  /// The processes that have such blocks.
  let processes: [ProcessSamples]
  /// All blocks, those that do not count among them.
  let blockCount: Int
  /// Blocks that something disturbed.
  let disturbedCount: Int
  /// Whether disturbed blocks count, since there are no others.
  var usesDisturbed: Bool { disturbedCount > 0 && disturbedCount == blockCount }

  /// Gathers the blocks of the contestant that `isMeant` in each replicate; disturbed ones only where
  /// nothing else is there.
  init(of replicates: [Replicate], where isMeant: (Replicate.Contestant) -> Bool) {
    let all = replicates.compactMap { replicate -> ProcessSamples? in
      guard let index = replicate.contestants.firstIndex(where: isMeant) else { return nil }
      return ProcessSamples(
        process: replicate.process, blocks: replicate.blocks.filter { $0.contestant == index })
    }
    let calm = all.map { samples in
      ProcessSamples(
        process: samples.process, blocks: samples.blocks.filter { $0.disturbances.isEmpty })
    }
    blockCount = all.reduce(0) { $0 + $1.blocks.count }
    disturbedCount = blockCount - calm.reduce(0) { $0 + $1.blocks.count }
    processes = (disturbedCount == blockCount ? all : calm).filter { !$0.blocks.isEmpty }
  }

  /// The blocks that count, process after process.
  var blocks: [Replicate.Block] { processes.flatMap(\.blocks) }
}

/// The blocks that count of one process.
struct ProcessSamples {
  /// Which of the plan's processes.
  let process: Int
  /// In the order of time.
  let blocks: [Replicate.Block]
}

extension CellSamples {
  /// Seconds of a step in rounds that both cells have, of the same process: what drifts within a
  /// process hits both. Process after process, without those that have no such round.
  static func pairs(_ first: CellSamples, _ second: CellSamples) -> [ProcessPairs] {
    first.processes.compactMap { samples in
      guard let partner = second.processes.first(where: { $0.process == samples.process }) else {
        return nil
      }
      let seconds = Dictionary(partner.blocks.map { ($0.round, $0.secondsPerStep) }) { $1 }
      let pairs = samples.blocks.compactMap { block in
        seconds[block.round].map { (first: block.secondsPerStep, second: $0) }
      }
      return pairs.isEmpty
        ? nil : ProcessPairs(first: pairs.map(\.first), second: pairs.map(\.second))
    }
  }
}

/// Seconds of a step of two cells in the rounds of one process.
struct ProcessPairs {
  /// Those of the first cell.
  let first: [Double]
  /// Those of the second, in the same rounds.
  let second: [Double]
}

extension [ProcessPairs] {
  /// The first cell's seconds, process after process.
  var firstSeconds: [Double] { flatMap(\.first) }

  /// The second cell's seconds, in the same order.
  var secondSeconds: [Double] { flatMap(\.second) }
}

extension Replicate.Block {
  /// Wall time of all its steps.
  var nanoseconds: Double { times.nanoseconds }

  /// The mean over all its steps.
  var secondsPerStep: Double { times.nanosecondsPerStep / 1e9 }
}

extension Replicate.StepTimes {
  /// Seconds of a step in each timed group.
  var secondsOfGroups: [Double] {
    groupNanoseconds.map { Double($0) / Double(stepsPerGroup) / 1e9 }
  }
}
