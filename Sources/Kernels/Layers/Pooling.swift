import CVector

/// What becomes of the rows of a window.
public enum RowPooling: BitwiseCopyable, CaseIterable, Hashable, Sendable {
  /// Σ x, of an empty window 0. Windows of at most one row pad, crop, repeat and reverse rows.
  case sum
  /// Σ x / count
  case mean
  /// The largest x, which gets the whole gradient; of equal ones the first.
  case maximum
  /// The largest x; equal ones share the gradient alike.
  case sharedMaximum
}

/// Row w of `outputs` = pooling of the rows of window w. NaN gives NaN.
///
/// - Shapes: one panel of one sample; `inputs` [windows.sourceRows][lanes], `outputs`
///   [windows.count][lanes].
/// - Precondition: no window is empty, unless rows are summed.
public func computePooling(
  _ pooling: RowPooling, of windows: RowWindows, inputs: UnsafePointer<Float>,
  outputs: UnsafeMutablePointer<Float>
) {
  switch pooling {
  case .sum:
    compute(windows, inputs, outputs, start: 0, combine: { $0 + $1 }, end: { pooled, _ in pooled })
  case .mean:
    compute(
      windows, inputs, outputs, start: 0, combine: { $0 + $1 },
      end: { $0 / Vector(repeating: Float($1)) })
  case .maximum, .sharedMaximum:
    compute(
      windows, inputs, outputs, start: -.infinity, combine: { gm_maximum($0, $1) },
      end: { pooled, _ in pooled })
  }
}

@inline(__always)
private func compute(
  _ windows: RowWindows, _ inputs: UnsafePointer<Float>, _ outputs: UnsafeMutablePointer<Float>,
  start: Float, combine: (Vector, Vector) -> Vector, end: (Vector, _ count: Int) -> Vector
) {
  for window in 0..<windows.count {
    let places = windows.places(of: window)
    var pooled = Vector(repeating: start)
    for place in places {
      pooled = combine(pooled, Vector(loading: inputs + windows.offset(place)))
    }
    end(pooled, places.count).store(to: outputs + window * lanes)
  }
}

/// inputGradient = the gradient by the inputs of a pooling.
///
/// - Shapes: `inputs`, `outputs` as in `computePooling`, and as it left them, read only for a maximum; the
///   gradients likewise.
public func computePoolingGradient(
  _ pooling: RowPooling, of windows: RowWindows, inputs: UnsafePointer<Float>,
  outputs: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>
) {
  windows.clear(inputGradient)
  accumulatePoolingGradient(
    pooling, of: windows, inputs: inputs, outputs: outputs, outputGradient: outputGradient,
    inputGradient: inputGradient)
}

/// inputGradient += the same, window by window.
public func accumulatePoolingGradient(
  _ pooling: RowPooling, of windows: RowWindows, inputs: UnsafePointer<Float>,
  outputs: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>
) {
  let zero = Vector(repeating: 0), one = Vector(repeating: 1)
  for window in 0..<windows.count {
    let places = windows.places(of: window), place = window * lanes
    var g = Vector(loading: outputGradient + place)
    switch pooling {
    case .sum, .mean:
      if pooling == .mean { g = g / Vector(repeating: Float(places.count)) }
      for place in places { g.write(to: inputGradient + windows.offset(place), adds: true) }
    case .maximum:
      let largest = Vector(loading: outputs + place)
      for place in places {
        let x = Vector(loading: inputs + windows.offset(place))
        gm_select_less(x, largest, zero, g).write(
          to: inputGradient + windows.offset(place), adds: true)
        g = gm_select_less(x, largest, g, zero)
      }
    case .sharedMaximum:
      let largest = Vector(loading: outputs + place)
      var count = zero
      for place in places {
        let x = Vector(loading: inputs + windows.offset(place))
        count = count + gm_select_less(x, largest, zero, one)
      }
      g = g / count
      for place in places {
        let x = Vector(loading: inputs + windows.offset(place))
        gm_select_less(x, largest, zero, g).write(
          to: inputGradient + windows.offset(place), adds: true)
      }
    }
  }
}
