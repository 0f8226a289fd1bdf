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

  init(_ score: SoundScore) {
    var clean = [Double](repeating: 0, count: score.sampleCount)
    for voice in score.voices { voice.add(to: &clean) }
    score.chirp?.add(to: &clean)
    Self.normalize(&clean, to: 1)
    var noise = score.colouredNoise()
    Self.normalize(&noise, to: pow(10, -score.decibels / 20))
    self.clean = clean
    noisy = zip(clean, noise).map(+)
  }

  private static func normalize(_ sound: inout [Double], to rootMeanSquare: Double) {
    let power = sound.reduce(0) { $0 + $1 * $1 } / Double(sound.count)
    let gain = rootMeanSquare / max(power, 1e-12).squareRoot()
    for index in sound.indices {
      sound[index] *= gain
    }
  }
}

/// What makes up a sound, all that is drawn for it: sounds whose scores are known can be made side by side.
struct SoundScore {
  let sampleCount: Int
  let voices: [Voice]
  let chirp: Chirp?
  /// The level of the sound over the noise's.
  let decibels: Double
  private let pole: Double
  /// Where the noise's numbers begin.
  private let noise: SplitMix64

  /// Draws as many numbers as the sound takes, those of the noise unseen.
  init(sampleCount: Int, using random: inout SplitMix64) {
    self.sampleCount = sampleCount
    voices = (0...random.nextIndex(below: 2)).map { _ in Voice(using: &random) }
    chirp = random.nextIndex(below: 2) == 0 ? Chirp(using: &random) : nil
    pole = random.nextUniform(in: -0.5...0.9)
    noise = random
    random.skip(sampleCount * SplitMix64.numbersPerNormal)
    decibels = random.nextUniform(in: -5...10)
  }

  /// White noise through one pole: from hissing (−0.5) to rumbling (0.9).
  func colouredNoise() -> [Double] {
    var random = noise, last = 0.0
    return (0..<sampleCount).map { _ in
      last = pole * last + random.nextNormal()
      return last
    }
  }
}

/// A gliding tone with all its harmonics, shaped by three formants, that swells and fades.
struct Voice {
  private let pitch: Double
  private let glide: Double
  private let harmonics: [Double]
  private let swell: Swell
  private let phase: Double

  init(using random: inout SplitMix64) {
    pitch = random.nextUniform(in: 90...280)
    glide = random.nextUniform(in: -0.25...0.25)
    harmonics = Self.formantAmplitudes(pitch: pitch, using: &random)
    swell = Swell(using: &random)
    phase = random.nextUniform(in: 0...2 * .pi)
  }

  func add(to sound: inout [Double]) {
    var phase = phase
    for first in stride(from: 0, to: sound.count, by: Moments.scalarCount) {
      let count = min(Moments.scalarCount, sound.count - first)
      var phases = Moments.zero
      for index in 0..<count {
        let time = Double(first + index) / Double(sound.count)
        phase += 2 * .pi * pitch * (1 + glide * time) / SyntheticSound.rate
        phases[index] = phase
      }
      let sums = harmonicSums(phases)
      for index in 0..<count {
        let time = Double(first + index) / Double(sound.count)
        sound[first + index] += swell.level(at: time) * sums[index]
      }
    }
  }

  /// Moments whose harmonics are added up side by side: each sum waits for itself.
  private typealias Moments = SIMD8<Double>

  /// Σ a(k)·sin(k·phase), k = 1…; sin (k+1)φ = 2·cos φ·sin kφ − sin (k−1)φ saves a sine for each.
  private func harmonicSums(_ phases: Moments) -> Moments {
    var twiceCosines = Moments.zero, current = Moments.zero
    for index in phases.indices {
      twiceCosines[index] = 2 * cos(phases[index])
      current[index] = sin(phases[index])
    }
    var (previous, sums) = (Moments.zero, Moments.zero)
    for amplitude in harmonics {
      sums += amplitude * current
      (previous, current) = (current, twiceCosines * current - previous)
    }
    return sums
  }

  private static func formantAmplitudes(
    pitch: Double, using random: inout SplitMix64
  ) -> [Double] {
    let formants = [
      random.nextUniform(in: 250...850), random.nextUniform(in: 900...2300),
      random.nextUniform(in: 2300...3600),
    ]
    // The highest harmonic stays below half the rate however far the pitch glides.
    let count = Int(0.4 * SyntheticSound.rate / pitch)
    return (1...count).map { harmonic in
      let frequency = pitch * Double(harmonic)
      return formants.reduce(0.02) { sum, formant in
        let distance = (frequency - formant) / (60 + 0.06 * formant)
        return sum + 300 / formant / (1 + distance * distance)
      }
    }
  }
}

/// A tone that sweeps between two frequencies.
struct Chirp {
  private let start: Double
  private let end: Double
  private let amplitude: Double
  private let swell: Swell

  init(using random: inout SplitMix64) {
    start = random.nextUniform(in: 200...7000)
    end = random.nextUniform(in: 200...7000)
    amplitude = random.nextUniform(in: 0.2...1)
    swell = Swell(using: &random)
  }

  func add(to sound: inout [Double]) {
    var phase = 0.0
    for index in sound.indices {
      let time = Double(index) / Double(sound.count)
      phase += 2 * .pi * (start + (end - start) * time) / SyntheticSound.rate
      sound[index] += amplitude * swell.level(at: time) * sin(phase)
    }
  }
}

/// A loudness that rises and falls a few times, down to silence, as syllables do.
struct Swell {
  private let turns: Double
  private let phase: Double

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
