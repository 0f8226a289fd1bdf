/// A place on the page: x to the right, y down, the digit's centre at 0, its height about 1.4.
struct Point {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// One movement of the pen.
enum Stroke {
  /// Straight from point to point.
  case straight([Point])
  /// A smooth curve through all points.
  case curved([Point])
}

/// The ways in which people write the ten digits, each a list of strokes.
enum DigitGlyphs {
  /// The ways to write each digit, by digit; all ways of a digit are equally common.
  static let ways: [[[Stroke]]] = [
    zeros, ones, twos, threes, fours, fives, sixes, sevens, eights, nines,
  ]

  private static let zeros: [[Stroke]] = [
    [
      curve(
        (0.05, -0.7), (0.33, -0.45), (0.4, 0), (0.3, 0.48), (0, 0.7), (-0.32, 0.45), (-0.4, 0),
        (-0.3, -0.48), (0.02, -0.7))
    ]
  ]
  private static let ones: [[Stroke]] = [
    [line((0.05, -0.7), (0, 0.7))],
    [line((-0.22, -0.42), (0.05, -0.7), (0.02, 0.7))],
    [line((-0.2, -0.45), (0.05, -0.7), (0.02, 0.7)), line((-0.25, 0.7), (0.27, 0.69))],
  ]
  private static let twos: [[Stroke]] = [
    [
      curve(
        (-0.35, -0.4), (-0.2, -0.65), (0.1, -0.7), (0.33, -0.42), (0.25, -0.08), (-0.05, 0.3),
        (-0.38, 0.67)), line((-0.38, 0.67), (0.4, 0.65)),
    ],
    [
      curve(
        (-0.35, -0.45), (0.05, -0.7), (0.32, -0.42), (0.15, 0.1), (-0.15, 0.5), (-0.36, 0.62),
        (-0.3, 0.4), (-0.05, 0.5), (0.2, 0.68), (0.42, 0.58))
    ],
  ]
  private static let threes: [[Stroke]] = [
    [
      curve((-0.33, -0.55), (-0.05, -0.7), (0.28, -0.52), (0.24, -0.2), (-0.06, -0.04)),
      curve((-0.06, -0.04), (0.3, 0.12), (0.35, 0.45), (0.05, 0.7), (-0.35, 0.55)),
    ],
    [
      line((-0.3, -0.67), (0.3, -0.67), (-0.02, -0.12)),
      curve((-0.02, -0.12), (0.3, 0.08), (0.33, 0.45), (0.02, 0.7), (-0.35, 0.55)),
    ],
  ]
  private static let fours: [[Stroke]] = [
    [line((-0.1, -0.7), (-0.38, 0.12), (0.42, 0.1)), line((0.22, -0.35), (0.15, 0.7))],
    [line((0.18, 0.7), (0.2, -0.7), (-0.4, 0.2), (0.42, 0.2))],
    [
      curve((-0.3, -0.65), (-0.36, -0.25), (-0.2, 0), (0.1, -0.02), (0.28, -0.2)),
      line((0.32, -0.68), (0.22, 0.7)),
    ],
  ]
  private static let fives: [[Stroke]] = [
    [
      line((0.33, -0.68), (-0.25, -0.68), (-0.3, -0.08)),
      curve((-0.3, -0.08), (0, -0.2), (0.32, 0), (0.35, 0.4), (0.05, 0.7), (-0.35, 0.58)),
    ],
    [
      curve((-0.15, -0.62), (-0.28, -0.2), (0.05, -0.15), (0.3, 0.12), (0.2, 0.58), (-0.3, 0.66)),
      line((-0.15, -0.62), (0.38, -0.7)),
    ],
  ]
  private static let sixes: [[Stroke]] = [
    [
      curve(
        (0.25, -0.68), (-0.1, -0.4), (-0.33, 0.1), (-0.28, 0.52), (0, 0.7), (0.3, 0.5),
        (0.28, 0.15),
        (0, 0.02), (-0.3, 0.25))
    ],
    [
      curve(
        (0, -0.7), (-0.24, -0.2), (-0.28, 0.4), (-0.02, 0.7), (0.3, 0.52), (0.2, 0.2),
        (-0.05, 0.25),
        (-0.25, 0.48))
    ],
  ]
  private static let sevens: [[Stroke]] = [
    [line((-0.38, -0.64), (0.38, -0.66), (-0.05, 0.7))],
    [line((-0.38, -0.64), (0.38, -0.66), (-0.08, 0.7)), line((-0.2, 0.02), (0.3, -0.02))],
    [curve((-0.36, -0.5), (-0.3, -0.66), (0, -0.6), (0.36, -0.66), (0.15, -0.1), (0.02, 0.7))],
  ]
  private static let eights: [[Stroke]] = [
    [
      curve(
        (0.28, -0.5), (0, -0.7), (-0.28, -0.48), (-0.1, -0.12), (0.25, 0.2), (0.3, 0.5), (0, 0.7),
        (-0.3, 0.5), (-0.25, 0.2), (0.12, -0.12), (0.28, -0.5))
    ],
    [
      curve(
        (0.02, -0.7), (0.26, -0.42), (0, -0.08), (-0.26, -0.42), (0, -0.7)),
      curve((0, -0.08), (0.32, 0.3), (0, 0.7), (-0.32, 0.3), (0.02, -0.08)),
    ],
  ]
  private static let nines: [[Stroke]] = [
    [
      curve(
        (0.3, -0.35), (0.05, -0.68), (-0.27, -0.5), (-0.28, -0.18), (0, -0.05), (0.26, -0.22),
        (0.31, -0.42)), curve((0.31, -0.42), (0.27, 0.12), (0.1, 0.7)),
    ],
    [
      curve(
        (0.3, -0.5), (0, -0.7), (-0.28, -0.45), (-0.2, -0.1), (0.1, -0.12), (0.3, -0.45)),
      curve((0.3, -0.45), (0.3, 0.3), (0.1, 0.66), (-0.28, 0.58)),
    ],
  ]

  private static func line(_ points: (Double, Double)...) -> Stroke {
    .straight(points.map { Point($0.0, $0.1) })
  }

  private static func curve(_ points: (Double, Double)...) -> Stroke {
    .curved(points.map { Point($0.0, $0.1) })
  }
}
