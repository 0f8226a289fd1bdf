import Networks
import Testing
import Sweeps

@Suite struct WeightDigestTests {
  @Test func everyBitNameAndShapeOfTheWeightsCounts() {
    func digest(_ name: String, _ dimensions: [Int], _ elements: [Float]) -> String {
      weightDigest(of: [
        NamedTensor(name: name, tensor: Tensor(dimensions: dimensions, elements: elements))
      ])
    }
    let digests = [
      digest("a/kernel", [2, 1], [0, 1]), digest("a/kernel", [2, 1], [-0.0, 1]),
      digest("a/kernel", [2, 1], [0, Float(1).nextUp]), digest("a/kernel", [1, 2], [0, 1]),
      digest("b/kernel", [2, 1], [0, 1]), digest("a/kernel", [2, 1], [.nan, 1]),
      digest("a/kernel", [2, 1], [-.nan, 1]),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(digests[0] == digest("a/kernel", [2, 1], [0, 1]))
  }
}
