import Foundation
import Records
import Testing

@testable import Reports

@Suite struct ReportModelTests {
  @Test func aRunOfSeveralSessionsWithoutANameMayBeOfSeveralHosts() throws {
    func notes(_ nickname: String?, plans: Int) throws -> [String] {
      let log = try exampleLog(of: twoThreadReplicates(), nickname: nickname)
      let again = [LogEntry](repeating: log.entries[0], count: plans - 1)
      return try ReportModel(name: "run", log: RunLog(entries: again + log.entries)).notes
    }
    #expect(
      try notes(nil, plans: 2).contains(
        "The run was planned 2 times on a machine without a name, so its sessions may be of several hosts."
      ))
    for (nickname, plans) in [("lab-7", 2), (nil, 1)] {
      #expect(try !notes(nickname, plans: plans).contains { $0.contains("several hosts") })
    }
  }

  @Test func cellsAreOrderedBySizeBatchAndThreads() throws {
    let model = try model(of: twoThreadReplicates().reversed())
    #expect(
      model.cells.map(\.cell.description) == [
        "pair, batch 32, 1 thread", "pair, batch 32, 2 threads",
        "denoise, batch 128, 1 thread", "denoise, batch 128, 2 threads",
        "denoise, batch 1024, 1 thread", "denoise, batch 1024, 2 threads",
      ])
  }

  @Test func theNewestReplicateOfAProcessCounts() throws {
    let old = pair([1: [1]]).replicate()
    let new = pair([1: [3]]).replicate()
    let model = try model(of: [old, new])
    #expect(model.cells.map { $0.measurement?.secondsPerStep.value } == [3e-6])
    #expect((model.evidence.started, model.evidence.used) == (2, 1))
    let single = try ReportModel(name: "run", log: exampleLog(of: [new]))
    #expect(single.evidence.line.hasSuffix(", 1 process started, 1 used"))
  }

  @Test func whatAnotherProgramMeasuredIsLeftOutAndToldAbout() throws {
    var other = exampleMachine
    other.build.commit = "def5678"
    let cell = pair([1: [1]])
    let old = try exampleLog(of: [0, 1].map { cell.replicate(process: $0) }, machine: other)
    let new = try exampleLog(of: [2, 2].map { cell.replicate(process: $0) })
    let model = try ReportModel(name: "run", log: RunLog(entries: old.entries + new.entries))
    #expect((model.evidence.started, model.evidence.used) == (4, 1))
    #expect(
      model.evidence.line.hasSuffix(
        "4 processes started, 1 used, left out: 2 of another program, 1 measured again"))
    #expect(
      model.warnings == [
        "The log holds measurements that stand in no table here, as only those of one machine, "
          + "program, seed and set of files are put together: 2 of another program, 1 measured again. The "
          + "newest plan settles which."
      ])
    let page = try model.page().html()
    #expect(page.contains(">2 of another program, 1 measured again</td>"))
    // What was measured again under the same plan is no surprise.
    #expect(try ReportModel(name: "run", log: new).warnings == [])
  }

  @Test func aLayerThatDoesNotAgreeFailsItsCellAndGivesNoSpeedup() throws {
    var replicate = pair([1: [2], 2: [1]]).replicate()
    replicate.contestants[0].evidence?.layers[0].gradients = 5
    let model = try model(of: [replicate])
    #expect(
      model.cells.map(\.failure) == [
        "layer 'dense': reference 6, formula 6, buffers 6, gradients 5 differ", nil,
      ])
    #expect(model.cells.map { $0.measurement?.speedup } == [nil, nil])
  }

  @Test func aContestantThatFailedInOneProcessHasNoTime() throws {
    let sound = pair([1: [2], 2: [1]]).replicate()
    var broken = pair([1: [2], 2: [1]]).replicate(process: 1)
    broken.contestants[1].failure = "the loss is not finite"
    broken.blocks.removeAll { $0.contestant == 1 }
    let model = try model(of: [sound, broken])
    #expect(model.cells.map(\.failure) == [nil, "the loss is not finite"])
    #expect(model.outcome == .incorrect)
  }

  @Test func withoutEvidenceThereIsNoTime() throws {
    var replicate = pair([1: [2], 2: [1]]).replicate()
    replicate.contestants[1].evidence = nil
    let model = try model(of: [replicate])
    #expect(model.cells.map(\.failure) == [nil, "nothing proves that the work was done"])
  }

  @Test func processesHaveToTrainToTheSameBits() throws {
    let first = pair([1: [2]]).replicate()
    var second = pair([1: [2]]).replicate(process: 1)
    second.contestants[0].evidence?.finalDigest = "ffff"
    let model = try model(of: [first, second])
    #expect(
      model.cells.map(\.failure) == [
        "weights after 16 steps differ between 1 thread in process 1 and 1 thread in process 0"
      ])
  }

  @Test func aProcessThatCrashedFailsAllThreadCountsOfItsCase() throws {
    let replicate = pair([1: [2], 2: [1]]).replicate()
    let crash = FailureEntry(
      subject: replicate.subject, process: 0, reason: "it was ended by signal 11",
      date: "2026-01-31T12:05:00Z")
    let log = try exampleLog(of: [replicate])
    let crashed = try ReportModel(
      name: "run", log: RunLog(entries: [log.entries[0], .failure(crash)]))
    #expect(crashed.cells.map(\.cell.threads) == [1, 2])
    #expect(crashed.cells.map(\.parameterCount) == [6, 6])
    #expect(crashed.cells.allSatisfy { $0.failure == "it was ended by signal 11" })
    #expect(crashed.evidence.failed == 1)
    let later = try ReportModel(name: "run", log: RunLog(entries: log.entries + [.failure(crash)]))
    #expect(later.failures.count == 2)
  }

  @Test func disturbedAndChangedRunsAreSaidToBeSo() throws {
    var replicate = pair([1: [2], 2: [1]]).replicate()
    for index in replicate.blocks.indices { replicate.blocks[index].disturbances = ["steal"] }
    #expect(
      try model(of: [replicate]).warnings == [
        "Every block of 2 cells was disturbed; the numbers are from disturbed blocks."
      ])
    #expect(try exampleModel().warnings == [])
  }

  @Test func aLogThatWasChangedIsSaidToBeSo() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      try folder.write(exampleLog(of: [pair([1: [2]]).replicate()]))
      let text = try String(contentsOfFile: folder.logFile.path, encoding: .utf8)
      try folder.write(
        text.replacing(#""groupNanoseconds":[19"#, with: #""groupNanoseconds":[18"#),
        as: "records.jsonl")
      #expect(try folder.logFile.log().chainFault == nil)
      try folder.write(
        text.replacing(#""process":0,"date""#, with: "").replacing("12:01", with: "12:02"),
        as: "records.jsonl")
      let model = try ReportModel(name: "run", log: folder.logFile.log())
      #expect(
        model.warnings == [
          "The log was changed after it was written: line 3 does not follow from the line before "
            + "it."
        ])
      #expect(
        model.evidence.facts.contains {
          $0.title == "chain of digests"
            && $0.value == "broken: line 3 does not follow from the line before it"
        })
    }
  }

  @Test func aLogWithoutAPlanIsRefused() {
    #expect(throws: RecordError(.malformed, "the log of run holds no plan; restore the file")) {
      try ReportModel(name: "run", log: RunLog())
    }
  }

  @Test func aRunOfTheFirstFormatIsReadAsOneProcess() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      try folder.write(firstFormat, as: "records.jsonl")
      let model = try ReportModel(name: "run", log: folder.requiredLog())
      #expect(model.cells.map(\.failure) == [nil, nil])
      #expect(
        model.cells.map { $0.measurement?.secondsPerStep } == [Estimate(2e-6), Estimate(1e-6)])
      #expect(model.cells[1].measurement?.speedup?.factor == Estimate(2))
      #expect(model.warnings == [])
      #expect(
        model.evidence.facts.contains {
          $0.value
            == "none: its lines were not chained when this was measured, so that a change would not "
            + "show"
        })
      #expect(model.evidence.line.hasSuffix("processes not recorded"))
    }
  }
}

