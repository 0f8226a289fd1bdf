import Glibc

/// The discrete Fourier transform of real signals of one length.
///
/// A signal of n numbers is taken for n/2 complex ones, which halves the work; the two
/// interleaved spectra are separated afterwards.
///
/// - Source: “An Algorithm for the Machine Calculation of Complex Fourier Series”, Mathematics of
///   Computation 19(90), 1965.
package struct RealFourierTransform: Sendable {
  /// The length of a signal, a power of two, at least 4.
  package let length: Int
  /// e^(−2πik/length) for k < length/2.
  private let cosines: [Double]
  private let sines: [Double]
  /// Where each number of the first stage stands in the signal of complex ones.
  private let order: [Int]

  package init(length: Int) {
    precondition(length >= 4 && length & (length - 1) == 0, "length \(length) is no power of two")
    self.length = length
    let angles = (0..<length / 2).map { -2 * .pi * Double($0) / Double(length) }
    cosines = angles.map(cos)
    sines = angles.map(sin)
    let half = length / 2, unusedBits = UInt.bitWidth - half.trailingZeroBitCount
    order = (0..<half).map { Int(UInt($0).bitReversed >> unusedBits) }
  }

  /// |X(k)|² for the bins k = 0…length/2 of a signal's spectrum, X(k) = Σ x(t)·e^(−2πikt/length).
  ///
  /// - Cost: O(length · log length).
  package func powers(of signal: [Double]) -> [Double] {
    precondition(signal.count == length, "\(signal.count) samples, not \(length)")
    let half = length / 2
    var (real, imaginary) = inBitReversedOrder(signal)
    combine(&real, &imaginary)
    return (0...half).map { bin in
      // Z(k) = E(k) + i·O(k), the spectra of the even and the odd samples: E(k) is the even part
      // of Z under k → −k with conjugation, O(k) the odd one, and X(k) = E(k) + e^(−2πik/n)·O(k).
      let (k, mirrored) = (bin % half, (half - bin) % half)
      let evenReal = (real[k] + real[mirrored]) / 2
      let evenImaginary = (imaginary[k] - imaginary[mirrored]) / 2
      let oddReal = (imaginary[k] + imaginary[mirrored]) / 2
      let oddImaginary = (real[mirrored] - real[k]) / 2
      let (c, s) = bin < half ? (cosines[bin], sines[bin]) : (-1, 0)
      let x = evenReal + c * oddReal - s * oddImaginary
      let y = evenImaginary + c * oddImaginary + s * oddReal
      return x * x + y * y
    }
  }

  private func inBitReversedOrder(_ signal: [Double]) -> (real: [Double], imaginary: [Double]) {
    (order.map { signal[2 * $0] }, order.map { signal[2 * $0 + 1] })
  }

  /// Joins transforms of 1, 2, 4, … numbers into one of `length / 2`.
  private func combine(_ real: inout [Double], _ imaginary: inout [Double]) {
    var span = 1
    while span < real.count {
      let stride = real.count / span
      for start in Swift.stride(from: 0, to: real.count, by: 2 * span) {
        for offset in 0..<span {
          let (low, high) = (start + offset, start + offset + span)
          let (c, s) = (cosines[offset * stride], sines[offset * stride])
          let x = c * real[high] - s * imaginary[high]
          let y = c * imaginary[high] + s * real[high]
          (real[high], imaginary[high]) = (real[low] - x, imaginary[low] - y)
          (real[low], imaginary[low]) = (real[low] + x, imaginary[low] + y)
        }
      }
      span *= 2
    }
  }
}

extension UInt {
  fileprivate var bitReversed: UInt {
    var (source, result) = (self, UInt(0))
    for _ in 0..<UInt.bitWidth {
      result = result << 1 | source & 1
      source >>= 1
    }
    return result
  }
}
