/// Images that are stretched to a random height or width: `RandomHeight`, `RandomWidth` of Keras 2.
public struct RandomStretch: UnaryLayer {
  /// The class as Keras names it.
  public let className: String
  /// The settings as JSON text.
  public let configuration: String

  /// Creates a layer of one of these classes.
  public init(className: String, configuration: String = "{}") {
    self.className = className
    self.configuration = configuration
  }

  public var masking: Masking { .drops }

  /// The classes.
  public static let classes = ["RandomHeight", "RandomWidth"]

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    var axes = try input.axes("height, width, channels")
    axes[className == "RandomHeight" ? 0 : 1] = nil
    return Shape(axes: axes)
  }
}
