import Training

/// The ranks of a launch as a measurement needs them: the first one leads, and the others sleep until it has
/// something for them to do.
public protocol RankCrew: RankGroup {
  /// The host of each rank.
  var hosts: [String] { get }
  /// What the engine says of itself.
  var engine: String { get }
  /// What this rank has told the others so far, and how long it has waited for them.
  var traffic: RankTraffic { get }

  /// The first ranks as a group of their own, with a traffic of its own.
  ///
  /// All ranks call it, in the same order; of those beyond the first ones the result is of no use.
  ///
  /// - Parameter count: how many, from 1 to all.
  func leading(_ count: Int) -> any RankCrew

  /// Measures what the connections between all of these ranks allow; all call it, and get the same.
  ///
  /// - Parameter floats: the weights: how many the engine itself is to sum, and how many go round the ring.
  func measureLinks(floats: Int) -> RankLinks

  /// Sends some words to a rank, which receives as many.
  func send(_ words: [Int], to rank: Int)

  /// Receives words from the first rank, asleep until they come.
  ///
  /// - Parameter count: how many there will be.
  func receive(_ count: Int) -> [Int]
}

/// What the connections between some ranks allow.
public struct RankLinks: Sendable, Equatable {
  /// Seconds in which eight bytes go from a rank to the next one, the mean round the ring.
  public var latency: Double
  /// Bytes a second that each rank sends to the next one while all do, of as many floats again and again.
  public var ringBandwidth: Double
  /// Seconds in which the engine itself sums as many floats as were asked for.
  public var allReduce: Double

  /// Tells of connections.
  public init(latency: Double, ringBandwidth: Double, allReduce: Double) {
    self.latency = latency
    self.ringBandwidth = ringBandwidth
    self.allReduce = allReduce
  }
}

extension RankGroup {
  /// The largest of what all ranks have; all call it.
  func largest(_ own: Double) -> Double {
    var numbers = [Double](repeating: 0, count: count)
    numbers[rank] = own
    let ends = (1...count).map { $0 * MemoryLayout<Double>.stride }
    numbers.withUnsafeMutableBytes { memory in
      guard let memory = memory.baseAddress else { return }
      allGather(memory, ends: ends)
    }
    return numbers.max() ?? own
  }

  /// Returns once all ranks have called it.
  public func meet() {
    var nothing = [UInt8](repeating: 0, count: count)
    let ends = (1...count).map(\.self)
    nothing.withUnsafeMutableBytes { memory in
      guard let memory = memory.baseAddress else { return }
      allGather(memory, ends: ends)
    }
  }
}
