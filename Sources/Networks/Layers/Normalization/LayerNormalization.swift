/// (x − mean) / √(variance + ε) · gamma + beta, with the mean and variance of every sample.
public struct LayerNormalization: UnaryLayer {
  /// The axes that are normalized together, with the batch as 0.
  public var axes: [Int]
  /// Added to the variance.
  public var epsilon: Double
  /// Whether beta is added.
  public var centers: Bool
  /// Whether gamma multiplies.
  public var scales: Bool
  /// Whether only the root of the mean square is divided by; then there is no beta.
  public var isRootMeanSquare: Bool
  /// The offsets.
  public var beta: WeightSettings
  /// The factors.
  public var gamma: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    axes: [Int] = [-1], epsilon: Double = 1e-3, centers: Bool = true, scales: Bool = true,
    isRootMeanSquare: Bool = false, beta: WeightSettings = .zeros, gamma: WeightSettings = .ones
  ) {
    self.axes = axes
    self.epsilon = epsilon
    self.centers = centers
    self.scales = scales
    self.isRootMeanSquare = isRootMeanSquare
    self.beta = beta
    self.gamma = gamma
  }

  public var className: String { "LayerNormalization" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    for axis in axes where input.isRankKnown { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let sizes = input.sizes(ofAxes: axes)
    return (scales || isRootMeanSquare ? [LayerParameter(.gamma, sizes, gamma)] : [])
      + (centers && !isRootMeanSquare ? [LayerParameter(.beta, sizes, beta)] : [])
  }
}

extension Shape {
  /// The sizes of axes in the order in which they stand, `nil` where unknown; the batch is axis 0.
  func sizes(ofAxes axes: [Int]) -> [Int?] {
    let positions = axes.map { try? position(ofAxis: $0) }
    guard positions.allSatisfy({ $0 != nil }) else { return axes.map { _ in nil } }
    return positions.compactMap(\.self).sorted().map { self.axes[$0] }
  }
}
