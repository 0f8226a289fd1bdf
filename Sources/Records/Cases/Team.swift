/// Ranks of MPI, and the threads that each of them has: who trains one cell.
public struct Team: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Processes that train together; 1 where there is no other.
  public var ranks: Int
  /// Workers of each.
  public var threads: Int

  /// Creates a team, of one process unless told otherwise.
  public init(ranks: Int = 1, threads: Int) {
    self.ranks = ranks
    self.threads = threads
  }

  /// All workers together: as many cores can be busy.
  public var workers: Int { ranks * threads }

  /// The team as a sentence names it: `2 threads`, `4 ranks × 1 thread`.
  public var description: String {
    let threads = counted(threads, "thread")
    return ranks == 1 ? threads : "\(ranks) ranks × \(threads)"
  }

  /// Fewer ranks first, then fewer threads.
  public static func < (a: Team, b: Team) -> Bool {
    (a.ranks, a.threads) < (b.ranks, b.threads)
  }

  /// Every number of threads with every number of ranks.
  public static func all(ranks: [Int], threads: [Int]) -> [Team] {
    ranks.flatMap { ranks in threads.map { Team(ranks: ranks, threads: $0) } }
  }
}
