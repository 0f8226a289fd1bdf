import Datasets
import Testing

@Suite struct DrawnDigitsTests {
  private static let learnt = DrawnDigits.make(sampleCount: 600, seed: 1)

  @Test func drawsTheSameFromTheSameSeed() {
    #expect(DrawnDigits.make(sampleCount: 5, seed: 7) == DrawnDigits.make(sampleCount: 5, seed: 7))
    #expect(DrawnDigits.make(sampleCount: 5, seed: 7) != DrawnDigits.make(sampleCount: 5, seed: 8))
  }

  @Test func keepsShapesAndRanges() {
    let data = Self.learnt
    #expect(data.inputs.dimensions == [600, 1, 28, 28])
    #expect(data.targets.dimensions == [600, 10])
    #expect(data.inputs.elements.allSatisfy { (0...1).contains($0) })
    for digit in 0..<10 {
      // 60 are expected; 30 are four standard deviations fewer.
      #expect(labels(of: data).count { $0 == digit } > 30)
    }
  }

  @Test func keepsTheInkOnThePage() {
    let data = Self.learnt
    for sample in 0..<100 {
      let page = data.inputs.elements[784 * sample..<784 * (sample + 1)]
      let ink = page.filter { $0 > 0.4 }.count
      let edges = page.prefix(28) + page.suffix(28)
      #expect((20...300).contains(ink))
      #expect(edges.count { $0 > 0.4 } < 6)
    }
  }

  /// The nearest mean drawing is a crude linear classifier: far better than chance, and far from
  /// perfect, or the digits would be too easy to tell anything by.
  @Test func canBeToldApartButNotTooEasily() {
    let unseen = DrawnDigits.make(sampleCount: 300, seed: 2)
    let means = (0..<10).map { meanDrawing(of: $0) }
    let right = labels(of: unseen).enumerated().count { sample, label in
      let pixels = Array(unseen.inputs.elements[784 * sample..<784 * (sample + 1)])
      let distances = means.map { mean in
        zip(mean, pixels).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return distances.firstIndex(of: distances.min()!) == label
    }
    #expect((180...280).contains(right))
  }

  private func meanDrawing(of digit: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: 784)
    let samples = labels(of: Self.learnt).enumerated().filter { $0.element == digit }
    for (sample, _) in samples {
      for pixel in 0..<784 {
        sum[pixel] += Self.learnt.inputs.elements[784 * sample + pixel] / Float(samples.count)
      }
    }
    return sum
  }

  private func labels(of data: Dataset) -> [Int] {
    (0..<data.sampleCount).map { sample in
      data.targets.elements[10 * sample..<10 * (sample + 1)].firstIndex(of: 1)! - 10 * sample
    }
  }
}
