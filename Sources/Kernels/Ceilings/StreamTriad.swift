import CVector

/// a = b + s·c over long arrays: the plainest use of memory.
///
/// Its rate over arrays that no cache holds is the ceiling of work that streams, such as an
/// optimizer's. The stores are ordinary ones, as the training kernels' are, so the CPU may read a
/// line of `a` before it writes it; that traffic is not counted, as is STREAM's way.
///
/// - Source: “Memory Bandwidth and Machine Balance in Current High Performance Computers”, IEEE TCCA
///   Newsletter, 1995.
public enum StreamTriad {
  /// Bytes that count for one element: two floats read and one written.
  public static let bytesPerElement = 3 * MemoryLayout<Float>.stride

  /// Computes a = b + s·c.
  ///
  /// - Shapes: all pointers to `count` floats, a multiple of `lanes`.
  /// - Cost: 2·count flops; `count` × `bytesPerElement` bytes.
  public static func run(
    a: UnsafeMutablePointer<Float>, b: UnsafePointer<Float>, c: UnsafePointer<Float>, s: Float,
    count: Int
  ) {
    require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
    let factor = Vector(repeating: s)
    for i in stride(from: 0, to: count, by: lanes) {
      gm_fma(factor, Vector(loading: c + i), Vector(loading: b + i)).store(to: a + i)
    }
  }
}
