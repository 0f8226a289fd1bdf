import Foundation
import Randomness
import Testing

import Datasets

@Suite struct RealFourierTransformTests {
  @Test(arguments: [4, 8, 64, 512])
  func matchesTheDefinition(length: Int) {
    var random = SplitMix64(seed: 5)
    let signal = (0..<length).map { _ in random.nextUniform(in: -1...1) }
    let powers = RealFourierTransform(length: length).powers(of: signal)
    #expect(powers.count == length / 2 + 1)
    for (bin, power) in powers.enumerated() {
      #expect(abs(power - definedPower(of: signal, bin: bin)) < 1e-9 * Double(length))
    }
  }

  private func definedPower(of signal: [Double], bin: Int) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (time, value) in signal.enumerated() {
      // Reduced first: the angle of a large product would lose digits.
      let angle = 2 * Double.pi * Double(bin * time % signal.count) / Double(signal.count)
      real += value * cos(angle)
      imaginary -= value * sin(angle)
    }
    return real * real + imaginary * imaginary
  }
}
