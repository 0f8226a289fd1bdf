/// The number of panels, one vector wide each, that hold `columns` columns.
public func panelCount(_ columns: Int) -> Int {
  (columns + lanes - 1) / lanes
}

/// Copies one row of numbers into the panels of a matrix, zeros into the lanes beyond.
///
/// - Shapes: `source` [columns]; `target` one vector every `panelStride` floats.
public func packRow(
  _ source: UnsafePointer<Float>, columns: Int, into target: UnsafeMutablePointer<Float>,
  panelStride: Int
) {
  let whole = columns / lanes, rest = columns % lanes
  for panel in 0..<whole {
    Vector(loading: source + panel * lanes).store(to: target + panel * panelStride)
  }
  guard rest > 0 else { return }
  let last = target + whole * panelStride
  for lane in 0..<lanes {
    last[lane] = lane < rest ? source[whole * lanes + lane] : 0
  }
}

/// Copies one row out of the panels of a matrix: the inverse of `packRow`.
public func unpackRow(
  _ source: UnsafePointer<Float>, panelStride: Int, columns: Int,
  into target: UnsafeMutablePointer<Float>
) {
  let whole = columns / lanes, rest = columns % lanes
  for panel in 0..<whole {
    Vector(loading: source + panel * panelStride).store(to: target + panel * lanes)
  }
  for lane in 0..<rest {
    target[whole * lanes + lane] = source[whole * panelStride + lane]
  }
}
