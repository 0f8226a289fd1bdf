import Datasets
import Foundation
import Networks
import Records
import Suites
import TensorFiles
import TestSupport
import Testing

@testable import Sweeps

/// Sweeps of networks out of files.
@Suite struct RecordedModelTests {
  private let subject = BenchmarkCase(model: "mine", batchSize: 8)

  /// A chain with a network in it, in Keras's words.
  private func model(units: Int = 5, counts: [String: Int]? = nil) -> BenchmarkPlan.Model {
    BenchmarkPlan.Model(
      name: "mine",
      json: #"""
        {"class_name": "Sequential", "config": {"name": "outer", "layers": [
          {"class_name": "Sequential", "config": {"name": "inner", "layers": [
            {"class_name": "Dense", "config": {"name": "dense", "units": \#(units), "activation": "relu",
              "batch_input_shape": [null, 4]}}]}},
          {"class_name": "Dense", "config": {"name": "dense_1", "units": 3, "activation": "softmax"}}]},
         "compile_config": {"optimizer": "adam", "loss": "categorical_crossentropy"}}
        """#, counts: counts)
  }

  private func plan(_ model: BenchmarkPlan.Model, data: String? = nil) throws -> SweepPlan {
    var source = ModelSource(path: "mine.json")
    source.data = data
    return try SweepPlan(
      suite: Suite(
        models: [.init(name: "mine", file: source), .init(name: "pair")], batchSizes: [8],
        threads: [1, 2]), usableCPUs: 2, seed: 3, recordings: [model])
  }

  @Test func thePlanHoldsTheNetworkAndItsDigest() throws {
    let model = model()
    let record = try plan(model).record
    #expect(record.models == [model])
    #expect(record.cases.map(\.files) == [["model": model.digest], nil])
    #expect(record.cases.map(\.parameterCount) == [43, 6])
  }

  @Test func anotherNetworkOfThatNameIsAnotherCase() throws {
    let (first, second) = try (plan(model()).record, plan(model(units: 6)).record)
    let digests = [first.caseDigests(), second.caseDigests()]
    let pair = BenchmarkCase(model: "pair", batchSize: 8)
    #expect(digests[0][subject] != digests[1][subject])
    #expect(digests[0][pair] == digests[1][pair])
  }

  @Test(arguments: [nil, ["inner/dense": 25, "dense_1": 18]])
  func aChildMeasuresItFromItsJobAlone(counts: [String: Int]?) throws {
    let plan = try plan(model(counts: counts))
    var job = try plan.job(plan.groups[0], process: 0)
    job.secondsPerContestant = 0.02
    let told = try JSONDecoder().decode(MeasuringJob.self, from: JSONEncoder().encode(job))
    let replicate = try CaseMeasurement(
      told, surroundings: .live(digitsFolder: nil, binaryDigest: .absent, date: { "" }),
      report: { _, _ in }
    ).replicate()
    #expect(replicate.contestants.map(\.failure) == [nil, nil, nil])
    let layers = try #require(replicate.contestants[0].evidence).layers
    #expect(layers.map(\.layer) == ["inner/dense", "dense_1"])
    #expect(layers.map(\.formula) == [25, 18])
    #expect(layers.map(\.reference) == (counts == nil ? [nil, nil] : [25, 18]))
    #expect(Set(replicate.contestants.compactMap(\.evidence?.finalDigest)).count == 1)
  }

  @Test func aWrongFigureOfKerasIsNoTime() throws {
    let plan = try plan(model(counts: ["dense_1": 19]))
    var job = try plan.job(plan.groups[0], process: 0)
    job.secondsPerContestant = 0.02
    let replicate = try CaseMeasurement(
      job, surroundings: .live(digitsFolder: nil, binaryDigest: .absent, date: { "" }),
      report: { _, _ in }
    ).replicate()
    #expect(
      replicate.contestants[0].failure
        == "layer 'dense_1': reference 19, formula 18, buffers 18, gradients 18 differ")
  }

  @Test func aRunIsRepeatedWithoutTheFile() throws {
    let record = try plan(model()).record
    let again = try SweepPlan(
      repeating: subject, of: record, usableCPUs: 2, digitsFolder: nil)
    #expect(again.record.models == record.models)
    #expect(again.record.caseDigests()[subject] == record.caseDigests()[subject])
  }

  @Test func samplesOfAFileAreKnownByTheirDigest() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      func write(_ value: Float, samples: Int) throws {
        let targets = (0..<samples).flatMap { sample -> [Float] in
          sample.isMultiple(of: 2) ? [0, 1, 0] : [1, 0, 0]
        }
        try Safetensors.write(
          [
            NamedTensor(
              name: "x",
              tensor: Tensor(
                dimensions: [samples, 4],
                elements: [Float](repeating: value, count: 4 * samples))),
            NamedTensor(name: "y", tensor: Tensor(dimensions: [samples, 3], elements: targets)),
          ], to: path)
      }
      try write(1, samples: 20)
      let plan = try plan(model(), data: path)
      try plan.checkModels()
      #expect(plan.groups[0].files?.keys.sorted() == ["data", "model"])
      #expect(try WorkloadTrainers().batches(for: plan.groups[0], seed: 3).sampleCount == 16)
      let again = try SweepPlan(
        repeating: subject, of: plan.record, usableCPUs: 2, digitsFolder: nil, dataFile: path)
      #expect(again.record.cases == [plan.record.cases[0]])
      try write(2, samples: 20)
      let changed = #expect(throws: SweepError.self) {
        try WorkloadTrainers().batches(for: plan.groups[0], seed: 3)
      }
      #expect(changed?.description.contains("data that mine, batch 8 was planned with") == true)
      let other = #expect(throws: SweepError.self) {
        try SweepPlan(
          repeating: subject, of: plan.record, usableCPUs: 2, digitsFolder: nil, dataFile: path)
      }
      #expect(other?.description.contains("data of SHA-256") == true)
      try write(2, samples: 4)
      let few = #expect(throws: SweepError.self) {
        try self.plan(model(), data: path).checkModels()
      }
      #expect(
        few?.description == "'mine' has 4 samples, fewer than a batch of 8; choose smaller batches")
    }
  }

  @Test func samplesOfOtherShapesAreToldBeforeAnyWork() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      try Safetensors.write(
        [
          NamedTensor(name: "x", tensor: Tensor(zeros: [8, 5])),
          NamedTensor(name: "y", tensor: Tensor(zeros: [8, 3])),
        ], to: path)
      let error = #expect(throws: SweepError.self) { try plan(model(), data: path).checkModels() }
      #expect(error?.kind == .badData)
      #expect(error?.description.hasPrefix("mine: ") == true)
      #expect(error?.description.contains("but the network takes") == true)
    }
  }
}
