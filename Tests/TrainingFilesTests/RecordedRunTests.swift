import Foundation
import KerasFormat
import Networks
import TestSupport
import Testing
import Training

@testable import TrainingFiles

/// Runs of Keras, recorded with the tolerances they are to be met within.
@Suite struct RecordedRunTests {
  @Test(arguments: RecordedRun.trainings, [nil] + Reduction.allCases)
  func everyFileAgreesWithKeras(name: String, reduction: Reduction?) throws {
    let recorded = try RecordedRun(name)
    var session = try recorded.session()
    session.options.reduction = reduction
    let files = try SessionRun(session).outcome().files
    for file in files {
      switch file.name {
      case "summary.json": break  // Compared with Keras's by the tests of the format.
      case "gradients_step_1.safetensors": try recorded.expectAgreement(file, within: ["gradients"])
      case "predict.safetensors": try recorded.expectAgreement(file, within: [])
      case "weights_fit_final.safetensors":
        // Models that were drawn have losses alone of their `fit`.
        guard recorded.holds(file.name) else { break }
        // Steps of the same size, and fewer.
        try recorded.expectAgreement(file, within: ["weights", "20"])
      case let weights where weights.hasPrefix("weights_step_"):
        let step = weights.dropFirst("weights_step_".count).prefix { $0 != "." }
        try recorded.expectAgreement(file, within: ["weights", String(step)])
      default: try recorded.expectAgreement(file)
      }
    }
  }

  @Test(arguments: RecordedRun.trainings)
  func everyFileIsTheSameForAnyNumberOfThreads(name: String) throws {
    let recorded = try RecordedRun(name)
    let outcomes = try [1, 2, 3].map { threads in
      try SessionRun(try recorded.session(threads: threads)).outcome().files
        .map { [$0.name, String(decoding: $0.bytes, as: UTF8.self)] }
    }
    #expect(outcomes[0].count >= 8)
    #expect(outcomes[1] == outcomes[0])
    #expect(outcomes[2] == outcomes[0])
  }

  @Test(arguments: RecordedRun.trainings)
  func fileNamesAreKnownBeforehand(name: String) throws {
    let run = try SessionRun(try RecordedRun(name).session())
    #expect(run.fileNames == (try run.outcome().files.map(\.name)))
  }

  @Test func countsAreSummarisedOnly() throws {
    let folder = RecordedRun.folder("counts_functional_two_heads")
    guard case .counts(let summary) = try Fixture(folder: folder, threads: 1) else {
      Issue.record("the fixture asks for counts")
      return
    }
    let recorded = try Data(contentsOf: URL(filePath: "\(folder)/summary.json"))
    let expected = try JSONParser.parse(recorded)
    #expect(summary.parameterCount == expected["total_params"]?.wholeNumber)
    #expect(
      summary.rows.map(\.layer) == expected["layers"]?.elements?.compactMap { $0["name"]?.text })
  }

  @Test(arguments: [
    (
      #""kind": "train""#, #""kind": "trane""#, "'kind' is 'trane', but must be 'train' or 'counts'"
    ),
    (#""steps": 20"#, #""steps": -1"#, "'steps' is -1, but must be a whole number of at least 1"),
    (#""batch_size": 5"#, #""batch": 5"#, "'batch_size' is missing"),
    (#""shuffle": false"#, #""shuffle": 3"#, "'shuffle' is 3, but must be true or false"),
    (#""kind""#, "kind", "is no JSON"),
  ])
  func mistakesInTheDescriptionAreNamed(find: String, replacement: String, sentence: String) throws
  {
    try withTemporaryFolder { folder in
      let copy = "\(folder)/fixture"
      try FileManager.default.copyItem(
        atPath: RecordedRun.folder("opt_sgd_momentum"), toPath: copy)
      let url = URL(filePath: "\(copy)/fixture.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains(find))
      try text.replacing(find, with: replacement).write(to: url, atomically: true, encoding: .utf8)
      let error = #expect(throws: (any Error).self) { try Fixture(folder: copy, threads: 1) }
      #expect("\(error!)".contains(sentence), "\(error!)")
      #expect("\(error!)".hasPrefix(url.path))
    }
  }
}
