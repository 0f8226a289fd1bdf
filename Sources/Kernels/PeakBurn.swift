/// The fastest arithmetic there is: fused multiply-adds that never leave the registers.
///
/// Its rate is the ceiling that a training step is held against. An accumulator waits for itself
/// only, so the loop is bound by the multiply-add units as soon as there are more accumulators than
/// latency × units: 4 × 2 on x86. Fourteen and two operands fill the 16 registers of AVX2. The
/// values stay between 0 and 1, so no lane turns subnormal or infinite.
public enum PeakBurn {
  typealias Lanes = SIMD16<Float>

  /// Floats in one vector.
  public static var laneCount: Int { Lanes.scalarCount }

  /// Floating-point operations of one iteration, a multiply-add counted as two.
  public static let flopsPerIteration = 2 * 14 * laneCount

  /// Runs `iterations` iterations and stores the sum of the accumulators, so that the compiler can
  /// leave none of them out.
  ///
  /// - Shapes: `result`, one vector, writable.
  /// - Cost: `iterations` × `flopsPerIteration` flops; the loop touches no memory.
  @inline(never)
  public static func run(iterations: Int, result: UnsafeMutableRawPointer) {
    let factor = Lanes(repeating: 0.75), term = Lanes(repeating: 0.125)
    // Named accumulators, not an array: an array may leave the registers. They start apart, lest
    // equal ones be merged.
    var a0 = Lanes(repeating: 0.01), a1 = Lanes(repeating: 0.02)
    var a2 = Lanes(repeating: 0.03), a3 = Lanes(repeating: 0.04)
    var a4 = Lanes(repeating: 0.05), a5 = Lanes(repeating: 0.06)
    var a6 = Lanes(repeating: 0.07), b0 = Lanes(repeating: 0.08)
    var b1 = Lanes(repeating: 0.09), b2 = Lanes(repeating: 0.10)
    var b3 = Lanes(repeating: 0.11), b4 = Lanes(repeating: 0.12)
    var b5 = Lanes(repeating: 0.13), b6 = Lanes(repeating: 0.14)
    for _ in 0..<iterations {
      a0 = term.addingProduct(a0, factor)
      a1 = term.addingProduct(a1, factor)
      a2 = term.addingProduct(a2, factor)
      a3 = term.addingProduct(a3, factor)
      a4 = term.addingProduct(a4, factor)
      a5 = term.addingProduct(a5, factor)
      a6 = term.addingProduct(a6, factor)
      b0 = term.addingProduct(b0, factor)
      b1 = term.addingProduct(b1, factor)
      b2 = term.addingProduct(b2, factor)
      b3 = term.addingProduct(b3, factor)
      b4 = term.addingProduct(b4, factor)
      b5 = term.addingProduct(b5, factor)
      b6 = term.addingProduct(b6, factor)
    }
    let sum = (a0 + a1 + a2 + a3 + a4 + a5 + a6) + (b0 + b1 + b2 + b3 + b4 + b5 + b6)
    result.storeBytes(of: sum, as: Lanes.self)
  }
}
