/// A product with a kernel along axes that an equation names: `abc,cd->abd`.
public struct EinsumDense: UnaryLayer {
  /// The axes of input, kernel and output; `...` stands for any number of them.
  public var equation: String
  /// The sizes of the output's axes without the batch; `nil` for those that the input has, too.
  public var outputShape: [Int?]
  /// The axes of the output along which a bias is added; `nil` for no bias.
  public var biasAxes: String?
  /// Applied to the product.
  public var activation: Activation
  /// The kernel.
  public var kernel: WeightSettings
  /// The bias.
  public var bias: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    _ equation: String, outputShape: [Int?], biasAxes: String? = nil,
    activation: Activation = .linear, kernel: WeightSettings = .glorotUniform,
    bias: WeightSettings = .zeros
  ) {
    self.equation = equation
    self.outputShape = outputShape
    self.biasAxes = biasAxes
    self.activation = activation
    self.kernel = kernel
    self.bias = bias
  }

  public var className: String { "EinsumDense" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard let input = try ranked(input) else { return .unknown }
    return Shape(axes: try sizes(for: input).output.dropFirst().map(\.self))
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    guard let input = try? ranked(input), let sizes = try? sizes(for: input) else {
      return [LayerParameter(.kernel, [nil], kernel)]
    }
    return [LayerParameter(.kernel, sizes.kernel, kernel)]
      + (sizes.bias.map { [LayerParameter(.bias, $0, bias)] } ?? [])
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    guard let equation = try? EinsumEquation(equation), let input = try? ranked(input),
      let sizes = try? sizes(for: input), !sizes.kernel.contains(nil)
    else { return nil }
    let kernel = sizes.kernel.compactMap(\.self)
    let kernelLetters = equation.kernel.map(String.init).joined(separator: " × ")
    let summed = equation.kernel.filter { !equation.output.contains($0) }.map(String.init)
    let end =
      " of '\(equation.text)'"
      + (summed.isEmpty ? "" : ", summed over \(summed.joined(separator: ", "))")
    guard let bias = sizes.bias else {
      return Arithmetic(product(kernel), words: "\(kernelLetters)\(end), no bias")
    }
    guard !bias.contains(nil) else { return nil }
    // A bias has size 1 along the axes that it is the same for.
    let own = bias.compactMap(\.self).filter { $0 != 1 }
    let letters = (biasAxes ?? "").map(String.init).joined(separator: " × ")
    return Arithmetic(
      "\(product(kernel)) + \(product(own.isEmpty ? [1] : own))",
      words: "\(kernelLetters) + bias \(letters)\(end)")
  }

  /// The axis of the kernel that each axis of the output has come from; `nil` for those of the input.
  var kernelAxesOfOutput: [Int?] {
    guard let equation = try? EinsumEquation(equation) else { return [] }
    return equation.output.map { equation.kernel.firstIndex(of: $0) }
  }

  /// The axes of the kernel that are summed over.
  var summedKernelAxes: [Int] {
    guard let equation = try? EinsumEquation(equation) else { return [] }
    return equation.kernel.indices.filter { !equation.output.contains(equation.kernel[$0]) }
  }

  /// The input with as many axes as the equation has; `nil` where neither tells their number.
  private func ranked(_ input: Shape) throws(ModelError) -> Shape? {
    if input.isRankKnown { return input }
    let equation = try EinsumEquation(equation)
    return equation.isElided
      ? nil : Shape(axes: Array(repeating: nil, count: equation.input.count - 1))
  }

  /// The sizes of the output, the batch included, of the kernel and of the bias.
  private func sizes(
    for input: Shape
  ) throws(ModelError) -> (output: [Int?], kernel: [Int?], bias: [Int?]?) {
    let equation = try EinsumEquation(equation)
    let taken = [nil] + input.axes
    let elided = taken.count - equation.input.count
    guard input.isRankKnown, elided >= 0, equation.isElided || elided == 0 else {
      throw ModelError("its input \(input) does not fit the equation '\(equation.text)'")
    }
    var output: [Int?] = [nil] + outputShape
    if equation.isElidedLeft {
      // Keras puts each in front of the one before: it shows several in the wrong order.
      for size in taken[1..<max(1, elided)] { output.insert(size, at: 1) }
    } else {
      output += taken[(taken.count - elided)...]
    }
    let shift = equation.isElidedLeft ? elided : 0
    guard output.count == equation.output.count + elided else {
      throw ModelError(
        "output_shape has \(outputShape.count) sizes, which do not fit '\(equation.text)'")
    }
    func size(_ axis: Character) throws(ModelError) -> Int? {
      let own = equation.output.firstIndex(of: axis).flatMap { output[$0 + shift] }
      if let own { return own }
      guard let place = equation.input.firstIndex(of: axis) else {
        if equation.output.contains(axis) { return nil }
        throw ModelError("axis '\(axis)' of '\(equation.text)' is none of input or output")
      }
      return taken[place + shift]
    }
    var kernelSizes: [Int?] = []
    for axis in equation.kernel { kernelSizes.append(try size(axis)) }
    return (output, kernelSizes, try biasSizes(equation, output, shift: shift, elided: elided))
  }

  private func biasSizes(
    _ equation: EinsumEquation, _ output: [Int?], shift: Int, elided: Int
  ) throws(ModelError) -> [Int?]? {
    guard let biasAxes, !biasAxes.isEmpty else { return nil }
    let places = biasAxes.compactMap { equation.output.firstIndex(of: $0) }
    guard places.count == biasAxes.count, let first = places.min() else {
      throw ModelError("bias_axes '\(printable(biasAxes))' are no axes of the output")
    }
    let own: [Int?] = (first..<equation.output.count).map {
      places.contains($0) ? output[$0 + shift] : 1
    }
    return own + (equation.isElidedLeft ? [] : Array(repeating: 1, count: elided))
  }
}

/// The three parts of an equation such as `...x,xy->...y`.
private struct EinsumEquation {
  let text: String
  let input: [Character]
  let kernel: [Character]
  let output: [Character]
  let isElided: Bool
  let isElidedLeft: Bool

  init(_ equation: String) throws(ModelError) {
    text = printable(equation)
    let sides = equation.split(separator: ">").map(String.init)
    let operands = sides.first?.split(separator: ",").map(String.init) ?? []
    guard sides.count == 2, operands.count == 2, operands[1].hasSuffix("-") else {
      throw ModelError("the equation '\(text)' is none; write it as 'abc,cd->abd'")
    }
    isElided = equation.contains("...")
    isElidedLeft = operands[0].hasPrefix("...")
    input = operands[0].filter(\.isLetter).map(\.self)
    kernel = operands[1].filter(\.isLetter).map(\.self)
    output = sides[1].filter(\.isLetter).map(\.self)
    guard !input.isEmpty, !kernel.isEmpty, !output.isEmpty else {
      throw ModelError("the equation '\(text)' is none; write it as 'abc,cd->abd'")
    }
  }
}
