// Names of operations without underscores and capitals, in which the spellings of functions, classes and
// nodes of graphs differ.

extension OperationRules {
  /// Whether an operation of that name works element by element.
  static func isElementwise(_ name: String) -> Bool { elementwise.contains(name) }

  private static let elementwise = words(
    """
    abs absolute add addv2 angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh argsort \
    biasadd bitwiseand bitwiseinvert bitwiseleftshift bitwisenot bitwiseor bitwiserightshift \
    bitwisexor cast cbrt ceil celu clip clipbynorm clipbyvalue conj conjugate converttotensor copy \
    cos cosh cumulativeproduct cumulativesum deg2rad div divide divnonan elu equal erf erfinv exp \
    exp2 expm1 flip floor floordiv floordivide floormod fulllike gelu greater greaterequal \
    hardshrink hardsigmoid hardsilu hardtanh heaviside identity imag isclose isfinite isinf isnan \
    l2normalize leakyrelu less lessequal log log10 log1p log2 logaddexp logicaland logicalnot \
    logicalor logicalxor logit logsigmoid logsoftmax maximum minimum mish mod mul multiply \
    nantonum neg negative normalize notequal oneslike pow power rad2deg real realdiv reciprocal \
    relu relu6 reverse reversev2 roll round rsqrt select selectv2 selu sigmoid sign signbit silu \
    sin sinc sinh softmax softplus softshrink softsign sort sparsemax sparseplus sparsesigmoid \
    sqrt square squareddifference squareplus stopgradient sub subtract swish tan tanh tanhshrink \
    threshold tril triu truediv truedivide trunc where zeroslike
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }
}
