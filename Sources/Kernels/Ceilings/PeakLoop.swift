import CVector

/// The fastest arithmetic there is: fused multiply-adds that never leave the registers.
///
/// Its rate is the ceiling that a training step is held against. An accumulator waits for itself
/// only, so the loop is bound by the multiply-add units as soon as there are more accumulators than
/// latency × units: 4 × 2 on x86. Fourteen and two operands fill the 16 registers of AVX2 and SSE2. The
/// values stay between 0 and 1, so no lane turns subnormal or infinite.
public enum PeakLoop {
  /// Floating-point operations of one iteration, a multiply-add counted as two.
  public static let flopsPerIteration = 2 * 14 * lanes

  /// Runs `iterations` iterations and stores the sum of the accumulators, so that the compiler can
  /// leave none of them out.
  ///
  /// - Shapes: `result`, one vector, writable.
  /// - Cost: `iterations` × `flopsPerIteration` flops; the loop touches no memory.
  @inline(never)
  public static func run(iterations: Int, result: UnsafeMutableRawPointer) {
    let factor = Vector(repeating: 0.75), term = Vector(repeating: 0.125)
    // Named accumulators, not an array: an array may leave the registers. They start apart, lest
    // equal ones be merged.
    var a0 = Vector(repeating: 0.01), a1 = Vector(repeating: 0.02)
    var a2 = Vector(repeating: 0.03), a3 = Vector(repeating: 0.04)
    var a4 = Vector(repeating: 0.05), a5 = Vector(repeating: 0.06)
    var a6 = Vector(repeating: 0.07), b0 = Vector(repeating: 0.08)
    var b1 = Vector(repeating: 0.09), b2 = Vector(repeating: 0.10)
    var b3 = Vector(repeating: 0.11), b4 = Vector(repeating: 0.12)
    var b5 = Vector(repeating: 0.13), b6 = Vector(repeating: 0.14)
    for _ in 0..<iterations {
      a0 = gm_fma(a0, factor, term)
      a1 = gm_fma(a1, factor, term)
      a2 = gm_fma(a2, factor, term)
      a3 = gm_fma(a3, factor, term)
      a4 = gm_fma(a4, factor, term)
      a5 = gm_fma(a5, factor, term)
      a6 = gm_fma(a6, factor, term)
      b0 = gm_fma(b0, factor, term)
      b1 = gm_fma(b1, factor, term)
      b2 = gm_fma(b2, factor, term)
      b3 = gm_fma(b3, factor, term)
      b4 = gm_fma(b4, factor, term)
      b5 = gm_fma(b5, factor, term)
      b6 = gm_fma(b6, factor, term)
    }
    let sum = (a0 + a1 + a2 + a3 + a4 + a5 + a6) + (b0 + b1 + b2 + b3 + b4 + b5 + b6)
    result.storeBytes(of: sum, as: Vector.self)
  }
}
