import Foundation
import Testing

@testable import Records

@Suite struct ReplicateTests {
  @Test func fieldsOfALaterMinorVersionAreSkippedAndMissingOnesAreNil() throws {
    let later = exampleLines[2].replacing(#""minor":8"#, with: #""minor":9"#)
      .replacing(#""seed":7"#, with: #""seed":7,"shoeSize":43"#)
      .replacing(#""loadAverage":0.25,"#, with: "")
    var expected = try exampleReplicate()
    expected.loadAverage = nil
    let line = try RecordCoding.line(of: Data(later.utf8))
    #expect(line.entry == .replicate(expected))
    #expect(line.schema == Schema(major: 2, minor: 9))
  }

  @Test func blocksOfTheFirstMinorVersionHaveNoCounters() throws {
    let counters = String(decoding: try RecordCoding.line(exampleCounters), as: UTF8.self)
    let earlier = exampleLines[2].replacing(#""minor":8"#, with: #""minor":0"#)
      .replacing(#""counters":\#(counters),"#, with: "")
      .replacing(#""counters":null,"#, with: "")
    #expect(!earlier.contains(#""counters":n"#) && !earlier.contains(#""counters":{"#))
    let line = try RecordCoding.line(of: Data(earlier.utf8))
    var expected = try exampleReplicate()
    expected.blocks[0].counters = nil
    #expect(line.entry == .replicate(expected))
    #expect(!line.schema.hasCounters)
  }

  @Test(arguments: [
    (#""batchSize":32"#, #""batchSize":0"#, "'subject.batchSize' is 0"),
    (#""batchSize":32"#, #""batchSize":1073741825"#, "'subject.batchSize' is 1073741825"),
    (#""process":0"#, #""process":-1"#, "'process' is -1"),
    (#""parameterCount":6"#, #""parameterCount":0"#, "'parameterCount' is 0"),
    (#""flopsPerStep":512"#, #""flopsPerStep":0"#, "'flopsPerStep' is 0.0"),
    (#""bytesPerStep":560"#, #""bytesPerStep":-1"#, "'bytesPerStep' is -1.0"),
    (#""threads":2"#, #""threads":-1"#, "'contestants.1.threads' is -1"),
    (#""threads":2"#, #""threads":1"#, "'contestants' has a thread count twice"),
    ("[40000]", "[]", "'contestants.0.warmUp.groupNanoseconds' is empty"),
    (
      #""failure":null,"isOv"#, #""failure":null,"firstStepNanoseconds":0,"isOv"#,
      "'contestants.0.firstStepNanoseconds' is 0"
    ),
    (#""pieces":40"#, #""pieces":-40"#, "'contestants.0.workers' counts below 0"),
    (
      #""failure":"the loss is not finite""#, #""failure":null"#,
      "'contestants.1' has neither blocks nor a failure"
    ),
    (#""contestant":2"#, #""contestant":3"#, "'blocks.1.contestant' is 3"),
    (
      #""round":0,"times":{"groupNanoseconds":[20200"#,
      #""round":-1,"times":{"groupNanoseconds":[20200"#, "'blocks.1.round' is -1"
    ),
    (
      #"[20100,19900],"stepsPerGroup":10"#, #"[20100,19900],"stepsPerGroup":0"#,
      "'blocks.0.times.stepsPerGroup' is 0"
    ),
    ("[20100,19900]", "[]", "'blocks.0.times.groupNanoseconds' is empty"),
    ("[20100,19900]", "[20100,0]", "'blocks.0.times.groupNanoseconds' holds 0"),
    (
      "[20100,19900]", "[1125899906842625]",
      "'blocks.0.times.groupNanoseconds' holds 1125899906842625"
    ),
    ("450000000000", "-1", "'blocks.0.peakFlopsPerSecond' is -1.0"),
    ("12500000000", "0", "'blocks.0.memoryBytesPerSecond' is 0.0"),
    (
      #""cpuNanoseconds":41000"#, #""coreLatencyNanoseconds":-1,"cpuNanoseconds":41000"#,
      "'blocks.0.coreLatencyNanoseconds' is -1.0"
    ),
    (#""cpuNanoseconds":41000"#, #""cpuNanoseconds":-1"#, "'blocks.0.cpuNanoseconds' is -1"),
    (
      #""wallNanoseconds":45000"#, #""wallNanoseconds":0"#,
      "'blocks.0.counters.wallNanoseconds' is 0"
    ),
    (#""majorFaults":0"#, #""majorFaults":-2"#, "'blocks.0.counters.majorFaults' is -2"),
    (
      #""majorFaults":0"#, #""lostNanoseconds":-3,"majorFaults":0"#,
      "'blocks.0.counters.lostNanoseconds' is -3"
    ),
    (
      #""throttledMicroseconds":0"#, #""throttledMicroseconds":-1"#,
      "'blocks.0.counters.throttledMicroseconds' is -1"
    ),
    (#""stealPercent":0.5"#, #""stealPercent":-0.5"#, "'blocks.0.counters.stealPercent' is -0.5"),
    (
      #""involuntarySwitches":1,"#, "",
      "'replicate.blocks.Index 0.counters.involuntarySwitches' is missing"
    ),
    (#""seed":7"#, #""seed":"7""#, "'replicate.seed' has no valid value"),
    (#""seed":7,"#, "", "'replicate.seed' is missing"),
    (#""stop":"time""#, #""stop":"lunch""#, "'replicate.stop' has no valid value"),
  ])
  func valuesThatNoRunHasAreNamed(old: String, new: String, fault: String) {
    let line = exampleLines[2].replacing(old, with: new)
    #expect(line != exampleLines[2])
    expectSentence("is damaged (\(fault))") { _ = try RecordCoding.line(of: Data(line.utf8)) }
  }

  @Test func aReplicateHasContestants() throws {
    var replicate = try exampleReplicate()
    replicate.contestants = []
    replicate.blocks = []
    #expect(replicate.impossibility == "'contestants' is empty")
  }

  @Test func ratesAreOverAllStepsOfAContestant() throws {
    let replicate = try exampleReplicate()
    // 20 steps of 32 samples in 40 µs.
    #expect(replicate.samplesPerSecond(of: 0) == 16e6)
    #expect(replicate.samplesPerSecond(of: 1) == nil)
    #expect(replicate.blocks[0].times.nanosecondsPerStep == 2000)
    #expect(replicate.blocks[0].times.stepCount == 20)
  }
}

@Suite struct OtherEntriesTests {
  @Test(arguments: [
    (0, #""processes":2"#, #""processes":0"#, "'plan.processes' is 0"),
    (0, #""precision":0.02"#, #""precision":-1"#, "'plan.precision' is -1.0"),
    (0, #""batchSize":32"#, #""batchSize":0"#, "'plan.cases.0.subject.batchSize' is 0"),
    (0, #""parameterCount":6"#, #""parameterCount":0"#, "'plan.cases.0.parameterCount' is 0"),
    (0, #""threads":[1,2]"#, #""threads":[0,2]"#, "'plan.cases.0.threads' is 0"),
    (1, #""process":0"#, #""process":-1"#, "'process' is -1"),
    (3, #""process":1"#, #""process":-1"#, "'process' is -1"),
    (5, #""threads":2"#, #""threads":0"#, "'threads' is 0"),
    (5, #""batchSize":32"#, #""batchSize":-3"#, "'subject.batchSize' is -3"),
    (5, "[0.25,0.5]", "[0.25]", "'values' has 2 epochs and 'seconds' 1"),
    (5, "[0.25,0.5]", "[-0.25,0.5]", "'seconds' holds -0.25"),
  ])
  func valuesThatNoRunHasAreNamed(line: Int, old: String, new: String, fault: String) {
    let text = exampleLines[line].replacing(old, with: new)
    #expect(text != exampleLines[line])
    expectSentence("is damaged (\(fault))") { _ = try RecordCoding.line(of: Data(text.utf8)) }
  }

  @Test func theGoalIsReachedInTheFirstEpochThatIsGoodEnough() throws {
    guard case .quality(var entry) = try exampleEntries()[5] else {
      Issue.record("no quality")
      return
    }
    #expect(entry.epochs == 2)
    entry.goal = 0.9
    #expect(entry.epochs == nil)
  }
}

@Suite struct EvidenceTests {
  @Test func consistentEvidenceHasNoMismatch() {
    #expect(exampleEvidence().mismatch(parameterCount: 6) == nil)
  }

  @Test func kerasFigureHasToAgreeWhereItIsKnown() {
    var evidence = exampleEvidence()
    evidence.layers[0].reference = 5
    #expect(
      evidence.mismatch(parameterCount: 6)
        == "layer 'dense': reference 5, formula 6, buffers 6, gradients 6 differ")
    evidence.layers[0].reference = nil
    #expect(evidence.mismatch(parameterCount: 6) == nil)
  }

  @Test(arguments: [\Replicate.LayerCount.formula, \.buffers, \.gradients])
  func aLayersCountsHaveToAgree(
    count: WritableKeyPath<Replicate.LayerCount, Int> & Sendable
  ) {
    var evidence = exampleEvidence()
    evidence.layers[0][keyPath: count] = 5
    #expect(evidence.mismatch(parameterCount: 6)?.hasPrefix("layer 'dense': ") == true)
  }

  @Test(arguments: [
    \Replicate.Evidence.countBeforeTraining, \.countAfterTraining,
  ]) func theTotalsHaveToAgree(count: WritableKeyPath<Replicate.Evidence, Int> & Sendable) {
    var evidence = exampleEvidence()
    evidence[keyPath: count] = 7
    #expect(evidence.mismatch(parameterCount: 6)?.hasPrefix("parameters in total: ") == true)
    #expect(
      exampleEvidence().mismatch(parameterCount: 7)
        == "parameters in total: network 7, before training 6, after training 6, sum of the "
        + "layers 6 differ")
  }

  @Test func theLossHasToFall() {
    var evidence = exampleEvidence()
    evidence.losses = [2, 1, 2]
    #expect(
      evidence.mismatch(parameterCount: 6)
        == "the loss has not fallen: 2.0 at first, 2.0 at last")
  }

  @Test func noLossMayBeBelowZero() {
    var evidence = exampleEvidence()
    evidence.losses = [2, -0.25, 1]
    #expect(
      evidence.mismatch(parameterCount: 6)
        == "a loss is -0.25, which no mean of squares and no crossentropy can be")
    evidence.losses = [2, 1, 0]
    #expect(evidence.mismatch(parameterCount: 6) == nil)
  }

  @Test(arguments: [[2, 1, .nan], [.nan, 1, 0.5], [2, -.infinity, 1]])
  func noLossMayBeOtherThanFinite(losses: [Double]) {
    let sound = exampleEvidence()
    let evidence = Replicate.Evidence(
      layers: sound.layers, countBeforeTraining: 6, countAfterTraining: 6,
      startDigest: sound.startDigest, finalDigest: sound.finalDigest, digestedSteps: 16,
      losses: losses)
    #expect(evidence.mismatch(parameterCount: 6) == "the loss is not finite")
  }

  @Test func trainingsOfOneSeedHaveToEndInTheSameBits() {
    let one = exampleEvidence()
    var other = one
    #expect(other.disagreement(with: one) == nil)
    other.losses[1] = 1.5
    #expect(other.disagreement(with: one) == "losses differ")
    other.finalDigest = "cc"
    #expect(other.disagreement(with: one) == "weights after 16 steps differ")
    other.digestedSteps = 17
    #expect(
      other.disagreement(with: one)
        == "weights after 17 and after 16 steps cannot be compared")
    other.startDigest = "cc"
    #expect(other.disagreement(with: one) == "start weights differ")
  }
}
