import Foundation
import Testing

@testable import Records

@Suite struct FirstSchemaTests {
  /// A line of the first format, broken here for reading only.
  private let text =
    #"{"cell":{"batchSize":32,"isOversubscribed":false,"model":"pair","parameterCount":6,"#
    + #""threads":2},"date":"2026-01-31T12:00:00Z","failure":null,"flopsPerStep":512,"#
    + #""machine":{"architecture":"x86_64","build":{"allocator":"jemalloc 5.3.0","commit":null,"#
    + #""compiler":"Swift 6.3.1","flags":"-Ounchecked","targetCPU":"native","vectorLanes":16},"#
    + #""caches":[{"bytes":49152,"name":"L1d"}],"cores":2,"cpuModel":"AMD EPYC","governor":null,"#
    + #""isVirtual":true,"kernel":"Linux 6.1.0","loadAverage":0.25,"memoryBytes":25275416576,"#
    + #""name":"amd-epyc-2c","physicalCores":2,"quotaCores":null,"stealPercent":null,"#
    + #""transparentHugePages":"madvise","usableCores":2,"vectorExtensions":["avx2","fma"]},"#
    + #""rounds":[{"groupNanoseconds":[20100,19900],"peakFlopsPerSecond":450000000000,"#
    + #""stepsPerGroup":10}],"schema":{"major":1,"minor":0},"seed":7,"#
    + #""verification":{"countAfterTraining":6,"countBeforeTraining":6,"digestedSteps":16,"#
    + #""finalDigest":"bb","finalLoss":0.5,"firstLoss":2,"layers":[{"buffers":6,"formula":6,"#
    + #""gradients":6,"layer":"dense","reference":6}],"startDigest":"aa"},"#
    + #""workers":[{"allocatedBytes":0,"pieces":40,"steps":20},"#
    + #"{"allocatedBytes":64,"pieces":24,"steps":20}]}"#

  @Test func aLineBecomesAPlanAndAReplicate() throws {
    try withLogFile(text + "\n") { file in
      let log = try file.log()
      #expect(log.schema == Schema(major: 1, minor: 0))
      #expect(
        log.chainFault?.hasPrefix("its lines were not chained when this was measured") == true)
      #expect(log.head == sha256(Data(text.utf8)))
      let plan = try #require(log.plans.first)
      #expect(plan.fingerprint == Fingerprint(exampleMachine))
      #expect(plan.plan.seed == 7)
      #expect(plan.plan.cases.map(\.threads) == [[2]])
      let replicate = try #require(log.results().first?.replicates.first)
      #expect(replicate.subject == exampleCase)
      #expect(replicate.caseDigest == plan.plan.caseDigests()[exampleCase])
      #expect(replicate.date == "2026-01-31T12:00:00Z")
      #expect(replicate.blocks == [exampleBlock])
      #expect(replicate.contestants[0].workers.map(\.allocatedBytes) == [0, 64])
      #expect(replicate.contestants[0].evidence?.losses == [2, 0.5])
      #expect(replicate.missing["peakMemoryBytes"] == "the first format did not record it")
    }
  }

  private var exampleBlock: Replicate.Block {
    Replicate.Block(
      contestant: 0, round: 0,
      times: Replicate.StepTimes(groupNanoseconds: [20_100, 19_900], stepsPerGroup: 10),
      peakFlopsPerSecond: 450e9)
  }

  @Test func theThreadCountsOfACaseBecomeContestantsAndTheNewestCounts() throws {
    let newer = text.replacing("[20100,19900]", with: "[30000]")
    let single = text.replacing(#""threads":2"#, with: #""threads":1"#)
    try withLogFile([text, single, newer].joined(separator: "\n") + "\n") { file in
      let replicate = try #require(try file.log().results().first?.replicates.first)
      #expect(replicate.contestants.map(\.threads) == [1, 2])
      #expect(replicate.blocks.map(\.times.groupNanoseconds) == [[20_100, 19_900], [30_000]])
    }
  }

  @Test func anotherBinaryGetsAPlanOfItsOwnAndIsNotPooled() throws {
    let later = text.replacing(#""commit":null"#, with: #""commit":"abc1234""#)
      .replacing(#""model":"pair""#, with: #""model":"and""#)
    try withLogFile([text, later].joined(separator: "\n") + "\n") { file in
      let log = try file.log()
      #expect(log.plans.map(\.machine.build.commit) == [nil, "abc1234"])
      #expect(log.results().map(\.subject.model) == ["and"])
      #expect(log.entries.count == 4)
    }
  }

  @Test func impossibleValuesAreNamedWithTheirLine() throws {
    let damaged = text.replacing(#""stepsPerGroup":10"#, with: #""stepsPerGroup":0"#)
    try withLogFile([text, damaged].joined(separator: "\n") + "\n") { file in
      expectSentence(
        "\(file.path), line 2 is damaged ('blocks.0.times.stepsPerGroup' is 0); restore the file"
      ) { _ = try file.log() }
    }
  }

  @Test func nothingIsAddedToALogOfTheFirstFormatNotEvenItsLastNewline() throws {
    for content in [text, text + "\n" + text.prefix(50)] {
      try withLogFile(content) { file in
        expectSentence(
          "\(file.path) holds records of schema 1.0, to which nothing is added; choose another "
            + "folder with --output"
        ) { _ = try file.open() }
        let kept = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(kept == content)
      }
    }
  }

  @Test func theCommittedRunOfTheFirstFormatIsReadWhole() throws {
    let log = try RunFolder(path: "\(resultsFolder)/2026-11-21-amd-epyc-2c").requiredLog()
    let results = log.results()
    #expect(results.count == 31)
    let replicates = results.flatMap(\.replicates)
    #expect(replicates.allSatisfy { $0.contestants.map(\.threads) == [1, 2] })
    #expect(replicates.flatMap(\.contestants).allSatisfy { $0.failure == nil })
    #expect(log.plans[0].machine.build.commit == "c96bc8832d0d")
    // Rounds of the file by an independent count.
    #expect(replicates.reduce(0) { $0 + $1.blocks.count } == 620)
    for replicate in replicates {
      let evidence = replicate.contestants.compactMap(\.evidence)
      #expect(evidence[0].mismatch(parameterCount: replicate.parameterCount) == nil)
      #expect(evidence[1].disagreement(with: evidence[0]) == nil)
    }
  }
}
