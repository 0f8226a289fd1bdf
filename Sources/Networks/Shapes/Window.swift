/// How a kernel or a pooling window moves over its input.
struct Window<Size: Extent> {
  var kernelSize: Size
  var strides: Size
  var padding: Padding
  var dilation = Size(all: 1)
  /// What it is called in a sentence.
  var noun = "kernel"

  /// The sizes of the output along the axes that it moves over.
  ///
  /// - Throws: a `ModelError` where a setting is impossible or the kernel does not fit.
  func outputSizes(for sizes: [Int?], of input: Shape) throws(ModelError) -> [Int?] {
    try requirePositive(kernelSize, "the \(noun)'s size")
    try requirePositive(strides, "strides")
    try requirePositive(dilation, "dilation")
    guard !(strides.sizes.contains { $0 > 1 } && dilation.sizes.contains { $0 > 1 }) else {
      throw ModelError(
        "strides \(strides.text) and dilation \(dilation.text) are both above 1; use one of them")
    }
    let outputs = sizes.indices.map { axis in
      padding.outputSize(
        sizes[axis], kernel: kernelSize.sizes[axis], stride: strides.sizes[axis],
        dilation: dilation.sizes[axis])
    }
    guard outputs.allSatisfy({ $0.map { $0 > 0 } ?? true }) else {
      throw ModelError(
        "\(withArticle(kernelSize.text)) \(noun) does not fit into its input \(input); "
          + "use a smaller \(noun), a larger input, or padding 'same'")
    }
    return outputs
  }
}
