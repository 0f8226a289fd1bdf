import Glibc
import Randomness

/// Half a second of sound at 16 kHz, and the noise that covers it.
struct SyntheticSound {
  /// Samples a second.
  static let rate = 16_000.0

  /// Voiced harmonics and chirps, root mean square 1.
  let clean: [Double]
  /// The same with coloured noise at a random level.
  let noisy: [Double]

  init(sampleCount: Int, using random: inout SplitMix64) {
    var clean = [Double](repeating: 0, count: sampleCount)
    for _ in 0...random.nextIndex(below: 2) {
      Self.addVoice(to: &clean, using: &random)
    }
    if random.nextIndex(below: 2) == 0 {
      Self.addChirp(to: &clean, using: &random)
    }
    Self.normalize(&clean, to: 1)
    var noise = Self.colouredNoise(sampleCount, using: &random)
    let decibels = random.nextUniform(in: -5...10)
    Self.normalize(&noise, to: pow(10, -decibels / 20))
    self.clean = clean
    noisy = zip(clean, noise).map(+)
  }

  /// A gliding tone with all its harmonics, shaped by three formants, that swells and fades.
  private static func addVoice(to sound: inout [Double], using random: inout SplitMix64) {
    let pitch = random.nextUniform(in: 90...280)
    let glide = random.nextUniform(in: -0.25...0.25)
    let harmonics = formantAmplitudes(pitch: pitch, using: &random)
    let swell = Swell(using: &random)
    var phase = random.nextUniform(in: 0...2 * .pi)
    for index in sound.indices {
      let time = Double(index) / Double(sound.count)
      phase += 2 * .pi * pitch * (1 + glide * time) / rate
      sound[index] += swell.level(at: time) * harmonicSum(phase, harmonics)
    }
  }

  /// Σ a(k)·sin(k·phase), k = 1…; sin (k+1)φ = 2·cos φ·sin kφ − sin (k−1)φ saves a sine for each.
  private static func harmonicSum(_ phase: Double, _ amplitudes: [Double]) -> Double {
    let twiceCosine = 2 * cos(phase)
    var (previous, current, sum) = (0.0, sin(phase), 0.0)
    for amplitude in amplitudes {
      sum += amplitude * current
      (previous, current) = (current, twiceCosine * current - previous)
    }
    return sum
  }

  private static func formantAmplitudes(
    pitch: Double, using random: inout SplitMix64
  ) -> [Double] {
    let formants = [
      random.nextUniform(in: 250...850), random.nextUniform(in: 900...2300),
      random.nextUniform(in: 2300...3600),
    ]
    // The highest harmonic stays below half the rate however far the pitch glides.
    let count = Int(0.4 * rate / pitch)
    return (1...count).map { harmonic in
      let frequency = pitch * Double(harmonic)
      return formants.reduce(0.02) { sum, formant in
        let distance = (frequency - formant) / (60 + 0.06 * formant)
        return sum + 300 / formant / (1 + distance * distance)
      }
    }
  }

  /// A tone that sweeps between two frequencies.
  private static func addChirp(to sound: inout [Double], using random: inout SplitMix64) {
    let start = random.nextUniform(in: 200...7000)
    let end = random.nextUniform(in: 200...7000)
    let amplitude = random.nextUniform(in: 0.2...1)
    let swell = Swell(using: &random)
    var phase = 0.0
    for index in sound.indices {
      let time = Double(index) / Double(sound.count)
      phase += 2 * .pi * (start + (end - start) * time) / rate
      sound[index] += amplitude * swell.level(at: time) * sin(phase)
    }
  }

  /// White noise through one pole: from hissing (−0.5) to rumbling (0.9).
  private static func colouredNoise(_ count: Int, using random: inout SplitMix64) -> [Double] {
    let pole = random.nextUniform(in: -0.5...0.9)
    var last = 0.0
    return (0..<count).map { _ in
      last = pole * last + random.nextNormal()
      return last
    }
  }

  private static func normalize(_ sound: inout [Double], to rootMeanSquare: Double) {
    let power = sound.reduce(0) { $0 + $1 * $1 } / Double(sound.count)
    let gain = rootMeanSquare / max(power, 1e-12).squareRoot()
    for index in sound.indices {
      sound[index] *= gain
    }
  }
}

/// A loudness that rises and falls a few times, down to silence, as syllables do.
private struct Swell {
  let turns: Double
  let phase: Double

  init(using random: inout SplitMix64) {
    turns = random.nextUniform(in: 0.5...2)
    phase = random.nextUniform(in: 0...1)
  }

  /// From 0 to 1; `time` runs from 0 to 1 over the sound.
  func level(at time: Double) -> Double {
    // A triangle wave, squared: no sine for each sample.
    let position = turns * time + phase
    let triangle = abs(2 * (position - position.rounded(.down)) - 1)
    return triangle * triangle
  }
}
