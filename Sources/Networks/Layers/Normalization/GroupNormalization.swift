/// (x − mean) / √(variance + ε) · gamma + beta, with the mean and variance of groups of channels.
public struct GroupNormalization: UnaryLayer {
  /// The number of groups; `nil` makes one of each channel.
  public var groups: Int?
  /// The axis of the channels, with the batch as 0.
  public var axis: Int
  /// Added to the variance.
  public var epsilon: Double
  /// Whether beta is added.
  public var centers: Bool
  /// Whether gamma multiplies.
  public var scales: Bool
  /// The offsets, [channels].
  public var beta: WeightSettings
  /// The factors, [channels].
  public var gamma: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    groups: Int? = 32, axis: Int = -1, epsilon: Double = 1e-3, centers: Bool = true,
    scales: Bool = true, beta: WeightSettings = .zeros, gamma: WeightSettings = .ones
  ) {
    self.groups = groups
    self.axis = axis
    self.epsilon = epsilon
    self.centers = centers
    self.scales = scales
    self.beta = beta
    self.gamma = gamma
  }

  public var className: String { "GroupNormalization" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard let channels = input.sizes(ofAxes: [axis])[0] else { return input }
    let groups = groups ?? channels
    guard groups > 0, channels.isMultiple(of: groups) else {
      throw ModelError(
        "\(channels) channels do not split into \(groups) groups evenly; choose another number")
    }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let sizes = input.sizes(ofAxes: [axis])
    return (scales ? [LayerParameter(.gamma, sizes, gamma)] : [])
      + (centers ? [LayerParameter(.beta, sizes, beta)] : [])
  }
}
