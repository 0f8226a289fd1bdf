import Datasets
import Networks
import Testing

@Suite struct QualityTests {
  @Test func takesTheFirstOfTheLargestOutputs() {
    let targets = Tensor(dimensions: [2, 1, 2, 3], elements: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])
    let predictions = Tensor(
      dimensions: [2, 1, 2, 3],
      elements: [0.4, 0.4, 0.2, 0.5, 0.2, 0.3, 0.1, 0.2, 0.7, 0.9, 0, 0.1])
    #expect(accuracy(predictions, targets) == 0.75)
  }

  /// As the trainer's accuracy does, and Keras's: NaN is larger than any number.
  @Test func takesTheFirstThatIsNoNumber() {
    let targets = Tensor(dimensions: [2, 3], elements: [0, 1, 0, 1, 0, 0])
    let predictions = Tensor(dimensions: [2, 3], elements: [0, .nan, .infinity, 0.1, .nan, .nan])
    #expect(accuracy(predictions, targets) == 0.5)
  }

  @Test func takesTheSideOfOneHalfForOneOutput() {
    let targets = Tensor(dimensions: [4, 1], elements: [0, 1, 1, 0])
    let predictions = Tensor(dimensions: [4, 1], elements: [0.5, 0.51, 0.49, 0.2])
    #expect(accuracy(predictions, targets) == 0.75)
  }

  private func accuracy(_ predictions: Tensor, _ targets: Tensor) -> Double? {
    let inputs = Tensor(zeros: [targets.sampleCount, 1])
    return Quality.accuracy.value(
      of: predictions, on: Dataset(inputs: inputs, targets: targets))
  }
}
