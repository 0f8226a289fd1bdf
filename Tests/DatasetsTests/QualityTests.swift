import Datasets
import Networks
import Testing

@Suite struct QualityTests {
  @Test func takesTheFirstOfTheLargestOutputs() {
    let targets = Tensor(dimensions: [2, 1, 2, 3], elements: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])
    let predictions = Tensor(
      dimensions: [2, 1, 2, 3],
      elements: [0.4, 0.4, 0.2, 0.5, 0.5, 0, 0.1, 0.2, 0.7, 0.9, 0, 0.1])
    #expect(accuracy(predictions, targets) == 0.75)
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