/// Two records of the first format.
private let firstFormat = [(1, 20_000), (2, 10_000)].map { threads, nanoseconds in
  #"{"cell":{"batchSize":32,"isOversubscribed":false,"model":"pair","parameterCount":6,"#
    + #""threads":\#(threads)},"date":"2026-01-31T12:00:00Z","failure":null,"flopsPerStep":512,"#
    + #""machine":{"architecture":"x86_64","build":{"allocator":"jemalloc 5.3.0","commit":null,"#
    + #""compiler":"Swift 6.3.1","flags":"-Ounchecked","targetCPU":"native","vectorLanes":16},"#
    + #""caches":[],"cores":2,"name":"amd-epyc-2c","usableCores":2},"#
    + #""rounds":[{"groupNanoseconds":[\#(nanoseconds)],"peakFlopsPerSecond":0,"stepsPerGroup":10}],"#
    + #""schema":{"major":1,"minor":0},"seed":7,"#
    + #""verification":{"countAfterTraining":6,"countBeforeTraining":6,"digestedSteps":16,"#
    + #""finalDigest":"bb","finalLoss":0.5,"firstLoss":2,"layers":[{"buffers":6,"formula":6,"#
    + #""gradients":6,"layer":"dense","reference":6}],"startDigest":"aa"},"#
    + #""workers":[{"allocatedBytes":0,"pieces":40,"steps":12}]}"# + "\n"
}.joined()
