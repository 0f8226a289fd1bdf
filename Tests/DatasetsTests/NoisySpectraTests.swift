import Datasets
import Networks
import Testing

@Suite struct NoisySpectraTests {
  private static let full = NoisySpectra.make(binCount: 257, sampleCount: 40, seed: 1)

  @Test func pairsAdjacentFrames() {
    #expect(Self.full.inputs.dimensions == [40, 514])
    #expect(Self.full.targets.dimensions == [40, 257])
    for sample in 1..<40 where sample != 32 {  // the second sound begins with sample 32
      #expect(input(sample, 0..<257) == input(sample - 1, 257..<514))
    }
    #expect(input(32, 0..<257) != input(31, 257..<514))
  }

  @Test func makesTheSameFromTheSameSeed() {
    #expect(NoisySpectra.make(binCount: 257, sampleCount: 40, seed: 1) == Self.full)
    #expect(NoisySpectra.make(binCount: 257, sampleCount: 40, seed: 2) != Self.full)
  }

  @Test func staysOfTheOrderOfOne() {
    let elements = Self.full.inputs.elements
    #expect(elements.allSatisfy { $0 >= 0 && $0 < 8 })
    #expect((0.3...1.5).contains(elements.reduce(0, +) / Float(elements.count)))
  }

  /// A feature is √m / 4, so its fourth power is the power of the bin over 4⁴.
  @Test func poolsThePowersOfNeighbouringBins() {
    let coarse = NoisySpectra.make(binCount: 4, sampleCount: 40, seed: 1)
    #expect(coarse.inputs.dimensions == [40, 8])
    let ranges = [0..<64, 64..<128, 128..<192, 192..<257]
    for (bin, range) in ranges.enumerated() {
      let fine = Self.full.targets.elements[range].map { Double($0 * $0 * $0 * $0) }
      let mean = fine.reduce(0, +) / Double(range.count)
      let pooled = Double(coarse.targets.elements[bin])
      #expect(abs(pooled * pooled * pooled * pooled - mean) <= 1e-5 * mean)
    }
  }

  @Test func noiseCoversTheCleanSpectra() throws {
    let (noise, clean) = zip(noisyFrames(), Self.full.targets.elements).reduce((Float(0), Float(0)))
    {
      ($0.0 + ($1.0 - $1.1) * ($1.0 - $1.1), $0.1 + $1.1 * $1.1)
    }
    #expect((0.05...5).contains(noise / clean))
  }

  @Test func measuresTheGainOverTheNoisyFrame() throws {
    let noisy = Tensor(dimensions: [40, 257], elements: noisyFrames())
    let none = try #require(Quality.signalToNoiseGain.value(of: noisy, on: Self.full))
    #expect(abs(none) < 1e-9)
    // Halfway between the noisy and the clean magnitudes, the error is halved: 20·log₁₀ 2.
    let halfway = zip(noisy.elements, Self.full.targets.elements).map { noisy, clean in
      ((noisy * noisy + clean * clean) / 2).squareRoot()
    }
    let gain = try #require(
      Quality.signalToNoiseGain.value(
        of: Tensor(dimensions: [40, 257], elements: halfway), on: Self.full))
    #expect(abs(gain - 6.0206) < 1e-3)
    #expect(Quality.signalToNoiseGain.value(of: Self.full.targets, on: Self.full) == nil)
  }

  private func input(_ sample: Int, _ bins: Range<Int>) -> [Float] {
    bins.map { Self.full.inputs.elements[514 * sample + $0] }
  }

  private func noisyFrames() -> [Float] {
    (0..<40).flatMap { input($0, 257..<514) }
  }
}
