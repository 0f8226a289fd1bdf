import Records

/// What really ran of what was asked for.
public struct Participation: Sendable, Equatable {
  /// Workers asked for.
  public let asked: Int
  /// Workers that did a piece of work, in the process with the fewest of them; `nil` where it was
  /// not recorded.
  public let tookPart: Int?
  /// Whether more than one worker did a piece of work in any process; a step that is too short for two is
  /// left to one by design. True where it was not recorded.
  public let isShared: Bool
  /// The CPUs on which workers were seen, ascending.
  public let cpus: [Int]
  /// CPU time of the workers over wall time times workers asked for, the median over processes.
  public let busyShare: Double?

  /// Derives the participation of a contestant from all of its blocks.
  init(threads: Int, of replicates: [Replicate], where isMeant: (Replicate.Contestant) -> Bool) {
    let contestants = replicates.compactMap { $0.contestants.first(where: isMeant) }
    let workers = contestants.map(\.workers)
    asked = threads
    let counts = workers.filter { !$0.isEmpty }.map { $0.count { $0.tasks > 0 } }
    tookPart = counts.min()
    isShared = counts.max().map { $0 > 1 } ?? true
    cpus = Set(workers.joined().flatMap(\.cpus)).sorted()
    busyShare = median(
      of: replicates.compactMap { replicate in
        guard let index = replicate.contestants.firstIndex(where: isMeant) else { return nil }
        let workers = replicate.contestants[index].workers
        let busy = workers.compactMap(\.cpuNanoseconds)
        let wall = replicate.blocks.filter { $0.contestant == index }
          .reduce(0) { $0 + $1.nanoseconds }
        guard !busy.isEmpty, busy.count == workers.count, wall > 0 else { return nil }
        return busy.reduce(0) { $0 + Double($1) } / wall / Double(threads)
      })
  }
}
