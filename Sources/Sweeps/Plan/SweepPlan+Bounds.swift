import Networks
import Training

extension SweepPlan {
  /// The most that a number of threads can bring in a case.
  public struct SpeedupBound: Sendable, Encodable {
    /// The case, such as denoise/128.
    public let name: String
    /// The threads.
    public let threads: Int
    /// How many times faster than one thread they can be; see `WorkSharing.speedupBound`.
    public let bound: Double
  }

  /// The bounds of all cells of one process, in their order.
  ///
  /// - Throws: what a trainer of the case would throw.
  public func speedupBounds() throws -> [SpeedupBound] {
    try groups.flatMap { group in
      let network = try group.entry.trainingNetwork.resolved().inlined()
      return try group.cells.filter { $0.ranks == 1 }.map { cell in
        var options = try group.subject.options(seed: seed)
        options.threads = cell.threads
        let bound = try WorkSharing.speedupBound(
          of: network, training: group.entry.training, options: options)
        return SpeedupBound(name: "\(group.subject)", threads: cell.threads, bound: bound)
      }
    }
  }
}
