import Records

/// From which size of a step on a second thread pays, for one network.
public struct SecondThread: Sendable, Equatable {
  /// The network as tables name it.
  public let label: String
  /// The smallest case that is faster with two threads, beyond interval and noise floor, as are all
  /// larger ones of the network; `nil` where the largest is not.
  public let smallest: Size?

  /// A case's size.
  public struct Size: Sendable, Equatable {
    /// Samples in a step.
    public let batchSize: Int
    /// The arithmetic of a step.
    public let flopsPerStep: Double
  }

  /// Derives the sizes of all networks that were measured with one and with two threads; none
  /// without a noise floor, as nothing is faster then.
  static func all(of groups: [CellGroup], floor: NoiseFloor?) -> [SecondThread] {
    guard let floor else { return [] }
    var labels: [String] = []
    for group in groups where !labels.contains(group.label) { labels.append(group.label) }
    return labels.compactMap { label in
      let cases = groups.filter { $0.label == label }.compactMap { group in
        group.cell(threads: 2).flatMap { cell in
          cell.cell.isOversubscribed ? nil : cell.measurement?.speedup
        }.map { (group: group, speedup: $0) }
      }.sorted { $0.group.batchSize < $1.group.batchSize }
      guard !cases.isEmpty else { return nil }
      let paying = cases.reversed().prefix {
        Verdict(on: $0.speedup, floor: floor) == .faster
      }
      return SecondThread(label: label, smallest: paying.last.flatMap { $0.group.size })
    }
  }
}

extension CellGroup {
  fileprivate var size: SecondThread.Size? {
    flopsPerStep.map { SecondThread.Size(batchSize: batchSize, flopsPerStep: $0) }
  }
}
