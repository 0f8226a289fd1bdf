import Glibc
import Randomness
import Networks

/// Pictures of patches, each of one of ten materials, with the material of every pixel.
///
/// A material is one of five weaves in one of two tints. The tint shows in a single pixel, the weave
/// only in its surroundings: hence something to learn for convolutions.
public enum TexturedImages {
  /// The pixels that three valid 3×3 convolutions take off each side.
  static let margin = 3

  /// Makes pictures.
  ///
  /// - Shapes: inputs [samples, size, size, 3], about 0…1; targets
  ///   [samples, size − 6, size − 6, 10], one-hot, for the pixels inside the margin.
  public static func make(size: Int, sampleCount: Int, seed: UInt64) -> Dataset {
    precondition(size > 2 * margin, "size \(size) leaves nothing inside the margin")
    var random = SplitMix64(seed: seed)
    let inside = margin..<size - margin
    var inputs: [Float] = []
    var targets = Tensor(zeros: [sampleCount, inside.count, inside.count, 10])
    inputs.reserveCapacity(sampleCount * size * size * 3)
    var target = 0
    for _ in 0..<sampleCount {
      let patches = (0..<3 + random.nextIndex(below: 3)).map { _ in
        Patch(size: size, using: &random)
      }
      for row in 0..<size {
        for column in 0..<size {
          let patch = nearest(patches, row, column)
          inputs += patch.pixel(row, column, using: &random)
          guard inside.contains(row), inside.contains(column) else { continue }
          targets.elements[target + patch.material] = 1
          target += 10
        }
      }
    }
    return Dataset(
      inputs: Tensor(dimensions: [sampleCount, size, size, 3], elements: inputs), targets: targets)
  }

  /// Makes pictures of a single patch, with its material.
  ///
  /// - Shapes: inputs [samples, size, size, 3], about 0…1; targets [samples, 10], one-hot.
  public static func makePlain(size: Int, sampleCount: Int, seed: UInt64) -> Dataset {
    var random = SplitMix64(seed: seed)
    var inputs: [Float] = []
    var targets = Tensor(zeros: [sampleCount, 10])
    inputs.reserveCapacity(sampleCount * size * size * 3)
    for sample in 0..<sampleCount {
      let patch = Patch(size: size, using: &random)
      targets.elements[sample * 10 + patch.material] = 1
      for row in 0..<size {
        for column in 0..<size { inputs += patch.pixel(row, column, using: &random) }
      }
    }
    return Dataset(
      inputs: Tensor(dimensions: [sampleCount, size, size, 3], elements: inputs), targets: targets)
  }

  private static func nearest(_ patches: [Patch], _ row: Int, _ column: Int) -> Patch {
    var (best, bestDistance) = (patches[0], Double.infinity)
    for patch in patches {
      let (dy, dx) = (Double(row) - patch.row, Double(column) - patch.column)
      let distance = dx * dx + dy * dy
      if distance < bestDistance { (best, bestDistance) = (patch, distance) }
    }
    return best
  }
}

/// The part of a picture that is nearer to its centre than to any other's.
private struct Patch {
  let row: Double
  let column: Double
  /// Twice the weave, plus the tint.
  let material: Int
  private let brightness: Double
  private let shift: Int

  init(size: Int, using random: inout SplitMix64) {
    row = random.nextUniform(in: 0...Double(size))
    column = random.nextUniform(in: 0...Double(size))
    material = random.nextIndex(below: 10)
    brightness = random.nextUniform(in: 0.4...0.7)
    shift = random.nextIndex(below: 4)
  }

  func pixel(_ row: Int, _ column: Int, using random: inout SplitMix64) -> [Float] {
    let tint = material % 2 == 0 ? [1, 0.85, 0.7] : [0.7, 0.85, 1]
    let level = brightness + 0.2 * weave(row + shift, column)
    return tint.map { Float($0 * level + random.nextUniform(in: -0.1...0.1)) }
  }

  /// −1 or 1, or 0 where the patch is plain.
  private func weave(_ row: Int, _ column: Int) -> Double {
    func stripe(_ place: Int) -> Double { place & 2 == 0 ? -1 : 1 }
    return switch material / 2 {
    case 0: 0
    case 1: stripe(row)
    case 2: stripe(column)
    case 3: stripe(row + column)
    default: stripe(row) * stripe(column)
    }
  }
}
