import Records

/// How the speed of one case grows with ranks, the threads of each being the same.
public struct RankScaling: Sendable, Equatable {
  /// What was trained.
  public let subject: BenchmarkCase
  /// The threads of each rank.
  public let threads: Int
  /// Throughput against that of one rank with as many threads, by ranks, which ascend from 1; oversubscribed
  /// ones are left out. They took turns.
  public let speedups: [(ranks: Int, factor: Double)]
  /// The universal scalability law over ranks.
  public let universal: ScalingFit

  /// Whether both say the same.
  public static func == (a: RankScaling, b: RankScaling) -> Bool {
    a.subject == b.subject && a.threads == b.threads && a.universal == b.universal
      && a.speedups.elementsEqual(b.speedups, by: ==)
  }

  /// Derives the scaling of all cases that were trained by one rank and by several.
  static func all(of groups: [CellGroup], ranked: [CellGroup]) -> [RankScaling] {
    groups.flatMap { own in
      own.cells.filter { !$0.cell.isOversubscribed }.compactMap { base -> RankScaling? in
        let threads = base.cell.threads
        guard let one = base.measurement?.samplesPerSecond.value else { return nil }
        let others = ranked.filter { $0.subject == own.subject }.compactMap { group in
          group.cell(threads: threads).flatMap { cell in
            cell.cell.isOversubscribed
              ? nil : cell.measurement.map { (group.ranks, $0.samplesPerSecond.value / one) }
          }
        }
        guard !others.isEmpty else { return nil }
        let speedups = [(ranks: 1, factor: 1.0)] + others.map { (ranks: $0.0, factor: $0.1) }
        return RankScaling(
          subject: own.subject, threads: threads, speedups: speedups,
          universal: ScalingFit(
            universal: speedups.map { (threads: $0.ranks, speedup: $0.factor) }))
      }
    }
  }
}

/// How a step's time holds when the batch grows with the ranks: the same work for each of them.
public struct RankWeakScaling: Sendable, Equatable {
  /// The network as tables name it.
  public let label: String
  /// Samples for each rank.
  public let samplesPerRank: Int
  /// Who trains.
  public let team: Team
  /// The time of a step of one rank with as many threads over that of all ranks and as many times the batch:
  /// 1 where it holds. The two were not measured in turn.
  public let efficiency: Estimate

  /// Derives the rows of all networks: every batch size of one rank against its multiples.
  static func all(of groups: [CellGroup], ranked: [CellGroup]) -> [RankWeakScaling] {
    groups.flatMap { base in
      base.cells.flatMap { one -> [RankWeakScaling] in
        guard let single = one.measurement, !one.cell.isOversubscribed else { return [] }
        return ranked.compactMap { group in
          guard group.label == base.label, group.batchSize == base.batchSize * group.ranks,
            let cell = group.cell(threads: one.cell.threads), !cell.cell.isOversubscribed,
            let all = cell.measurement
          else { return nil }
          return RankWeakScaling(
            label: base.label, samplesPerRank: base.batchSize, team: cell.cell.team,
            efficiency: unpairedRatio(of: single.secondsPerStep, to: all.secondsPerStep))
        }
      }
    }
  }
}
