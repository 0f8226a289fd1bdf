import Glibc
import Randomness
import Networks

/// Spectra of noisy sounds with those of the clean ones: what a denoiser learns from.
///
/// A frame is 512 samples under a Hann window, 256 after the last one. Its feature for a bin is
/// √m / 4, m the magnitude. The root keeps faint bins from drowning beside loud ones, as a logarithm
/// would too; but a small error of a logarithm is a large one of a loud magnitude, so that a loss on
/// logarithms falls while the signal-to-noise ratio of the magnitudes hardly gains.
public enum NoisySpectra {
  /// Bins of a 512-point spectrum.
  public static let fullBinCount = frameLength / 2 + 1

  static let frameLength = 512
  static let hop = 256
  /// Samples from one sound; the first frame is only ever the earlier of two.
  static let samplesPerSound = 32

  /// Makes pairs of noisy frames with the clean spectrum of the later one.
  ///
  /// - Parameters:
  ///   - binCount: bins a frame, 1…257; below 257, the mean power of each of so many neighbouring
  ///     ranges.
  ///   - sampleCount: pairs to make.
  ///   - seed: settles all of them.
  /// - Shapes: inputs [samples, 2·binCount], the earlier frame first; targets [samples, binCount].
  /// - Cost: some 25 µs a sample, shared among all CPUs.
  public static func make(binCount: Int, sampleCount: Int, seed: UInt64) -> Dataset {
    precondition(1...fullBinCount ~= binCount, "\(binCount) bins of \(fullBinCount)")
    var random = SplitMix64(seed: seed)
    let analyzer = FrameAnalyzer(binCount: binCount)
    let scores = stride(from: 0, to: sampleCount, by: samplesPerSound).map { _ in
      SoundScore(sampleCount: frameLength + samplesPerSound * hop, using: &random)
    }
    var inputs = Tensor(zeros: [sampleCount, 2 * binCount])
    var targets = Tensor(zeros: [sampleCount, binCount])
    for (index, score) in scores.enumerated() {
      let sound = SyntheticSound(score), first = index * samplesPerSound
      var earlier = analyzer.features(of: sound.noisy, frame: 0)
      for sample in first..<min(first + samplesPerSound, sampleCount) {
        let frame = sample - first + 1
        let later = analyzer.features(of: sound.noisy, frame: frame)
        write(earlier + later, to: &inputs.elements, at: 2 * binCount * sample)
        write(
          analyzer.features(of: sound.clean, frame: frame), to: &targets.elements,
          at: binCount * sample)
        earlier = later
      }
    }
    return Dataset(inputs: inputs, targets: targets)
  }

  private static func write(
    _ row: [Float], to target: inout [Float], at first: Int
  ) {
    for (index, element) in row.enumerated() { target[first + index] = element }
  }

  /// By how many decibels predictions come closer to the clean magnitudes than the noisy frames
  /// are: `10·log₁₀(Σ(noisy − clean)² / Σ(predicted − clean)²)`.
  ///
  /// - Shapes: `predictions` like the targets of `dataset`.
  public static func signalToNoiseGain(of predictions: Tensor, on dataset: Dataset) -> Double {
    precondition(
      predictions.dimensions == dataset.targets.dimensions,
      "predictions \(predictions.dimensions), targets \(dataset.targets.dimensions)")
    let binCount = dataset.targets.dimensions[1]
    var (noise, error) = (0.0, 0.0)
    for (index, target) in dataset.targets.elements.enumerated() {
      let (sample, bin) = index.quotientAndRemainder(dividingBy: binCount)
      let clean = magnitude(target)
      let noisy = magnitude(dataset.inputs.elements[(2 * sample + 1) * binCount + bin])
      let predicted = magnitude(predictions.elements[index])
      noise += (noisy - clean) * (noisy - clean)
      error += (predicted - clean) * (predicted - clean)
    }
    return 10 * log10(noise / error)
  }

  static func feature(ofPower power: Double) -> Float {
    Float(power.squareRoot().squareRoot() / 4)
  }

  /// The inverse of a feature; one below 0, which only a prediction can be, means silence.
  private static func magnitude(_ feature: Float) -> Double {
    let root = max(4 * Double(feature), 0)
    return root * root
  }
}

/// Cuts sounds into frames and measures their spectra.
private struct FrameAnalyzer: Sendable {
  private let transform = RealFourierTransform(length: NoisySpectra.frameLength)
  private let window: [Double]
  /// The bins of the full spectrum behind each feature.
  private let ranges: [Range<Int>]

  init(binCount: Int) {
    let length = NoisySpectra.frameLength
    window = (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)) }
    ranges = (0..<binCount).map { bin in
      bin * NoisySpectra.fullBinCount / binCount..<(bin + 1) * NoisySpectra.fullBinCount / binCount
    }
  }

  func features(of sound: [Double], frame: Int) -> [Float] {
    let samples = sound[(frame * NoisySpectra.hop)...].prefix(NoisySpectra.frameLength)
    let powers = transform.powers(of: zip(samples, window).map(*))
    return ranges.map { range in
      NoisySpectra.feature(ofPower: powers[range].reduce(0, +) / Double(range.count))
    }
  }
}
