/// A grey picture that a round pen draws on; 0 is paper, 1 is ink.
struct PenDrawing {
  /// The side of the picture in pixels.
  let size: Int
  /// The ink of each pixel, row by row.
  private(set) var pixels: [Float]

  /// Creates an empty page.
  init(size: Int) {
    self.size = size
    pixels = [Float](repeating: 0, count: size * size)
  }

  /// Draws a line through `points`, in pixels, as the pen of that radius leaves it: full ink within
  /// the radius, fading over the pixel around it. Ink on ink stays as dark as the darker.
  mutating func draw(_ points: [Point], radius: Double) {
    for (start, end) in zip(points, points.dropFirst()) {
      drawSegment(from: start, to: end, radius: radius)
    }
  }

  private mutating func drawSegment(from start: Point, to end: Point, radius: Double) {
    let reach = radius + 0.5
    let columns = pixelRange(from: start.x, to: end.x, reach: reach)
    let rows = pixelRange(from: start.y, to: end.y, reach: reach)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let squaredLength = max(dx * dx + dy * dy, 1e-12)
    for row in rows {
      for column in columns {
        let (x, y) = (Double(column) - start.x, Double(row) - start.y)
        let along = min(max((x * dx + y * dy) / squaredLength, 0), 1)
        let (acrossX, acrossY) = (x - along * dx, y - along * dy)
        let distance = (acrossX * acrossX + acrossY * acrossY).squareRoot()
        let ink = Float(min(max(reach - distance, 0), 1))
        pixels[row * size + column] = max(pixels[row * size + column], ink)
      }
    }
  }

  /// The pixels of one axis that a segment reaches, cut at the edges of the page.
  private func pixelRange(from start: Double, to end: Double, reach: Double) -> Range<Int> {
    let limits = 0...Double(size)
    let lower = (min(start, end) - reach).rounded(.up)
    let upper = (max(start, end) + reach).rounded(.down) + 1
    return Int(
      min(max(lower, 0), limits.upperBound))..<Int(min(max(upper, lower, 0), limits.upperBound))
  }
}

/// Points along a smooth curve through `points`, `steps` to a section.
///
/// - Source: “A Class of Local Interpolating Splines”, in Computer Aided Geometric Design, 1974.
func splinePoints(through points: [Point], steps: Int) -> [Point] {
  var curve: [Point] = []
  for index in 0..<points.count - 1 {
    let (p1, p2) = (points[index], points[index + 1])
    let p0 = index > 0 ? points[index - 1] : p1
    let p3 = index + 2 < points.count ? points[index + 2] : p2
    for step in 0..<steps {
      let t = Double(step) / Double(steps)
      curve.append(
        Point(
          splineValue(p0.x, p1.x, p2.x, p3.x, at: t), splineValue(p0.y, p1.y, p2.y, p3.y, at: t)))
    }
  }
  return curve + points.suffix(1)
}

private func splineValue(
  _ p0: Double, _ p1: Double, _ p2: Double, _ p3: Double, at t: Double
) -> Double {
  let quadratic = 2 * p0 - 5 * p1 + 4 * p2 - p3
  let cubic = 3 * p1 - p0 - 3 * p2 + p3
  return 0.5 * (2 * p1 + t * ((p2 - p0) + t * (quadratic + t * cubic)))
}
