import Foundation
import Records
import Testing

@testable import Reports

/// A sweep that was stopped is no smaller sweep that came to its end.
@Suite struct StoppedRunTests {
  /// Three processes of three cases with two threads were planned; so many of the first ones ended.
  private func log(ended count: Int) throws -> RunLog {
    let entries = try exampleLog(of: twoThreadReplicates().sorted { $0.process < $1.process })
      .entries
    return RunLog(entries: Array(entries.prefix(1 + 2 * count)))
  }

  private func run(ended count: Int) throws -> ReportModel {
    try ReportModel(name: "run", log: log(ended: count))
  }

  private let text = "stopped: 2 of 9 processes, 4 of 6 cells"

  @Test func whatItHasOfItsPlanIsToldWhereverItIsCalledVerified() throws {
    let run = try run(ended: 2)
    #expect(run.answer.hasPrefix("Stopped: 2 of 9 processes, 4 of 6 cells. With 2 threads "))
    #expect(run.verificationSentence.hasPrefix("All 4 measured cells are verified: "))
    #expect(run.markdown(chartName: nil).contains("| stopped | 2 of 9 processes, 4 of 6 cells |"))
    #expect(run.threadComparison(usingColor: false).contains("Stopped: 2 of 9 processes, "))
    #expect(run.shortTable.contains("Stopped: 2 of 9 processes, 4 of 6 cells. "))
    let index = ResultsIndex([run])
    #expect(index.markdown.contains("| yes: 4 of 4 cells; 1 session \(text) |"))
    #expect(index.markdown.contains("| 4 of 4 cells; \(text) |"))
    let comparison = try RunComparison(of: [run], with: exampleModel())
    #expect(comparison.text(usingColor: false).contains("commit abc1234, \(text)\n"))
    let sides = try RunSide([run, exampleModel(), run]).heading
    #expect(sides.hasSuffix("; 2 sessions stopped: 4 of 18 processes, 8 of 12 cells"))
  }

  @Test func aSweepThatCameToItsEndSaysNothing() throws {
    let run = try run(ended: 9)
    #expect(run.evidence.partialRun == nil && run.evidence.stoppedText == nil)
    #expect(!run.markdown(chartName: nil).lowercased().contains("stopped:"))
    #expect(!ResultsIndex([run]).markdown.contains("stopped"))
  }

  /// How far processes differ is known from those that have measured, however many were planned.
  @Test func figuresOfFewProcessesAreInDoubtWhateverWasPlanned() throws {
    let runs = try [3, 6, 9].map { try run(ended: $0) }
    #expect(
      runs.map { $0.trustText.components(separatedBy: "; ").dropFirst(2).joined() }
        == ["1 process a case", "2 processes a case", ""])
    #expect(runs.map { $0.isDoubtful(bestOf: "pair") } == [true, true, false])
  }

  /// A process that failed ended, one that was started alone did not.
  @Test func processesThatFailedEnded() throws {
    let all = try soundEntries()
    guard case .start(let start) = all[3] else {
      Issue.record("the second process is not there")
      return
    }
    let alone = RunLog(entries: Array(all.dropLast()))
    let partial = try #require(alone.partialRun(of: alone.selection()))
    #expect((partial.processes, partial.plannedProcesses) == (1, 2))
    #expect((partial.cells, partial.plannedCells) == (2, 2))
    let failed = RunLog(
      entries: Array(all.dropLast()) + [
        .failure(
          FailureEntry(
            subject: start.subject, process: start.process, reason: "it was ended by signal 9",
            date: start.date))
      ])
    #expect(failed.partialRun(of: failed.selection()) == nil)
  }

  /// What another program measured before counts for nothing, and what a later plan does not have was planned all
  /// the same.
  @Test func whatWasPlannedForTheSameProgramCounts() throws {
    let (all, few) = (try log(ended: 9).entries, try log(ended: 2).entries)
    let one = try exampleLog(of: replicates(of: [pair([1: [2, 2], 2: [4, 4]])]))
    let narrowed = RunLog(entries: few + one.entries)
    let partial = try #require(narrowed.partialRun(of: narrowed.selection()))
    #expect((partial.plannedProcesses, partial.plannedCells) == (9, 6))
    var machine = exampleMachine
    machine.build.commit = "def5678"
    let other = try exampleLog(
      of: replicates(of: [pair([1: [2, 2], 2: [4, 4]])]), machine: machine)
    let changed = RunLog(entries: few + other.entries)
    #expect(changed.partialRun(of: changed.selection()) == nil)
    #expect(RunLog(entries: all).partialRun(of: RunLog(entries: all).selection()) == nil)
  }
}
