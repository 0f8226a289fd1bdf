import Networks
import Testing
import Training

@Suite struct WorkSharingTests {
  @Test(arguments: [
    (0, 8, 1), (399_999, 8, 1), (400_000, 8, 2), (599_999, 8, 2), (600_000, 8, 3),
    (1_600_000, 8, 8), (1e30, 8, 8), (1e30, 1, 1), (400_000, 1, 1),
  ])
  func everyWorkerHasEnoughToDo(flopsPerStep: Double, usableCPUs: Int, expected: Int) {
    #expect(
      WorkSharing.workerCount(flopsPerStep: flopsPerStep, usableCPUs: usableCPUs) == expected)
  }

  @Test func aTrainerUsesFewerThreadsOnlyWhereItMay() throws {
    func threads(_ model: String, asked: Int, usesFewer: Bool) throws -> Int {
      let entry = try #require(Catalog.entry(named: model))
      return try Trainer(
        entry.network, training: entry.training,
        options: TrainerOptions(batchSize: 32, threads: asked, usesFewerThreads: usesFewer)
      ).threads
    }
    #expect(try threads("pair", asked: 3, usesFewer: true) == 1)
    #expect(try threads("pair", asked: 3, usesFewer: false) == 3)
    #expect(try threads("denoise", asked: 3, usesFewer: true) == 3)
  }
}
