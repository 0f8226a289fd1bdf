import Testing

@testable import Networks

@Suite struct LayerShapesTests {
  // Keras: valid ⌊(n − k)/s⌋ + 1, same ⌈n/s⌉.
  @Test(arguments: [
    (Padding.valid, 224, 3, 1, 222), (.valid, 7, 3, 2, 3), (.valid, 8, 3, 2, 3),
    (.valid, 3, 3, 9, 1),
    (.valid, 2, 3, 1, 0), (.same, 6, 3, 2, 3), (.same, 7, 3, 2, 4), (.same, 7, 9, 1, 7),
    (.same, 7, 3, .max, 1), (.valid, 7, 3, .max, 1), (.valid, 7, .max, 1, 0),
    (.same, .max, 1, 1, .max),
    (.valid, .max, 1, 1, .max),
  ])
  func convolutionExtents(padding: Padding, input: Int, kernel: Int, stride: Int, output: Int) {
    let convolution = Conv2D(
      filters: 1, kernelSize: Size2D(kernel, kernel), strides: Size2D(stride, stride),
      padding: padding)
    #expect(convolution.outputSize(for: Size2D(input, input)) == Size2D(output, output))
  }

  @Test func everyLayerKeepsItsPartOfTheShape() throws {
    func output(_ kind: LayerKind, _ input: Shape) throws -> Shape {
      try LayerDescription("l", kind).outputShape(for: input)
    }
    #expect(try output(.dense(Dense(units: 10)), [6, 6, 128]) == [6, 6, 10])
    #expect(try output(.flatten, [1, 28, 28]) == [784])
    #expect(try output(.flatten, []) == [1])
    #expect(try output(.activation(.softmax), [3, 4]) == [3, 4])
    #expect(try output(.simpleRNN(SimpleRNN(units: 7)), [3, 4]) == [7])
    #expect(try output(.simpleRNN(SimpleRNN(units: 7, returnsSequences: true)), [3, 4]) == [3, 7])
  }

  private static let misfits: [(LayerKind, Shape, String)] = [
    (.dense(Dense(units: 0)), [4], "units is 0"),
    (.dense(Dense(units: 1)), [], "no axis"),
    (.simpleRNN(SimpleRNN(units: 2)), [4], "2 axes"),
    (.conv2D(Conv2D(filters: 1, kernelSize: Size2D(3, 3))), [2, 9, 1], "does not fit"),
    (.conv2D(Conv2D(filters: 1, kernelSize: Size2D(3, 3))), [9, 1], "3 axes"),
    (
      .conv2D(Conv2D(filters: 1, kernelSize: Size2D(1, 1), strides: Size2D(1, -2))), [9, 9, 1],
      "horizontal stride is -2"
    ),
    (.input([0]), [0], "impossible"),
  ]

  @Test(arguments: misfits)
  func whatDoesNotFitIsNamed(kind: LayerKind, input: Shape, words: String) {
    let error = #expect(throws: ModelError.self) {
      try LayerDescription("l", kind).outputShape(for: input)
    }
    #expect(error?.description.contains(words) == true)
  }
}
