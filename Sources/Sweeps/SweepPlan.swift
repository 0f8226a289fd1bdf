import Networks
import Records
import Suites
import Training

/// What a sweep will measure: cells in groups, and how long it takes.
public struct SweepPlan: Sendable {
  /// The groups in the order in which they are measured; those of one network stand together.
  public let groups: [Group]
  /// How often the thread counts of a group take turns.
  public let rounds: Int
  /// Measured time of a cell over all rounds.
  public let secondsPerCell: Double
  /// The seed of data, start weights, shuffling, and the order of turns.
  public let seed: UInt64

  /// One network at one batch size: the thread counts that take turns on the same data.
  public struct Group: Sendable {
    /// The network.
    public let entry: Catalog.Entry
    /// Samples in a step.
    public let batchSize: Int
    /// One cell a thread count, ascending.
    public let cells: [RunRecord.Cell]
    /// The layers with weights, in Keras's order.
    let weightedLayers: [ResolvedLayer]
    /// The arithmetic of one step by the network's shapes.
    let flopsPerStep: Double
    /// The steps over which loss and weights are verified: settled by shape alone, so that digests
    /// agree between machines.
    public let verifiedSteps: Int
    /// About how long the group takes.
    public let estimatedSeconds: Double
  }

  /// The number of cells in all groups.
  public var cellCount: Int { groups.reduce(0) { $0 + $1.cells.count } }

  /// About how long the sweep takes.
  public var estimatedSeconds: Double { groups.reduce(0) { $0 + $1.estimatedSeconds } }

  /// Lays a suite out for a machine.
  ///
  /// - Parameter usableCPUs: the CPUs that this process may use, affinity mask and quota considered.
  /// - Throws: a `ModelError` where a network of the catalogue is impossible.
  public init(suite: Suite, usableCPUs: Int, seed: UInt64) throws(ModelError) {
    let threads = (suite.threads ?? Self.threadCounts(upTo: usableCPUs)).sorted()
    var groups: [Group] = []
    for model in suite.models {
      guard let entry = Catalog.entry(named: model.name) else { continue }
      for batchSize in model.batchSizes ?? suite.batchSizes {
        groups.append(
          try Group(
            entry: entry, batchSize: batchSize, threads: threads, usableCPUs: usableCPUs,
            secondsPerCell: suite.secondsPerCell))
      }
    }
    self.groups = groups
    rounds = suite.rounds
    secondsPerCell = suite.secondsPerCell
    self.seed = seed
  }

  /// 1, 2, 4, … below `count`, and `count` itself.
  public static func threadCounts(upTo count: Int) -> [Int] {
    let powers = sequence(first: 1) { $0 * 2 }.prefix { $0 < count }
    return powers + [max(1, count)]
  }
}

extension SweepPlan.Group {
  fileprivate init(
    entry: Catalog.Entry, batchSize: Int, threads: [Int], usableCPUs: Int, secondsPerCell: Double
  ) throws(ModelError) {
    let network = try entry.trainingNetwork.resolved()
    let flopsPerStep = network.flopsPerSample * Double(batchSize)
    let verifiedSteps = Self.verifiedSteps(flopsPerStep: flopsPerStep)
    self.entry = entry
    self.batchSize = batchSize
    self.flopsPerStep = flopsPerStep
    weightedLayers = network.layers.filter { $0.parameterCount > 0 }
    self.verifiedSteps = verifiedSteps
    cells = threads.map { count in
      RunRecord.Cell(
        model: entry.name, batchSize: batchSize, threads: count,
        isOversubscribed: count > usableCPUs, parameterCount: network.parameterCount)
    }
    let verifying = flopsPerStep * Double(verifiedSteps) / Self.presumedFlopsPerSecond
    estimatedSeconds =
      Double(threads.count) * (secondsPerCell + verifying + Self.presumedOverheadSeconds)
  }

  /// Enough steps for the loss to fall: 1,000 where they cost nothing, never under 20, and about a
  /// second's arithmetic between; whole tens, since they are timed in ten groups.
  private static func verifiedSteps(flopsPerStep: Double) -> Int {
    Int(min(max(2e10 / flopsPerStep, 20), 1_000)) / 10 * 10
  }

  /// What estimates take for the rate of one thread; a sweep under way corrects them.
  private static let presumedFlopsPerSecond = 4e10
  /// The FMA burns, the data and the start weights of a cell.
  private static let presumedOverheadSeconds = 0.2
}
