import Networks

/// Reads which part of a tensor a slice takes.
enum SliceReader {
  /// What stands between brackets, one part or a list of them; `nil` for places that are listed or worked out.
  static func parts(_ value: JSONValue) -> [TensorSlice]? {
    guard let elements = value.elements, !value.isTensor else { return part(value).map { [$0] } }
    let parts = elements.compactMap { part($0) }
    return parts.count == elements.count && parts.count <= 2 * Shape.maximumRank ? parts : nil
  }

  private static func part(_ value: JSONValue) -> TensorSlice? {
    switch value["class_name"]?.text {
    case "__ellipsis__": return .rest
    case "__slice__": return range(value["config"] ?? value)
    // A number that is worked out takes one place.
    case "__keras_tensor__": return value["config"]?["shape"] == .array([]) ? .place : nil
    default: break
    }
    switch value {
    case .null: return .newAxis
    case .integer: return .place
    case .object where value["start"] != nil || value["stop"] != nil: return range(value)
    default: return nil
    }
  }

  private static func range(_ value: JSONValue) -> TensorSlice? {
    let step = value["step"] ?? nil
    guard step == .null || step.wholeNumber != nil, let start = bound(value["start"]),
      let stop = bound(value["stop"])
    else { return nil }
    return .range(from: start, to: stop, step: step.wholeNumber ?? 1)
  }

  /// `nil` for a place that is worked out, which Keras may know all the same.
  private static func bound(_ value: JSONValue?) -> TensorSlice.Bound? {
    guard let value, value != .null else { return .open }
    return value.wholeNumber.map { .at($0) }
  }

  /// TensorFlow's `strided_slice`, whose masks have a bit for each part.
  static func strided(_ arguments: OperationArguments) -> [TensorSlice]? {
    guard let begin = arguments.value("begin", at: 1)?.integers,
      let end = arguments.value("end", at: 2)?.integers, begin.count == end.count
    else { return nil }
    let steps = arguments.value("strides", at: 3)?.integers ?? begin.map { _ in 1 }
    guard steps.count == begin.count else { return nil }
    let masks = ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"]
      .map { arguments.value($0)?.wholeNumber ?? 0 }
    func isSet(_ mask: Int, _ index: Int) -> Bool { masks[mask] >> index & 1 == 1 }
    return begin.indices.map { index in
      if isSet(2, index) { return .rest }
      if isSet(3, index) { return .newAxis }
      if isSet(4, index) { return .place }
      return .range(
        from: isSet(0, index) ? .open : .at(begin[index]),
        to: isSet(1, index) ? .open : .at(end[index]), step: steps[index])
    }
  }

  /// A block of that size from a place on: TensorFlow's, where −1 is as far as it goes, and Keras 3's.
  static func block(_ arguments: OperationArguments) -> TensorOperation? {
    if arguments.isOfKeras3 {
      return arguments.value("shape", at: 2)?.sizes.map { .reshape($0) }
    }
    guard let begin = arguments.value("begin", at: 1)?.integers,
      let size = arguments.value("size", at: 2)?.integers, begin.count == size.count
    else { return nil }
    return .slice(
      zip(begin, size).map { begin, size in
        let end = begin.addingReportingOverflow(size)
        return .range(
          from: .at(begin), to: size < 0 || end.overflow ? .open : .at(end.partialValue))
      })
  }
}
