import Foundation
import Testing

@testable import Records

@Suite struct RunRecordTests {
  @Test func aRecordIsWrittenAsTheseBytes() throws {
    let line = try RecordCoding.line(exampleRecord())
    #expect(String(decoding: line, as: UTF8.self) == recordText)
  }

  @Test func aLineIsReadAsThisRecord() throws {
    #expect(try RecordCoding.record(Data(recordText.utf8)) == exampleRecord())
  }

  @Test func fieldsOfALaterMinorVersionAreSkippedAndMissingOnesAreNil() throws {
    let later = recordText.replacing(#""minor":0"#, with: #""minor":3"#)
      .replacing(#""seed":7"#, with: #""seed":7,"pinning":"compact""#)
      .replacing(#""governor":null,"#, with: "")
    var expected = exampleRecord()
    expected.schema.minor = 3
    #expect(try RecordCoding.record(Data(later.utf8)) == expected)
  }

  @Test func lossesThatAreNotFiniteAreStoredAsMissing() {
    let evidence = RunRecord.Verification(
      layers: [], countBeforeTraining: 0, countAfterTraining: 0, startDigest: "", finalDigest: "",
      digestedSteps: 0, firstLoss: .infinity, finalLoss: .nan)
    #expect(evidence.firstLoss == nil)
    #expect(evidence.finalLoss == nil)
  }

  @Test(arguments: [
    (#""batchSize":32"#, #""batchSize":0"#, "'cell.batchSize' is 0"),
    (#""threads":2"#, #""threads":-1"#, "'cell.threads' is -1"),
    (#""parameterCount":6"#, #""parameterCount":0"#, "'cell.parameterCount' is 0"),
    (#""flopsPerStep":512"#, #""flopsPerStep":0"#, "'flopsPerStep' is 0.0"),
    (#""stepsPerGroup":10"#, #""stepsPerGroup":0"#, "'rounds.0.stepsPerGroup' is 0"),
    ("[20100,19900]", "[]", "'rounds.0.groupNanoseconds' is empty"),
    ("[20100,19900]", "[20100,0]", "'rounds.0.groupNanoseconds' holds 0"),
    ("450000000000", "-1", "'rounds.0.peakFlopsPerSecond' is -1.0"),
    (#""pieces":40"#, #""pieces":-40"#, "'workers.0' counts below 0"),
    (#""seed":7"#, #""seed":-7"#, "a number has no valid value"),
    (#""seed":7"#, #""seed":"7""#, "'seed' has no valid value"),
    (#""seed":7,"#, "", "'seed' is missing"),
    (#""L1d"}"#, #""L1d"},{"bytes":1}"#, "'machine.caches.Index 1.name' is missing"),
  ])
  func valuesThatNoRunHasAreNamed(old: String, new: String, fault: String) {
    let line = recordText.replacing(old, with: new)
    expectSentence("is damaged (\(fault))") { _ = try RecordCoding.record(Data(line.utf8)) }
  }

  @Test func aFailedCellNeedsNoRounds() throws {
    var record = exampleRecord()
    record.rounds = []
    #expect(record.impossibility == "'rounds' is empty without a failure")
    record.failure = "the loss is not finite"
    #expect(record.impossibility == nil)
  }
}

@Suite struct VerificationTests {
  @Test func consistentRecordsHaveNoMismatch() {
    #expect(exampleRecord().mismatch == nil)
  }

  @Test(arguments: [
    \RunRecord.LayerCount.reference, \.formula, \.buffers, \.gradients,
  ]) func aLayersFourCountsHaveToAgree(
    count: WritableKeyPath<RunRecord.LayerCount, Int> & Sendable
  ) {
    var record = exampleRecord()
    record.verification.layers[0][keyPath: count] = 5
    #expect(record.mismatch?.hasPrefix("layer 'dense': ") == true)
  }

  @Test(arguments: [
    \RunRecord.cell.parameterCount, \.verification.countBeforeTraining,
    \.verification.countAfterTraining,
  ]) func theTotalsHaveToAgree(count: WritableKeyPath<RunRecord, Int> & Sendable) {
    var record = exampleRecord()
    record[keyPath: count] = 7
    #expect(record.mismatch?.hasPrefix("parameters in total: ") == true)
  }

  @Test func theLossHasToBeFiniteAndToFall() {
    var record = exampleRecord()
    record.verification.finalLoss = nil
    #expect(record.mismatch == "the loss is not finite")
    record.verification.finalLoss = 2
    #expect(record.mismatch == "the loss has not fallen: 2.0 at first, 2.0 at last")
  }

  @Test func threadCountsHaveToTrainToTheSameBits() {
    let single = exampleRecord()
    var other = single
    other.cell.threads = 3
    #expect(other.disagreement(with: single) == nil)
    other.verification.finalDigest = "cc"
    #expect(
      other.disagreement(with: single)
        == "weights after 16 steps differ between 3 and 2 threads")
    other.verification.digestedSteps = 17
    #expect(
      other.disagreement(with: single)
        == "weights after 17 and after 16 steps cannot be compared")
    other.verification.startDigest = "cc"
    #expect(other.disagreement(with: single) == "start weights differ between 3 and 2 threads")
  }
}
