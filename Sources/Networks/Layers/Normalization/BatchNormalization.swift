/// (x − mean) / √(variance + ε) · gamma + beta, with the batch's mean and variance in training and
/// their moving averages otherwise.
public struct BatchNormalization: UnaryLayer {
  /// The axis that keeps its own mean and variance, with the batch as 0.
  public var axis: Int
  /// How much of a moving average a batch leaves.
  public var momentum: Double
  /// Added to the variance.
  public var epsilon: Double
  /// Whether beta is added.
  public var centers: Bool
  /// Whether gamma multiplies.
  public var scales: Bool
  /// The offsets, [features].
  public var beta: WeightSettings
  /// The factors, [features].
  public var gamma: WeightSettings
  /// Whether a batch's own figures are drawn towards the moving ones, which takes more of these.
  public var renormalizes = false
  /// Draws the start of the mean.
  public var movingMeanInitializer: Initializer
  /// Draws the start of the variance.
  public var movingVarianceInitializer: Initializer

  /// Creates a layer with Keras's defaults.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, centers: Bool = true,
    scales: Bool = true, beta: WeightSettings = .zeros, gamma: WeightSettings = .ones,
    movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.centers = centers
    self.scales = scales
    self.beta = beta
    self.gamma = gamma
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
  }

  public var className: String { "BatchNormalization" }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    if input.isRankKnown || axis < 0 && !input.axes.isEmpty { _ = try input.position(ofAxis: axis) }
    return input
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let features = features(of: input)
    return (scales ? [LayerParameter(.gamma, [features], gamma)] : [])
      + (centers ? [LayerParameter(.beta, [features], beta)] : [])
      + [
        LayerParameter(
          .movingMean, [features], WeightSettings(movingMeanInitializer), isTrainable: false),
        LayerParameter(
          .movingVariance, [features], WeightSettings(movingVarianceInitializer),
          isTrainable: false),
      ] + (renormalizes ? Self.renormalizing(features) : [])
  }

  private static func renormalizing(_ features: Int?) -> [LayerParameter] {
    [("moving_stddev", WeightSettings.ones), ("renorm_mean", .zeros), ("renorm_stddev", .ones)]
      .map { name, settings in
        LayerParameter(
          ParameterDescription.Role(rawValue: name), [features], settings, isTrainable: false)
      }
  }

  private func features(of input: Shape) -> Int? {
    (try? input.position(ofAxis: axis)).flatMap { input.axes[$0] }
  }
}
