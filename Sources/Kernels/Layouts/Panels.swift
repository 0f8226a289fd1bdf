import CVector

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

/// Copies rows of numbers, one behind the other, into neighbouring rows of a matrix in panels.
///
/// - Shapes: `source` [count][columns]; `target` [panelCount(columns)][rows][lanes], panels `panelStride`
///   floats apart.
public func packRows(
  _ source: UnsafePointer<Float>, count: Int, columns: Int,
  into target: UnsafeMutablePointer<Float>, panelStride: Int
) {
  for row in 0..<count {
    packRow(
      source + row * columns, columns: columns, into: target + row * lanes,
      panelStride: panelStride)
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

/// Copies samples of row-major data into the panels of a matrix, in the order given.
///
/// - Shapes: `source` [samples][rowsPerSample][panels·lanes], rows padded to whole vectors;
///   sample `order[s]` becomes the rows from `s·rowsPerSample` of `target` on, for s in `samples`.
public func gatherSamples(
  _ samples: Range<Int>, order: UnsafePointer<Int32>, from source: UnsafePointer<Float>,
  rowsPerSample: Int, panels: Int, into target: UnsafeMutablePointer<Float>, panelStride: Int
) {
  let rowFloats = panels * lanes
  for sample in samples {
    let first = source + Int(order[sample]) * rowsPerSample * rowFloats
    for row in 0..<rowsPerSample {
      let from = first + row * rowFloats
      let to = target + (sample * rowsPerSample + row) * lanes
      for panel in 0..<panels {
        Vector(loading: from + panel * lanes).store(to: to + panel * panelStride)
      }
    }
  }
}

/// The same of rows that fill no vector, such as the pixels of an image, and need not be padded: the source is a
/// fraction as large, and the panel's padding lanes become zeros.
///
/// - Shapes: `source` [samples][rowsPerSample][columns], at most `lanes` columns, and a vector of floats behind it
///   that are read but show nowhere; `target` has one panel.
public func gatherShortRows(
  _ samples: Range<Int>, order: UnsafePointer<Int32>, from source: UnsafePointer<Float>,
  rowsPerSample: Int, columns: Int, into target: UnsafeMutablePointer<Float>
) {
  require(columns <= lanes, "\(columns) columns are no short row")
  let mask = Vector.mask(first: columns)
  for sample in samples {
    let first = source + Int(order[sample]) * rowsPerSample * columns
    let to = target + sample * rowsPerSample * lanes
    for row in 0..<rowsPerSample {
      gm_masked(Vector(loading: first + row * columns), mask).store(to: to + row * lanes)
    }
  }
}
