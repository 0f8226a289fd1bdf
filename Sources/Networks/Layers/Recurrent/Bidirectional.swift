/// A recurrent layer that walks along the sequence, and one that walks back.
public struct Bidirectional: Layer {
  /// Walks along.
  public var forward: LayerDescription
  /// Walks back; what it returns is turned round where it returns sequences.
  public var backward: LayerDescription
  /// How the two outputs become one; `nil` returns both.
  public var mergeMode: MergeMode?

  /// How the two outputs become one, by Keras's names.
  public enum MergeMode: String, BitwiseCopyable, Sendable, CaseIterable {
    /// Side by side along the last axis.
    case concatenate = "concat"
    /// The sum.
    case sum
    /// The product.
    case multiply = "mul"
    /// The mean.
    case average = "ave"
  }

  /// Creates a layer of which both directions are described.
  public init(
    forward: LayerDescription, backward: LayerDescription, mergeMode: MergeMode? = .concatenate
  ) {
    self.forward = forward
    self.backward = backward
    self.mergeMode = mergeMode
  }

  /// Creates a layer of which both directions have the same settings.
  public init<Inner: RecurrentLayer>(_ layer: Inner, mergeMode: MergeMode? = .concatenate) {
    var reversed = layer
    reversed.recurrence.goesBackwards.toggle()
    self.init(
      forward: LayerDescription("forward", layer),
      backward: LayerDescription("backward", reversed), mergeMode: mergeMode)
  }

  public var className: String { "Bidirectional" }
  public var innerLayers: [LayerDescription] { [forward, backward] }
  public var innerPaths: [String] { ["forward", "backward"] }
  public var masking: Masking { .consumes }
  /// The sequence, and the states of both where they are given.
  public var inputCount: InputCount {
    switch forward.layer.inputCount {
    case .range(let range): .range(1...1 + 2 * (range.upperBound - 1))
    default: .one
    }
  }

  public func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    let along = try forward.layer.outputShapes(for: [inputs[0]])
    let back = try backward.layer.outputShapes(for: [inputs[0]])
    return try merged(along[0], back[0]) + along.dropFirst() + back.dropFirst()
  }

  private func merged(_ along: Shape, _ back: Shape) throws(ModelError) -> [Shape] {
    switch mergeMode {
    // Keras takes both for equally wide, even where the backward layer is another one.
    case .concatenate: try Concatenate().outputShapes(for: [along, along])
    case .sum, .multiply, .average: try Merging(.add).outputShapes(for: [along, back])
    case nil: [along, back]
    }
  }

  public func parameters(for inputs: [Shape]) -> [LayerParameter] {
    forward.innerParameters(for: inputs, as: "forward")
      + backward.innerParameters(for: inputs, as: "backward")
  }

  public func arithmetic(for inputs: [Shape]) -> Arithmetic? {
    guard isSymmetric(for: inputs), let inner = forward.layer.arithmetic(for: inputs) else {
      return nil
    }
    return Arithmetic(
      "2 × (\(inner.numbers))", words: inner.words.map { "directions × (\($0))" })
  }

  public func weightFormula(for inputs: [Shape]) -> WeightFormula? {
    isSymmetric(for: inputs)
      ? forward.layer.weightFormula(for: inputs)?.repeated(2) : nil
  }

  /// Whether both directions have the same weights.
  private func isSymmetric(for inputs: [Shape]) -> Bool {
    forward.layer.parameters(for: inputs).map(\.shape)
      == backward.layer.parameters(for: inputs).map(\.shape)
  }
}

extension LayerDescription {
  /// The weights of a layer inside another.
  func innerParameters(for inputs: [Shape], as prefix: String) -> [LayerParameter] {
    let own = layer.parameters(for: inputs)
    return (adaptation?.applied(to: own, of: layer) ?? own).prefixed(prefix).map { parameter in
      var parameter = parameter
      parameter.isTrainable =
        parameter.isTrainable && (isTrainable || layer.weightsAreOfInnerLayers)
      return parameter
    }
  }
}

extension Bidirectional: DroppingLayer {
  var withoutRecurrentDropout: any Layer {
    var both = self
    both.forward = forward.withoutRecurrentDropout
    both.backward = backward.withoutRecurrentDropout
    return both
  }
}
