/// Activations of Keras 1 with weights for every element: `SReLU` and `ParametricSoftplus`.
public struct LearntActivation: UnaryLayer {
  /// The class as Keras 1 names it.
  public let className: String
  /// Axes along which the weights are shared, the batch being 0.
  public var sharedAxes: [Int]

  /// Creates a layer of one of these classes.
  public init(className: String, sharedAxes: [Int] = []) {
    self.className = className
    self.sharedAxes = sharedAxes
  }

  /// The weights of each class, all of the input's shape.
  public static let weights: [String: [String]] = [
    "SReLU": ["t_left", "a_left", "t_right", "a_right"],
    "ParametricSoftplus": ["alphas", "betas"],
  ]

  public var masking: Masking { .passesOn }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in sharedAxes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let shared = sharedAxes.compactMap { try? input.position(ofAxis: $0) }
    let axes = input.axes.indices.map { shared.contains($0) ? 1 : input.axes[$0] }
    return (Self.weights[className] ?? []).map {
      LayerParameter(
        ParameterDescription.Role(rawValue: $0), input.isRankKnown ? axes : [nil], .zeros)
    }
  }
}
