/// The same layer at every time step.
public struct TimeDistributed: UnaryLayer {
  /// The layer.
  public var inner: LayerDescription

  /// Wraps a layer.
  public init(_ inner: LayerDescription) {
    self.inner = inner
  }

  public var className: String { "TimeDistributed" }
  public var innerLayers: [LayerDescription] { [inner] }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard input.rank > 0, input.isRankKnown else {
      guard !input.isRankKnown else {
        throw ModelError("its input \(input) has no time steps; give it rank 1 or more")
      }
      return .unknown
    }
    let output = try inner.layer.outputShapes(for: [input.step])[0]
    // Of a tensor of unknown rank the last axes are known alone, and time is not among these.
    return output.isRankKnown ? Shape(axes: [input.axes[0]] + output.axes) : output
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    inner.innerParameters(for: [input.step], as: inner.name)
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    inner.layer.arithmetic(for: [input.step])
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    inner.layer.weightFormula(for: [input.step])
  }
}

extension Shape {
  /// The shape of one time step.
  fileprivate var step: Shape {
    isRankKnown ? Shape(axes: Array(axes.dropFirst())) : self
  }
}

extension TimeDistributed: DroppingLayer {
  var withoutRecurrentDropout: any Layer {
    var each = self
    each.inner = inner.withoutRecurrentDropout
    return each
  }
}
