import Records

/// Which of the machine's two limits binds a step, by its arithmetic for each byte of memory.
///
/// The roof is min(peak, intensity · bandwidth). The bytes are the least that a step has to move
/// where nothing stays in a cache, so a network that fits into one may exceed the memory's roof.
///
/// - Source: “Roofline: An Insightful Visual Performance Model for Multicore Architectures”,
///   Communications of the ACM 52(4), 2009.
public struct Roofline: Sendable, Equatable {
  /// Flops for each byte.
  public let intensity: Double
  /// The loop of fused multiply-adds on as many threads, flop/s.
  public let peakFlopsPerSecond: Double
  /// The memory stream on as many threads, bytes/s.
  public let memoryBytesPerSecond: Double

  /// A limit.
  public enum Bound: String, Sendable {
    /// The loop of fused multiply-adds.
    case arithmetic
    /// The memory stream.
    case memory
  }

  /// Derives the roof from medians over blocks; `nil` where one of the two limits was not measured.
  init?(flopsPerStep: Double, bytesPerStep: Double, blocks: [Replicate.Block]) {
    guard let peak = median(of: blocks.compactMap(\.peakFlopsPerSecond)),
      let memory = median(of: blocks.compactMap(\.memoryBytesPerSecond))
    else { return nil }
    intensity = flopsPerStep / bytesPerStep
    peakFlopsPerSecond = peak
    memoryBytesPerSecond = memory
  }

  /// The most arithmetic in a second that both limits allow.
  public var roofFlopsPerSecond: Double {
    min(peakFlopsPerSecond, intensity * memoryBytesPerSecond)
  }

  /// The limit that binds.
  public var bound: Bound {
    intensity * memoryBytesPerSecond < peakFlopsPerSecond ? .memory : .arithmetic
  }
}
