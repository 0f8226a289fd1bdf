import Records
import Testing

@testable import Reports

@Suite struct ChangePointTests {
  private func starts(_ values: [Double], floor: Double = 0.01) -> [Int] {
    changePoints(of: values, floor: floor).map(\.index)
  }

  @Test func aLevelThatStaysIsAChange() {
    #expect(starts([1, 1.02, 1.2, 1.21]) == [2])
    #expect(starts([1, 1.02, 1.01, 0.8, 0.79, 0.8, 1, 1.01]) == [3, 6])
  }

  @Test func oneBadDayIsNone() {
    #expect(starts([1, 1.02, 0.7, 1.01, 0.99]) == [])
    #expect(starts([1, 1.02, 0.7, 1.3, 0.99]) == [])
  }

  @Test func theNewestSessionAloneIsNone() {
    #expect(starts([1, 1.02, 1.01, 1.5]) == [])
  }

  @Test func whatSessionsDifferByIsKnownFromTwo() {
    #expect(starts([1, 1.5, 1.5]) == [])
    #expect(starts([1, 1.5, 1.2, 1.3]) == [])
  }

  @Test func theNoiseFloorIsNoChange() {
    #expect(starts([1, 1.01, 1.02, 1.02], floor: 0.02) == [])
  }

  @Test func theFactorIsThatOfTheMedians() throws {
    let change = try #require(changePoints(of: [1, 1, 2, 2, 2], floor: 0).first)
    #expect(change.factor == 2)
  }
}

@Suite struct MachineHistoryTests {
  /// A session in which `pair` took so many microseconds.
  private func session(_ microseconds: Double, day: Int) throws -> ReportModel {
    let replicates = (0..<3).map {
      pair([1: [microseconds, microseconds]], control: [microseconds, microseconds])
        .replicate(process: $0)
    }
    let log = try exampleLog(of: replicates, date: "2026-03-0\(day)T12:00:00Z")
    return try ReportModel(name: "2026-03-0\(day)", log: log)
  }

  private func history(_ microseconds: [Double]) throws -> MachineHistory {
    let runs = try microseconds.enumerated().map { try session($1, day: $0 + 1) }
    let index = ResultsIndex(runs)
    return try #require(index.histories(ofMachinesNamed: "epyc").first)
  }

