/// The functions of one element; softmax, which needs a whole row, has kernels of its own.
///
/// Formulas, and derivatives where a function has a corner, are those of Keras 3 on JAX. NaN gives NaN.
public enum ElementwiseActivation: BitwiseCopyable, Hashable, Sendable {
  /// x
  case linear
  /// max(x, 0), with the derivative 0 at 0.
  case relu
  /// min(max(x, 0), 6), with the derivative 0 at both ends.
  case relu6
  /// x above `threshold`, slope·(x − threshold) elsewhere, at most `maximum`: Keras's layer ReLU.
  ///
  /// A finite maximum also keeps what lies above a negative threshold from going below 0. The derivative
  /// is slope·1 below the threshold, 0 on it and beyond the ends, 1 on the ends (JAX: ½).
  case rectifier(maximum: Float, negativeSlope: Float, threshold: Float)
  /// x, below 0 slope·x; the derivative at 0 is 1.
  case leakyReLU(slope: Float)
  /// x, below 0 alpha·(eˣ − 1); the derivative at 0 is alpha.
  case elu(alpha: Float)
  /// `elu` with the scale and the alpha that keep mean and variance.
  ///
  /// Source: “Self-Normalizing Neural Networks”, NIPS 2017.
  case selu
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// tanh x
  case tanh
  /// relu6(x + 3) / 6
  case hardSigmoid
  /// 0.2·x + 0.5 between 0 and 1, as Keras 1 and 2 have it; the derivative is 0 at both ends.
  case legacyHardSigmoid
  /// x between −1 and 1, with the derivative 1 at both ends.
  case hardTanh
  /// x / (1 + |x|)
  case softsign
  /// eˣ
  case exponential
  /// ln(1 + eˣ)
  case softplus
  /// −ln(1 + e⁻ˣ)
  case logSigmoid
  /// (x + √(x² + 4)) / 2
  case squareplus
  /// x·Φ(x), Φ being the distribution of a standard normal variable.
  case gelu
  /// x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2
  case approximateGELU
  /// x / (1 + e⁻ˣ)
  case silu
  /// x·relu6(x + 3) / 6
  case hardSilu
  /// x·tanh(ln(1 + eˣ))
  case mish
  /// x − tanh x
  case tanhShrink
}

extension ElementwiseActivation {
  /// Whether the derivative follows from the activation's output; otherwise it takes the input.
  public var derivativeFollowsFromOutput: Bool {
    var question = OutputQuestion()
    visit(&question)
    return question.answer
  }

  /// Calls `visitor` with the function itself, so that a loop over vectors is compiled for each.
  ///
  /// The one list of functions beside the cases above.
  @inline(__always)
  func visit<Visitor: FunctionVisitor>(_ visitor: inout Visitor) {
    switch self {
    case .linear: visitor.visit(Linear())
    case .relu: visitor.visit(Relu())
    case .relu6: visitor.visit(Relu6())
    case .rectifier(let maximum, let negativeSlope, let threshold):
      visitor.visit(
        Rectifier(maximum: maximum, negativeSlope: negativeSlope, threshold: threshold))
    case .leakyReLU(let slope): visitor.visit(LeakyRelu(slope: slope))
    case .elu(let alpha): visitor.visit(ExponentialLinear(scale: 1, alpha: alpha))
    case .selu:
      visitor.visit(ExponentialLinear(scale: 1.050_700_987_355_48, alpha: 1.673_263_242_354_377))
    case .sigmoid: visitor.visit(Sigmoid())
    case .tanh: visitor.visit(HyperbolicTangent())
    case .hardSigmoid: visitor.visit(HardSigmoid())
    case .legacyHardSigmoid: visitor.visit(LegacyHardSigmoid())
    case .hardTanh: visitor.visit(HardTanh())
    case .softsign: visitor.visit(Softsign())
    case .exponential: visitor.visit(Exponential())
    case .softplus: visitor.visit(Softplus())
    case .logSigmoid: visitor.visit(LogSigmoid())
    case .squareplus: visitor.visit(Squareplus())
    case .gelu: visitor.visit(GELU())
    case .approximateGELU: visitor.visit(ApproximateGELU())
    case .silu: visitor.visit(Silu())
    case .hardSilu: visitor.visit(HardSilu())
    case .mish: visitor.visit(Mish())
    case .tanhShrink: visitor.visit(TanhShrink())
    }
  }
}

private struct OutputQuestion: FunctionVisitor {
  var answer = false

  mutating func visit<Function: ElementwiseFunction>(_ function: Function) {
    answer = function.derivativeFollowsFromOutput
  }
}
