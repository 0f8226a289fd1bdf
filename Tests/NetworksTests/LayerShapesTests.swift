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
    #expect(padding.outputSize(input, kernel: kernel, stride: stride) == output)
    #expect(padding.outputSize(nil, kernel: kernel, stride: stride) == nil)
  }

  @Test func everyLayerKeepsItsPartOfTheShape() throws {
    func output(_ layer: any Layer, _ input: Shape) throws -> Shape {
      try LayerDescription("l", layer).outputShapes(for: [input])[0]
    }
    #expect(try output(Dense(units: 10), [6, 6, 128]) == [6, 6, 10])
    #expect(try output(Flatten(), [1, 28, 28]) == [784])
    #expect(try output(Flatten(), []) == [1])
    #expect(try output(ActivationLayer(.softmax), [3, 4]) == [3, 4])
    #expect(try output(SimpleRNN(units: 7), [3, 4]) == [7])
    #expect(try output(SimpleRNN(units: 7, returnsSequences: true), [3, 4]) == [3, 7])
  }

  private static let misfits: [(any Layer, Shape, String)] = [
    (Dense(units: 0), [4], "units is 0"),
    (Dense(units: 1), [], "no axis"),
    (SimpleRNN(units: 2), [4], "2 axes"),
    (Conv2D(filters: 1, kernelSize: Size2D(3, 3)), [2, 9, 1], "does not fit"),
    (Conv2D(filters: 1, kernelSize: Size2D(3, 3)), [9, 1], "3 axes"),
    (
      Conv2D(filters: 1, kernelSize: Size2D(1, 1), strides: Size2D(1, -2)), [9, 9, 1],
      "strides is 1×-2"
    ),
    (
      ConvolutionalLSTM(Recurrence(units: 1), kernelSize: Size2D(3, 3)), [28, 28, 1],
      "(None, 28, 28, 1) must have 4 axes beside the batch: time, height, width, channels"
    ),
    (
      ConvolutionalLSTM(
        Recurrence(units: 1), kernelSize: Size1D(3), dataFormat: .channelsFirst), [1, 28],
      "3 axes beside the batch: time, channels, steps"
    ),
    (InputLayer([0]), [0], "impossible"),
  ]

  @Test(arguments: misfits)
  func whatDoesNotFitIsNamed(layer: any Layer, input: Shape, words: String) {
    let error = #expect(throws: ModelError.self) {
      try LayerDescription("l", layer).outputShapes(for: [input])[0]
    }
    #expect(error?.description.contains(words) == true)
  }
}