  @Test func sessionsStandByDateAgainstTheirMedian() throws {
    let history = try history([2, 4, 1])
    #expect(history.sessions.map(\.run.name) == ["2026-03-01", "2026-03-02", "2026-03-03"])
    #expect(history.sessions.compactMap(\.speed?.value) == [1, 0.5, 2])
    #expect(history.spread == 0.5...2)
    #expect(
      history.summary
        == "3 sessions of a machine without a name, maybe of several hosts, which lie between 0.500× and "
        + "2.00× of their median. No session is faster or slower than those before it in a way that later "
        + "ones share.")
  }

  @Test func twoSessionsWithoutANameMayBeOfTwoHosts() throws {
    let ranks = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
    let runs = try ["a", "b"].map { try ReportModel(name: $0, log: rankLog(of: ranks)) }
    let history = try #require(ResultsIndex(runs).histories().first)
    #expect(history.spread == nil)
    #expect(
      history.page.trust
        == "2 sessions, none of them a sweep: how far sessions of this machine lie apart is not known yet. The "
        + "machine has no name, so they may be of several hosts.")
    let one = try #require(ResultsIndex([runs[0]]).histories().first)
    #expect(one.summary.hasSuffix("not known yet."))
  }

  /// One cell that is twelve times as fast moves a mean out of the quartiles of the others.
  @Test func aSpeedLiesWithinItsQuartiles() throws {
    func session(_ microseconds: Double, day: Int) throws -> ReportModel {
      let cases =
        [pair([1: [microseconds, microseconds]])]
        + [32, 64, 128, 256, 512, 1024].map { denoise(batchSize: $0, [1: [1000, 1000]]) }
      return try ReportModel(
        name: "2026-03-0\(day)",
        log: exampleLog(
          of: cases.map { $0.replicate() }, date: "2026-03-0\(day)T12:00:00Z"))
    }
    let index = ResultsIndex([try session(12, day: 1), try session(1, day: 2)])
    let history = try #require(index.histories().first)
    #expect(history.sessions.map(\.cellCount) == [7, 7])
    for session in history.sessions {
      let speed = try #require(session.speed)
      #expect(speed.interval == 1...1 && speed.value == 1)
    }
  }

  @Test func aChangeThatRecursIsNamed() throws {
    let history = try history([2, 2.02, 1, 1.01])
    #expect(history.changes.map(\.session) == [2])
    #expect(history.summary.contains("From 2026-03-03 (commit abc1234) on it is 2.00× as fast."))
  }

  @Test func oneSessionKnowsNothingOfOthers() throws {
    let history = try history([2])
    #expect(
      history.summary
        == "1 session: how far sessions of this machine lie apart is not known yet.")
    #expect(history.chart == nil)
    #expect(!history.text(usingColor: false).contains("not measured"))
    #expect(history.table { $0.name }.markdown.contains("| — | — | — |"))
  }

  @Test func machinesAreFoundByAPartOfTheirName() throws {
    let index = ResultsIndex([try session(2, day: 1)])
    #expect(index.histories(ofMachinesNamed: "AMD-epyc").count == 1)
    #expect(index.histories(ofMachinesNamed: "graviton").isEmpty)
  }

  /// The name of one may be the beginning of another's.
  @Test func aWholeNameIsThatOfOneMachine() throws {
    let index = ResultsIndex(
      try ["lab-5", "lab-5-3"].map {
        try ReportModel(name: $0, log: exampleLog(of: twoThreadReplicates(), nickname: $0))
      })
    func names(_ text: String?) -> [String] {
      index.histories(ofMachinesNamed: text).map { $0.sessions[0].run.name }.sorted()
    }
    #expect(names("lab-5") == ["lab-5"] && names("Lab-5-3") == ["lab-5-3"])
    #expect(names("LAB-5: AMD EPYC, 2 of 2 cores, AVX2") == ["lab-5"])
    #expect(names("lab") == ["lab-5", "lab-5-3"] && names(nil) == ["lab-5", "lab-5-3"])
  }

  @Test func thePageHasAChartAndTheTable() throws {
    let history = try history([2, 4, 1])
    let html = try history.page.html()
    #expect(
      html.contains("Speed of the machine&#39;s sessions")
        || html.contains("Speed of the machine's sessions"))
    #expect(html.contains("<a href=\"2026-03-02/report.html\">2026-03-02</a>"))
    #expect(history.fileName == "machine-amd-epyc-2-of-2-cores-avx2.html")
  }

  /// Sessions of other work than a sweep's have no speed, which a reader would look for in the chart.
  @Test func aCaptionSpeaksOfWhatIsDrawnAlone() throws {
    let sessions = try ["a", "b"].map { name in
      try ReportModel(name: name, log: writtenLog(of: peerEntries()))
    }
    let other = try #require(ResultsIndex(sessions).histories().first)
    let chart = try #require(other.chart)
    #expect(chart.legend.entries.map(\.name) == ["FMA peak", "memory stream"])
    #expect(
      chart.description
        == "A point each session. Where the FMA peak or the memory stream moves, the machine was another one."
    )
    // Of a machine with a name it was the same.
    let named = MachineHistory(name: other.name, isNamed: true, runs: sessions)
    #expect(
      named.chart?.description
        == "A point each session. Where the FMA peak or the memory stream moves, the machine itself gave more or less."
    )
    #expect(named.legend.contains("the machine itself gave more or less."))
    #expect(!chart.title.lowercased().contains("speed"))
    #expect(!other.legend.contains("speed: "))
    let swept = try history([2, 4, 1])
    let drawn = try #require(swept.chart)
    #expect(drawn.title == "Speed of the machine's sessions")
    #expect(drawn.description.contains("Whiskers of the speed are the quartiles of its cells."))
    #expect(swept.legend.contains("- speed: "))
  }

  @Test func theNumbersOfThroughputHaveATitle() throws {
    let page = try history([2, 4, 1]).page
    let titles = page.charts.compactMap { chart in
      if case .dots(let chart) = chart { chart.noteTitle } else { nil }
    }
    #expect(titles == ["best"])
  }

  /// One sweep tells nothing of how sessions differ, but all of what the machine does.
  @Test func aMachineOfOneSweepHasItsFiguresAndALinkToTheRun() throws {
    let run = try exampleModel()
    let page = try #require(ResultsIndex([run]).histories().first).page
    #expect(page.lead == run.answer)
    #expect(
      page.charts.map(\.drawing.title) == [
        "How much 2 threads bring", "How many samples a second each network trains",
      ])
    #expect(page.sections.map(\.title) == ["Networks", "What each session found", "Sessions"])
    let html = try page.html()
    #expect(html.contains("<a href=\"2026-01-31-amd-epyc-2c/report.html\">"))
    #expect(!html.contains("memory stream"))
  }

  @Test func figuresOfSeveralSweepsAreMedians() throws {
    let history = try history([2, 4, 1])
    #expect(history.networkTable.markdown.contains("| pair | 6 | 16 M [8, 32] |"))
    #expect(history.networkLegend.contains("the medians over its 3 sweeps"))
  }

  @Test func whereNoSweepIsTheNewestSessionAnswers() throws {
    let ranks = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
    let hosts = ["a", "b"].enumerated().map {
      Launched.Host(name: $1, ranks: [$0], fingerprint: nil)
    }
    let run = try ReportModel(name: "a", log: rankLog(of: ranks, hosts: hosts))
    let page = try #require(ResultsIndex([run]).histories().first).page
    let wire = try #require(run.surroundings?.sentence)
    #expect(page.lead == "Its newest session, over ranks: \(run.answer) \(wire)")
    #expect(page.charts.first?.drawing.title == "What ranks bring, against threads")
  }

  /// What one process trained over ranks of one host is a sweep's work.
  @Test func whereNoSweepIsOneProcessOverRanksHasTheFigures() throws {
    let ranks = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
    let run = try ReportModel(name: "a", log: rankLog(of: ranks))
    let history = try #require(ResultsIndex([run]).histories().first)
    #expect(
      history.page.lead
        == "Measured over ranks alone: with 2 threads on 2 cores, large networks run 2.00× as fast as with one "
        + "(1 of 1 inconclusive). Its cells are those of one process.")
    #expect(history.networkTable.markdown.contains("| denoise | 397,065 | 128 k |"))
    #expect(history.networkLegend.contains("Its cells are those of one process."))
  }

  /// An empty field would leave a reader guessing whether there was a change.
  @Test func everySessionSaysWhatItKnowsOfAChange() throws {
    func texts(_ microseconds: [Double]) throws -> [String] {
      let table = try history(microseconds).table { $0.name }
      return table.rows.compactMap(\.last?.text)
    }
    #expect(try texts([2]) == ["—"])
    let apart = try ReportModel(
      name: "2026-03-09",
      log: exampleLog(
        of: [denoise(batchSize: 32, [1: [600, 600]]).replicate()], date: "2026-03-09T12:00:00Z"))
    let unlike = try #require(
      ResultsIndex([try session(2, day: 1), apart]).histories().first)
    #expect(unlike.table { $0.name }.rows.map(\.last?.text) == ["—", "no cell in common"])
    #expect(
      try texts([2, 2.02, 2.01, 1])
        == ["too early to tell", "too early to tell", "none", "if the next one agrees"])
    #expect(
      try texts([2, 2.02, 1, 1.01])
        == ["too early to tell", "too early to tell", "2.00× from here on", "none"])
    let ranks = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
    let other = try ReportModel(name: "a", log: rankLog(of: ranks))
    let table = try #require(ResultsIndex([other]).histories().first).table { $0.name }
    #expect(table.rows.map(\.last?.text) == ["not compared"])
  }

  /// The figure of a machine is the median over its sessions, with their range.
  @Test func theIndexShowsTheSpreadBetweenSessions() throws {
    let index = ResultsIndex([
      try session(2, day: 1), try session(4, day: 2), try session(1, day: 3),
    ])
    #expect(index.markdown.contains("| pair | 6 | 16 M [8, 32] |"))
    #expect(index.markdown.contains("| 3 sweeps, maybe of several hosts: 0 %; 0 % |"))
  }
}
