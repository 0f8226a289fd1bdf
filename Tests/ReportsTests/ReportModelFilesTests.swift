import Records
import Testing

@testable import Reports

/// Which data and files a run's results come from.
@Suite struct ReportModelFilesTests {
  private func model(
    digits: String? = nil, isRecorded: Bool = false, dataDigest: String = "dd"
  ) throws -> ReportModel {
    let entries = try soundEntries().map { entry -> LogEntry in
      switch entry {
      case .plan(var entry):
        entry.plan.cases[0].files = digits.map { ["digits": $0] }
        entry.plan.usesRecordedDigits = isRecorded
        return .plan(entry)
      case .replicate(var replicate):
        replicate.dataDigest = dataDigest
        return .replicate(replicate)
      default: return entry
      }
    }
    return try ReportModel(name: "run", log: RunLog(entries: entries))
  }

  private func digitsLine(_ model: ReportModel) -> String? {
    model.markdown(chartName: nil).split(separator: "\n").first { $0.hasPrefix("| digits ") }
      .map(String.init)
  }

  @Test func aPageTellsWhichDigits() throws {
    let digest = String(repeating: "ab", count: 32)
    #expect(digitsLine(try model()) == "| digits | drawn |")
    #expect(
      digitsLine(try model(digits: digest, isRecorded: true))
        == "| digits | SHA-256 abababababababab… |")
    #expect(
      digitsLine(try model(isRecorded: true))
        == "| digits | read from files, of which no digest was recorded |")
  }

  @Test func programsReadTheDigests() throws {
    let model = try model(digits: "aa")
    #expect(model.files == ["digits": ["aa"]])
    #expect(try model.json.contains(#""dataDigest" : "dd""#))
    #expect(model.csv.contains(",dd,"))
  }

  /// Digests alone would tell nobody which networks they are of.
  @Test func ownNetworksAreToldByTheirNames() throws {
    func run(_ json: String) throws -> ReportModel {
      let own = BenchmarkPlan.Model(name: "pair", json: json)
      let entries = try soundEntries().map { entry -> LogEntry in
        guard case .plan(var planned) = entry else { return entry }
        planned.plan.models = [own]
        planned.plan.cases[0].files = [BenchmarkPlan.PlannedCase.modelFile: own.digest]
        return .plan(planned)
      }
      return try ReportModel(name: "run", log: RunLog(entries: entries))
    }
    let work = try run("{}").differences(from: run("[]")).work
    #expect(work.count == 1 && work[0].hasPrefix("another model: pair (SHA-256 "))
    #expect(work[0].contains("), pair (SHA-256 "))
  }

  /// Without Keras's figures a network's counts agree with each other alone, which a reader has to know.
  @Test func evidenceTellsWhetherKerasCountsWereGivenAndHeld() throws {
    let json = #"""
      {"class_name": "Sequential", "config": {"name": "net", "layers": [
        {"class_name": "Dense", "config": {"name": "dense", "units": 2, "batch_input_shape": [null, 2]}},
        {"class_name": "Dense", "config": {"name": "dense_1", "units": 1}}]},
       "compile_config": {"optimizer": "sgd", "loss": "mse"}}
      """#
    func line(_ counts: [String: Int]?...) throws -> String? {
      let models = counts.enumerated().map {
        BenchmarkPlan.Model(name: "net-\($0)", json: json, counts: $1)
      }
      let entries = try soundEntries().map { entry -> LogEntry in
        switch entry {
        case .plan(var planned) where !models.isEmpty:
          let first = planned.plan.cases[0]
          planned.plan.models = models
          planned.plan.cases = models.map { model in
            var planned = first
            planned.subject.model = model.name
            return planned
          }
          return .plan(planned)
        case .replicate(var replicate) where !models.isEmpty:
          replicate.subject.model = models[replicate.process % models.count].name
          return .replicate(replicate)
        default: return entry
        }
      }
      return try ReportModel(name: "run", log: RunLog(entries: entries)).markdown(chartName: nil)
        .split(separator: "\n").first { $0.hasPrefix("| Keras's counts ") }.map(String.init)
    }
    let right = ["dense": 6, "dense_1": 3]
    #expect(try line() == nil)
    #expect(try line(nil) == "| Keras's counts | given for none of 1 network |")
    #expect(
      try line(right, nil)
        == "| Keras's counts | given for 1 of 2 networks (2 of 2 layers with weights), and held |")
    #expect(
      try line(["dense_1": 3])
        == "| Keras's counts | given for 1 of 1 network (1 of 2 layers with weights), and held |")
    #expect(
      try line(right, ["dense": 7])
        == "| Keras's counts | given for 2 of 2 networks (3 of 4 layers with weights); not those of net-1 |"
    )
  }

  @Test func runsOnOtherFilesOrDataAreToldApart() throws {
    let drawn = try model()
    #expect(drawn.differences(from: try model()).all == [])
    #expect(
      try model(digits: "aa", isRecorded: true).differences(from: drawn).work
        == ["another source of digits: SHA-256 aa…, drawn"])
    #expect(
      try model(digits: "aa", isRecorded: true)
        .differences(from: try model(digits: "bb", isRecorded: true)).work
        == ["another source of digits: SHA-256 aa…, SHA-256 bb…"])
    #expect(
      try model(dataDigest: "ee").differences(from: drawn).work
        == ["other data for pair, batch 32"])
  }
}
