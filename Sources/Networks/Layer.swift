/// What a layer computes, and all that follows from its settings: shapes, weights, arithmetic.
///
/// A layer knows neither its name nor its place; `LayerDescription` has these. What it throws names no
/// layer for the same reason: the description adds it.
public protocol Layer: Sendable, Hashable {
  /// The class as Keras 3 names it.
  var className: String { get }
  /// How many tensors one call takes.
  var inputCount: InputCount { get }
  /// What it does with a mask, which tells the time steps that count.
  var masking: Masking { get }
  /// The layers that it has inside: what cannot be counted of one cannot be counted of it.
  var innerLayers: [LayerDescription] { get }
  /// Whether its weights are those of layers inside, which learn or not by their own word: whether it learns itself
  /// is asked of none of them.
  var weightsAreOfInnerLayers: Bool { get }
  /// How the names of these layers' weights begin.
  var innerPaths: [String] { get }
  /// The shapes that a call returns: one, or several where states are returned too.
  ///
  /// The batch axis is left out on either side.
  ///
  /// - Throws: a `ModelError` where an input does not fit or a setting is impossible.
  func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape]
  /// The weights in Keras's order, for inputs that `outputShapes(for:)` accepts.
  func parameters(for inputs: [Shape]) -> [LayerParameter]
  /// What the number of weights is made of; `nil` for a sum over the weights.
  func arithmetic(for inputs: [Shape]) -> Arithmetic?
  /// How the number of weights follows from one setting; `nil` where none decides it alone.
  func weightFormula(for inputs: [Shape]) -> WeightFormula?
}

extension Layer {
  public var inputCount: InputCount { .one }
  public var masking: Masking { .passesOn }
  public var innerLayers: [LayerDescription] { [] }
  public var weightsAreOfInnerLayers: Bool { !innerLayers.isEmpty }
  public var innerPaths: [String] { innerLayers.map(\.name) }
  public func parameters(for inputs: [Shape]) -> [LayerParameter] { [] }
  public func arithmetic(for inputs: [Shape]) -> Arithmetic? { nil }
  public func weightFormula(for inputs: [Shape]) -> WeightFormula? { nil }

  /// The layer as one of that kind; `nil` where it is another. Networks of 100,000 layers ask all of them many
  /// times, and a cast that fails takes longer than a look at the type.
  public func known<Known: Layer>(as kind: Known.Type) -> Known? {
    Self.self == kind ? self as? Known : nil
  }

  /// Whether the other layer is of the same kind and has the same settings.
  func isEqual(to other: any Layer) -> Bool {
    (other as? Self) == self
  }
}

/// A layer that takes one tensor and returns one, as most do.
public protocol UnaryLayer: Layer {
  /// The shape it returns for one that it takes, both without the batch axis.
  ///
  /// - Throws: a `ModelError` where the input does not fit or a setting is impossible.
  func outputShape(for input: Shape) throws(ModelError) -> Shape
  /// The weights in Keras's order.
  func parameters(for input: Shape) -> [LayerParameter]
  /// What the number of weights is made of; `nil` for a sum over the weights.
  func arithmetic(for input: Shape) -> Arithmetic?
  /// How the number of weights follows from one setting; `nil` where none decides it alone.
  func weightFormula(for input: Shape) -> WeightFormula?
}

extension UnaryLayer {
  public func parameters(for input: Shape) -> [LayerParameter] { [] }
  public func arithmetic(for input: Shape) -> Arithmetic? { nil }
  public func weightFormula(for input: Shape) -> WeightFormula? { nil }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    [try outputShape(for: inputs[0])]
  }
  public func parameters(for inputs: [Shape]) -> [LayerParameter] { parameters(for: inputs[0]) }
  public func arithmetic(for inputs: [Shape]) -> Arithmetic? { arithmetic(for: inputs[0]) }
  public func weightFormula(for inputs: [Shape]) -> WeightFormula? {
    weightFormula(for: inputs[0])
  }
}

/// How many tensors a call of a layer takes.
public enum InputCount: Sendable, Equatable {
  /// None: data enters here.
  case none
  /// Exactly one.
  case one
  /// At least so many.
  case atLeast(Int)
  /// From so many to so many.
  case range(ClosedRange<Int>)

  /// Whether a call may take so many.
  public func allows(_ count: Int) -> Bool {
    switch self {
    case .none: count == 0
    case .one: count == 1
    case .atLeast(let least): count >= least
    case .range(let range): range.contains(count)
    }
  }

  /// As in 'a layer takes …'.
  var words: String {
    switch self {
    case .none: "none"
    case .one: "one"
    case .atLeast(let least): "\(least) or more"
    case .range(let range) where range.count == 1: "\(range.lowerBound)"
    case .range(let range): "\(range.lowerBound) to \(range.upperBound)"
    }
  }
}

/// What a layer does with a mask, as Keras 3 carries it.
public enum Masking: Sendable, Equatable {
  /// Makes one from its input.
  case makes
  /// Leaves it as it is for the layers behind.
  case passesOn
  /// Skips the masked steps, and hands the mask on where its output still has steps.
  case consumes
  /// Has no use for it: layers behind see none.
  case drops

  /// Whether a mask that a layer sees goes with its output, too.
  ///
  /// - Parameter output: the shape of that.
  package func handsOn(to output: Shape) -> Bool {
    switch self {
    case .makes, .drops: false
    case .consumes: output.rank > 1
    case .passesOn: true
    }
  }
}

/// What a number of weights is made of, in numbers and in words.
public struct Arithmetic: Sendable, Equatable {
  /// What is computed: `32 × (3 × 3 × 3 + 1)`.
  public var numbers: String
  /// What the numbers are: `filters × (channels × height × width + bias)`; `nil` where the numbers
  /// carry their names.
  public var words: String?

  /// Puts numbers and words together.
  public init(_ numbers: String, words: String? = nil) {
    self.numbers = numbers
    self.words = words
  }
}
