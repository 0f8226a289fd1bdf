import CVector

/// target += source, element by element.
///
/// - Shapes: both pointers to `count` floats, a multiple of `lanes`, that do not overlap.
public func accumulateVector(
  _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  forEachVector(of: count) { i in
    (Vector(loading: target + i) + Vector(loading: source + i)).store(to: target + i)
  }
}
