import Glibc
import Randomness
import Networks

/// Three values of an oscillation with a little noise, and the one that follows.
public enum NoisySeries {
  /// Makes series, each with its own period, phase and loudness.
  ///
  /// Without noise, three values of a sine tell the fourth: x(3) = 2·cos ω·x(2) − x(1), where
  /// 2·cos ω = (x(2) + x(0)) / x(1).
  ///
  /// - Shapes: inputs [samples, 3, 1], targets [samples, 1].
  public static func make(sampleCount: Int, seed: UInt64) -> Dataset {
    var random = SplitMix64(seed: seed)
    var inputs: [Float] = []
    var targets: [Float] = []
    for _ in 0..<sampleCount {
      let step = 2 * .pi / random.nextUniform(in: 5...20)
      let phase = random.nextUniform(in: 0...2 * .pi)
      let loudness = random.nextUniform(in: 0.5...1)
      for time in 0..<4 {
        let noise = 0.03 * random.nextNormal()
        let value = Float(loudness * sin(phase + step * Double(time)) + noise)
        if time < 3 { inputs.append(value) } else { targets.append(value) }
      }
    }
    return Dataset(
      inputs: Tensor(dimensions: [sampleCount, 3, 1], elements: inputs),
      targets: Tensor(dimensions: [sampleCount, 1], elements: targets))
  }
}
