import Records

/// How a step's time holds when the batch grows with the threads: the same work for each of them.
public struct WeakScaling: Sendable, Equatable {
  /// The network as tables name it.
  public let label: String
  /// Samples for each thread.
  public let samplesPerThread: Int
  /// Threads.
  public let threads: Int
  /// The time of a step with one thread over that with all threads and as many times the batch: 1
  /// where it holds. The two were not measured in turn.
  public let efficiency: Estimate

  /// Derives the rows of all networks: every batch size of one thread against its multiples.
  static func all(of groups: [CellGroup]) -> [WeakScaling] {
    groups.flatMap { base in
      guard let single = base.cell(threads: 1)?.measurement else { return [WeakScaling]() }
      return groups.filter { $0.label == base.label && $0.batchSize > base.batchSize }
        .compactMap { group in
          let (threads, rest) = group.batchSize.quotientAndRemainder(dividingBy: base.batchSize)
          guard rest == 0, let cell = group.cell(threads: threads), !cell.cell.isOversubscribed,
            let all = cell.measurement
          else { return nil }
          return WeakScaling(
            label: base.label, samplesPerThread: base.batchSize, threads: threads,
            efficiency: unpairedRatio(of: single.secondsPerStep, to: all.secondsPerStep))
        }
    }
  }
}
