import Foundation
import Kernels
import Randomness
import TestSupport
import Testing

/// Softmax through the layouts' kernels, over all of float's exponents, against libm in Double.
@Suite struct SoftmaxTests {
  /// Every exponent, both signs, several mantissas: the first, the last, and some between.
  private static let sweep: [Float] = {
    var values: [Float] = [0, -0.0, .infinity, -.infinity]
    for exponent in 0..<UInt32(255) {
      for mantissa in stride(from: UInt32(0), to: 0x7F_FFFF, by: 0x01_2345) {
        values.append(Float(bitPattern: exponent << 23 | mantissa))
        values.append(-Float(bitPattern: exponent << 23 | mantissa))
      }
    }
    return values
  }()

  /// Softmax of (x, 0) is eˣ / (eˣ + 1) for x ≤ 0: the exponential, seen through one division.
  @Test func exponentialIsWithinTwoUlps() {
    let row = PanelBuffer(rows: 1, columns: 2)
    for x in Self.sweep where x <= 0 {
      row[0, 0] = x
      row[0, 1] = 0
      applySoftmax(to: row.all)
      let exact = exp(Double(x)) / (exp(Double(x)) + 1)
      // 2 of the exponential, and half a unit each of the sum and the quotient, doubled where the
      // quotient has the next lower exponent.
      #expect(ulpsApart(row[0, 0], from: exact) <= 4, "at \(x)")
    }
  }

  @Test(arguments: [1, 2, lanes - 1, lanes, lanes + 1, 3 * lanes])
  func softmaxSumsToOneAndLeavesPaddingZero(columns: Int) {
    var random = SplitMix64(seed: 3)
    let row = PanelBuffer.random(rows: 1, columns: columns, using: &random)
    let exponentials = (0..<columns).map { exp(Double(row[0, $0])) }
    let total = exponentials.reduce(0, +)
    applySoftmax(to: row.all)
    for column in 0..<columns {
      let exact = exponentials[column] / total
      #expect(abs(Double(row[0, column]) - exact) <= gamma(columns + 6) * exact)
    }
    #expect(row.paddingIsZero)
  }
}
