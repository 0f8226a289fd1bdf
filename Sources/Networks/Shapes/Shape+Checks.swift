// What layers ask of their inputs and settings; the sentences of all layers are alike.

extension Shape {
  /// The axes of a tensor that must have so many of them; those that are unknown are `nil`.
  ///
  /// - Parameter meaning: what the axes are, as in 'height, width, channels'.
  /// - Throws: a `ModelError` where the rank is another.
  func axes(_ meaning: String...) throws(ModelError) -> [Int?] {
    let count = meaning.reduce(0) { $0 + $1.utf8.split(separator: UInt8(ascii: ",")).count }
    let missing = count - rank
    guard isRankKnown ? missing == 0 : missing >= 0 else {
      throw ModelError(
        "its input \(self) must have \(count) axes beside the batch: "
          + meaning.filter { !$0.isEmpty }.joined(separator: ", "))
    }
    return Array(repeating: nil, count: missing) + axes
  }

  /// The size of the last axis, `nil` where it is unknown.
  ///
  /// - Throws: a `ModelError` where there is no axis.
  func lastAxis() throws(ModelError) -> Int? {
    guard rank > 0 || !isRankKnown else {
      throw ModelError("its input \(self) has no axis to work along; give it rank 1 or more")
    }
    return axes.last ?? nil
  }

  /// The same shape with another last axis.
  func replacingLastAxis(with size: Int?) -> Shape {
    Shape(axes: axes.dropLast() + [size], isRankKnown: isRankKnown)
  }

  /// The position of an axis among `axes`, counted as Keras does: the batch is 0, and negative ones
  /// count from the end.
  ///
  /// - Throws: a `ModelError` where there is no such axis, or where it is the batch.
  package func position(ofAxis axis: Int) throws(ModelError) -> Int {
    let position = axis < 0 ? rank + axis : axis - 1
    guard axes.indices.contains(position), isRankKnown || axis < 0 else {
      throw ModelError("axis \(axis) is none of its input \(self); choose another axis")
    }
    return position
  }
}

/// - Throws: a `ModelError` where a setting is below 1.
func requirePositive(_ value: Int, _ setting: String) throws(ModelError) {
  guard value > 0 else { throw ModelError("\(setting) is \(value); it must be at least 1") }
}

/// - Throws: a `ModelError` where a setting is below 1 along an axis.
func requirePositive(_ extent: some Extent, _ setting: String) throws(ModelError) {
  for size in extent.sizes where size < 1 {
    throw ModelError("\(setting) is \(extent.text); it must be at least 1 along every axis")
  }
}
