/// A layer without weights that returns what it takes in the same shape: noise, masks,
/// augmentation, rescaling.
///
/// All that such layers differ in are a name and settings without a bearing on counts, so they are
/// entries of one table.
public struct ShapeKeepingLayer: UnaryLayer {
  /// The class as Keras 3 names it.
  public let className: String
  /// The settings as JSON text.
  public let configuration: String

  /// Creates a layer of a class that keeps shapes; `nil` for any other class.
  public init?(className: String, configuration: String) {
    guard Self.classes[className] != nil else { return nil }
    self.className = className
    self.configuration = configuration
  }

  public var masking: Masking { Self.classes[className] ?? .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape { input }

  /// The classes, with what each does with a mask.
  public static let classes: [String: Masking] = [
    "Identity": .passesOn, "Masking": .makes, "ActivityRegularization": .passesOn,
    "GaussianNoise": .passesOn, "GaussianDropout": .passesOn, "AlphaDropout": .passesOn,
    "SpatialDropout1D": .passesOn, "SpatialDropout2D": .passesOn, "SpatialDropout3D": .passesOn,
    "UnitNormalization": .passesOn, "ThresholdedReLU": .passesOn, "Rescaling": .passesOn,
    "AutoContrast": .drops, "Equalization": .drops, "Solarization": .drops,
    "ContrastLimitedAdaptiveHistogramEqualization": .drops, "AugMix": .drops, "CutMix": .drops,
    "MixUp": .drops, "RandAugment": .drops, "RandomBrightness": .drops,
    "RandomColorDegeneration": .drops, "RandomColorJitter": .drops, "RandomContrast": .drops,
    "RandomElasticTransform": .drops, "RandomErasing": .drops, "RandomFlip": .drops,
    "RandomGaussianBlur": .drops, "RandomGrayscale": .drops, "RandomHue": .drops,
    "RandomInvert": .drops, "RandomPerspective": .drops, "RandomPosterization": .drops,
    "RandomRotation": .drops, "RandomSaturation": .drops, "RandomSharpness": .drops,
    "RandomShear": .drops, "RandomTranslation": .drops, "RandomZoom": .drops,
    "RandomHeightFlip": .drops, "MaxNumBoundingBoxes": .drops,
  ]
}
