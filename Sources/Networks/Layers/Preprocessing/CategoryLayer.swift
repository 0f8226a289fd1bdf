/// Categories as numbers: hashing, look-up, binning, and what comes of them as one- or multi-hot rows.
public struct CategoryLayer: Layer {
  /// The class as Keras names it.
  public let className: String
  /// How categories come out.
  public let output: Output
  /// The settings as JSON text.
  public let configuration: String

  /// How categories come out.
  public enum Output: Sendable, Hashable {
    /// As numbers in the input's place.
    case numbers
    /// As a row for each category; `nil` where its width depends on data.
    case oneHot(width: Int?)
    /// As one row for all categories of the last axis.
    case multiHot(width: Int?)
    /// As a sequence of so many words, or of any number.
    case sequence(length: Int?)
  }

  /// Creates a layer of one of these classes.
  public init(className: String, output: Output, configuration: String = "{}") {
    self.className = className
    self.output = output
    self.configuration = configuration
  }

  public var masking: Masking { .drops }
  public var inputCount: InputCount {
    className == "HashedCrossing" ? .range(2...2) : .range(1...2)
  }

  /// The classes.
  public static let classes = [
    "CategoryEncoding", "Discretization", "HashedCrossing", "Hashing", "IntegerLookup",
    "StringLookup", "TextVectorization",
  ]

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    let input = inputs[0]
    switch output {
    case .numbers: return [input]
    case .oneHot(let width):
      let axes = input.axes.last == 1 ? Array(input.axes.dropLast()) : input.axes
      return [Shape(axes: axes + [width], isRankKnown: input.isRankKnown)]
    case .multiHot(let width):
      return [Shape(axes: input.axes.dropLast() + [width], isRankKnown: input.isRankKnown)]
    case .sequence(let length):
      let axes = input.axes.last == 1 ? Array(input.axes.dropLast()) : input.axes
      return [Shape(axes: axes + [length], isRankKnown: input.isRankKnown)]
    }
  }
}
