import Datasets
import Networks
import Testing

@Suite struct WorkloadTests {
  @Test(arguments: Workload.all().map(\.name))
  func makesDataThatFitTheNetwork(name: String) throws {
    let workload = try #require(Workload.named(name))
    let layers = try workload.trainingNetwork.resolved().layers
    let data = try workload.makeData(seed: 1, trainingCount: 9, heldOutCount: 4)
    for (dataset, count) in [(data.training, 9), (data.heldOut, 4)] {
      #expect(dataset.sampleCount == count)
      #expect(dataset.inputs.sampleShape == layers[0].outputShape)
      #expect(dataset.targets.sampleShape == layers[layers.count - 1].outputShape)
      #expect(dataset.inputs.elements.allSatisfy { $0.isFinite })
      #expect(dataset.targets.elements.allSatisfy { $0.isFinite })
      // Perfect predictions have the best of qualities, or one beyond all numbers.
      #expect([nil, 1].contains(workload.quality?.value(of: dataset.targets, on: dataset)))
    }
    #expect(workload.epochs > 0)
  }

  @Test(arguments: Workload.all().map(\.name))
  func holdsBackTheSameSamplesHoweverManyAreLearnt(name: String) throws {
    let workload = try #require(Workload.named(name))
    let few = try workload.makeData(seed: 1, trainingCount: 2, heldOutCount: 8)
    let many = try workload.makeData(seed: 1, trainingCount: 8, heldOutCount: 8)
    #expect(few.heldOut == many.heldOut)
    #expect((many.training == many.heldOut) == (name == "and"))
  }

  @Test func coversTheCatalogue() {
    #expect(Workload.all().map(\.name) == Catalog.entries.map(\.name))
    #expect(Workload.named("no such network") == nil)
  }

  @Test func lengthensTablesToTheBatch() throws {
    let pair = try #require(Workload.named("pair"))
    #expect(try pair.makeData(seed: 1).training.sampleCount == 6)
    #expect(try pair.makeData(seed: 1, minimumCount: 1024).training.sampleCount == 1024)
    #expect(try pair.makeData(seed: 1, minimumCount: 2).training.sampleCount == 6)
  }
}
