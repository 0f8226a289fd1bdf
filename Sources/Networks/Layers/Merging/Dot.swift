/// The products of two tensors, added up along an axis of each.
public struct Dot: Layer {
  /// The axis of each, with the batch as 0.
  public var axes: (first: Int, second: Int) { (axis, secondAxis) }
  /// The axis of the first.
  public var axis: Int
  /// The axis of the second.
  public var secondAxis: Int
  /// Whether both are brought to length 1 first.
  public var normalizes: Bool

  /// Creates a layer.
  public init(axis: Int, secondAxis: Int? = nil, normalizes: Bool = false) {
    self.axis = axis
    self.secondAxis = secondAxis ?? axis
    self.normalizes = normalizes
  }

  public var className: String { "Dot" }
  public var inputCount: InputCount { .range(2...2) }
  public var masking: Masking { .drops }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    guard inputs.allSatisfy(\.isRankKnown) else { return [.unknown] }
    var (first, second) = (inputs[0].axes, inputs[1].axes)
    let place = try inputs[0].position(ofAxis: axis)
    let otherPlace = try inputs[1].position(ofAxis: secondAxis)
    if let size = first[place], let other = second[otherPlace], size != other {
      throw ModelError(
        "axis \(axis) of \(inputs[0]) and axis \(secondAxis) of \(inputs[1]) must be equal")
    }
    first.remove(at: place)
    second.remove(at: otherPlace)
    let axes = first + second
    return [Shape(axes: axes.isEmpty ? [1] : axes)]
  }
}
