import Glibc
import Randomness
import Networks

/// Digits 28×28 as if written by hand, where no recorded ones are at hand.
///
/// Each is written in one of its `DigitGlyphs` by an unsteady hand: points jittered, the page bent,
/// turned, slanted, scaled and shifted, the pen thick or thin, the paper grainy. The amounts are set
/// so that a linear classifier, trained like `digits`, ends near 91 %, as it does on real digits.
public enum DrawnDigits {
  /// The side of a picture in pixels.
  static let size = 28

  /// Draws digits; equal seeds give equal drawings.
  ///
  /// - Shapes: inputs [samples, 1, 28, 28] from 0 (paper) to 1 (ink); targets [samples, 10], one-hot.
  /// - Cost: some 10 µs a drawing.
  public static func make(sampleCount: Int, seed: UInt64) -> Dataset {
    var random = SplitMix64(seed: seed)
    var inputs = Tensor(zeros: [sampleCount, 1, size, size])
    var targets = Tensor(zeros: [sampleCount, 10])
    for sample in 0..<sampleCount {
      let digit = random.nextIndex(below: 10)
      targets.elements[10 * sample + digit] = 1
      let pixels = drawing(of: digit, using: &random)
      let start = sample * pixels.count
      inputs.elements.replaceSubrange(start..<start + pixels.count, with: pixels)
    }
    return Dataset(inputs: inputs, targets: targets)
  }

  private static func drawing(of digit: Int, using random: inout SplitMix64) -> [Float] {
    let ways = DigitGlyphs.ways[digit]
    let way = ways[random.nextIndex(below: ways.count)]
    let hand = Hand(using: &random)
    var page = PenDrawing(size: size)
    for stroke in way {
      page.draw(hand.path(of: stroke, using: &random), radius: hand.penRadius)
    }
    return page.pixels.map { ink in
      let grain = random.nextUniform(in: -Hand.grain...Hand.grain)
      return min(max(ink * hand.darkness + Float(grain), 0), 1)
    }
  }
}

/// How one digit is written: everything about it that is not which digit it is.
private struct Hand {
  /// The largest speck of the paper's grain.
  static let grain = 0.12
  /// The standard deviation of each point of a stroke, in heights of a digit.
  private static let jitter = 0.05

  let penRadius: Double
  let darkness: Float
  /// Rows of the matrix from the glyph's plane to pixels.
  private let toX: (Double, Double)
  private let toY: (Double, Double)
  private let centre: Point
  /// Half a wave of bending across the page, in each direction.
  private let bend: Point
  private let bendPhase: Point

  init(using random: inout SplitMix64) {
    penRadius = random.nextUniform(in: 0.7...1.6)
    darkness = Float(random.nextUniform(in: 0.75...1))
    let turn = random.nextUniform(in: -0.23...0.23)
    let slant = random.nextUniform(in: -0.2...0.35)
    let width = random.nextUniform(in: 11...16)
    let height = random.nextUniform(in: 12...15)
    toX = (width * cos(turn), -height * (sin(turn) + slant * cos(turn)))
    toY = (width * sin(turn), height * (cos(turn) - slant * sin(turn)))
    let middle = Double(DrawnDigits.size - 1) / 2
    centre = Point(
      middle + random.nextUniform(in: -1.4...1.4), middle + random.nextUniform(in: -1.4...1.4))
    bend = Point(random.nextUniform(in: -0.08...0.08), random.nextUniform(in: -0.08...0.08))
    bendPhase = Point(random.nextUniform(in: 0...6.28), random.nextUniform(in: 0...6.28))
  }

  /// The pen's way over the page, in pixels.
  func path(of stroke: Stroke, using random: inout SplitMix64) -> [Point] {
    func shaken(_ points: [Point]) -> [Point] {
      points.map { point in
        Point(
          point.x + Self.jitter * random.nextNormal(), point.y + Self.jitter * random.nextNormal())
      }
    }
    let points =
      switch stroke {
      case .straight(let points): shaken(points)
      case .curved(let points): splinePoints(through: shaken(points), steps: 4)
      }
    return points.map(placed)
  }

  private func placed(_ point: Point) -> Point {
    let x = point.x + bend.x * sin(4 * point.y + bendPhase.x)
    let y = point.y + bend.y * sin(4 * point.x + bendPhase.y)
    return Point(
      centre.x + toX.0 * x + toX.1 * y, centre.y + toY.0 * x + toY.1 * y)
  }
}
