/// The settings that all recurrent layers share.
public struct Recurrence: Sendable, Hashable {
  /// The size of the state and of the output.
  public var units: Int
  /// Applied at every time step.
  public var activation: Activation = .tanh
  /// Whether a bias is added.
  public var usesBias = true
  /// `true` returns the output of every time step, `false` the last one.
  public var returnsSequences = false
  /// Whether the last states are returned, too.
  public var returnsState = false
  /// Whether time runs backwards; sequences are then returned in that order.
  public var goesBackwards = false
  /// Whether a batch begins with the states in which the one before it ended.
  public var isStateful = false
  /// Whether Keras writes the loop out.
  public var unrolls = false
  /// Whether masked steps return zeros in place of the output before.
  public var zeroesMaskedOutput = false
  /// The share of the inputs that is dropped in training.
  public var dropout: Double = 0
  /// The share of the state that is dropped in training.
  public var recurrentDropout: Double = 0
  /// Draws the dropped ones; `nil` where any seed will do.
  public var seed: Int?
  /// The kernel, [features, gates × units].
  public var kernel = WeightSettings.glorotUniform
  /// The recurrent kernel, [units, gates × units].
  public var recurrentKernel = WeightSettings.orthogonal
  /// The bias.
  public var bias = WeightSettings.zeros

  /// Creates settings with Keras's defaults.
  public init(units: Int) {
    self.units = units
  }
}

/// A layer that walks along the first axis, whatever it does at each step.
public protocol LoopingLayer: Layer {
  /// The settings that it shares with the others.
  var recurrence: Recurrence { get set }
}

/// A layer that walks along the first axis and carries states from step to step.
///
/// Its settings are members of the layer: `lstm.units`.
@dynamicMemberLookup
public protocol RecurrentLayer: LoopingLayer {
  /// How many products with the input and with the state a step takes.
  static var gateCount: Int { get }
  /// How many states it carries.
  static var stateCount: Int { get }
  /// How many biases each gate has.
  var biasesPerGate: Int { get }
  /// Whether NVIDIA's library computes the same, with the activations that are standard.
  var isComputedByCuDNN: Bool { get }
  /// The axes of the bias.
  var biasAxes: [Int] { get }
  /// The settings of the bias as it starts.
  var startingBias: WeightSettings { get }
  /// Creates a layer; its own settings are Keras's defaults.
  init(_ recurrence: Recurrence)
}

extension RecurrentLayer {
  /// Creates a layer from the settings that are changed most.
  public init(
    units: Int, activation: Activation = .tanh, usesBias: Bool = true,
    returnsSequences: Bool = false, goesBackwards: Bool = false,
    kernel: WeightSettings = .glorotUniform, recurrentKernel: WeightSettings = .orthogonal,
    bias: WeightSettings = .zeros
  ) {
    var recurrence = Recurrence(units: units)
    recurrence.activation = activation
    recurrence.usesBias = usesBias
    recurrence.returnsSequences = returnsSequences
    recurrence.goesBackwards = goesBackwards
    recurrence.kernel = kernel
    recurrence.recurrentKernel = recurrentKernel
    recurrence.bias = bias
    self.init(recurrence)
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<Recurrence, Value>) -> Value {
    get { recurrence[keyPath: path] }
    set { recurrence[keyPath: path] = newValue }
  }

  public static var stateCount: Int { 1 }
  public var biasesPerGate: Int { 1 }
  public var isComputedByCuDNN: Bool { false }
  public var biasAxes: [Int] { [Self.gateCount * recurrence.units] }
  public var startingBias: WeightSettings { recurrence.bias }
  public var masking: Masking { .consumes }
  /// The sequence, and the states to begin with where they are given.
  public var inputCount: InputCount { .range(1...1 + Self.stateCount) }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    try requirePositive(recurrence.units, "units")
    guard recurrence.units <= maximumElementCount / 8 else {
      throw ModelError("units is \(recurrence.units), more than memory can hold; use fewer")
    }
    let steps = try inputs[0].axes("steps, features")[0]
    let output: Shape =
      recurrence.returnsSequences ? Shape(axes: [steps, recurrence.units]) : [recurrence.units]
    let states = recurrence.returnsState ? Self.stateCount : 0
    return [output] + Array(repeating: [recurrence.units], count: states)
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    let width = Self.gateCount * recurrence.units
    return [
      LayerParameter(.kernel, [inputs[0].axes.last ?? nil, width], recurrence.kernel),
      LayerParameter(.recurrentKernel, [recurrence.units, width], recurrence.recurrentKernel),
    ] + (recurrence.usesBias ? [LayerParameter(.bias, biasAxes, startingBias)] : [])
  }

  public func arithmetic(for inputs: [Shape]) -> Arithmetic? {
    guard let features = inputs[0].axes.last ?? nil else { return nil }
    let units = grouped(recurrence.units)
    let repeated = biasesPerGate > 1 ? "\(biasesPerGate) × " : ""
    let (biases, words) =
      recurrence.usesBias ? (" + \(repeated)\(units)", " + \(repeated)biases") : ("", "")
    let numbers = "(\(grouped(features)) + \(units)) × \(units)\(biases)"
    let names = "(features + units) × units\(words)"
    let end = recurrence.usesBias ? "" : ", no bias"
    return Self.gateCount == 1
      ? Arithmetic(numbers, words: names + end)
      : Arithmetic("\(Self.gateCount) × (\(numbers))", words: "gates × (\(names))" + end)
  }

  public func weightFormula(for inputs: [Shape]) -> WeightFormula? {
    guard let features = inputs[0].axes.last ?? nil else { return nil }
    return WeightFormula(
      "unit", terms: [[features]] + (recurrence.usesBias ? [[biasesPerGate]] : []),
      multiple: Self.gateCount, isSquare: true)
  }
}
