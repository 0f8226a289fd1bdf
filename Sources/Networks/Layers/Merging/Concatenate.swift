/// Several tensors side by side along one axis.
public struct Concatenate: Layer {
  /// The axis, with the batch as 0; negative ones count from the end.
  public var axis: Int

  /// Creates a layer.
  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var className: String { "Concatenate" }
  public var inputCount: InputCount { .atLeast(1) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    guard inputs.allSatisfy(\.isRankKnown) else {
      return [
        inputs.first { $0.isRankKnown }.map { Shape(axes: $0.axes.map { _ in nil }) } ?? .unknown
      ]
    }
    let position = try inputs[0].position(ofAxis: axis)
    var axes = inputs[0].axes
    for input in inputs.dropFirst() {
      guard input.rank == axes.count, fits(input.axes, axes, except: position) else {
        throw ModelError(
          "\(inputs[0]) and \(input) cannot stand side by side along axis \(axis); "
            + "all other axes must be equal")
      }
      axes[position] = try sum(axes[position], input.axes[position])
    }
    return [Shape(axes: axes)]
  }

  private func fits(_ first: [Int?], _ second: [Int?], except position: Int) -> Bool {
    first.indices.allSatisfy { index in
      index == position || first[index] == nil || second[index] == nil
        || first[index] == second[index]
    }
  }

  private func sum(_ first: Int?, _ second: Int?) throws(ModelError) -> Int? {
    guard let first, let second else { return nil }
    let (sum, overflow) = first.addingReportingOverflow(second)
    guard !overflow else { throw ModelError("its inputs are too many to count; use fewer") }
    return sum
  }
}
