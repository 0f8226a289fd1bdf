import Networks
import TestSupport
import Testing

@testable import Datasets

@Suite struct ClustersTests {
  @Test func samplesHaveTheShapesOfTheNetwork() {
    let shapes = ClusterShapes(input: [4, 3], output: [2, 5], loss: .categoricalCrossentropy)
    let data = Clusters.make(shapes, sampleCount: 6, seed: 1)
    #expect(data.inputs.dimensions == [6, 4, 3])
    #expect(data.targets.dimensions == [6, 2, 5])
    // One class for each row.
    for row in 0..<12 {
      let columns = data.targets.elements[row * 5..<row * 5 + 5]
      #expect(columns.sorted() == [0, 0, 0, 0, 1])
    }
    #expect(Clusters.make(shapes, sampleCount: 6, seed: 1) == data)
    #expect(Clusters.make(shapes, sampleCount: 6, seed: 2).inputs != data.inputs)
    #expect(Clusters.make(shapes, sampleCount: 6, seed: 2).targets == data.targets)
  }

  @Test func everyClassHasSamples() {
    let shapes = ClusterShapes(input: [2], output: [10], loss: .sparseCategoricalCrossentropy)
    let data = Clusters.make(shapes, sampleCount: 20, seed: 1)
    #expect(data.targets.dimensions == [20, 1])
    #expect(Set(data.targets.elements) == Set((0..<10).map(Float.init)))
    let truths = Clusters.make(
      ClusterShapes(input: [2], output: [1], loss: .binaryCrossentropy), sampleCount: 8, seed: 1)
    #expect(Set(truths.targets.elements) == [0, 1])
  }

  @Test func numbersOfRowsAreWithinTheTable() {
    let shapes = ClusterShapes(
      input: [50], vocabularySize: 3, output: [1], loss: .meanSquaredError)
    let data = Clusters.make(shapes, sampleCount: 20, seed: 1)
    #expect(Set(data.inputs.elements) == [0, 1, 2])
    #expect(data.targets.elements.allSatisfy { (0..<1).contains($0) })
  }

  /// All that belongs to a cluster goes together; the first input is that of a network without others.
  @Test func everyInputAndOutputHasItsTensor() {
    let one = ClusterShapes(input: [3], output: [4], loss: .meanSquaredError)
    var shapes = one
    shapes.inputs.append(ClusterShapes.Input([5], vocabularySize: 7))
    shapes.outputs.append(ClusterShapes.Output([1], .binaryCrossentropy))
    let data = Clusters.make(shapes, sampleCount: 8, seed: 1)
    #expect(data.allInputs.map(\.dimensions) == [[8, 3], [8, 5]])
    #expect(data.allTargets.map(\.dimensions) == [[8, 4], [8, 1]])
    #expect(data.allInputs[1].elements.allSatisfy { (0..<7).contains($0) && $0 == $0.rounded() })
    // Four clusters in turn.
    #expect(data.targets.elements.prefix(16) == data.targets.elements.suffix(16))
    #expect(Set(data.allTargets[1].elements) == [0, 1])
  }

  @Test func largeSamplesAreFewer() {
    func count(_ input: Shape) -> Int {
      Clusters.usualCount(of: ClusterShapes(input: input, output: [1], loss: .meanSquaredError))
    }
    #expect(count([2]) == 4_096)
    #expect(count([224, 224, 3]) == 64)
    #expect(count([1_023, 2]) == 2_049)
  }
}
