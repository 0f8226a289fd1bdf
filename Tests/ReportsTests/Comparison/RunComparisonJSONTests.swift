import Foundation
import Records
import Testing

@testable import Reports

@Suite struct RunComparisonJSONTests {
  private struct Comparison: Decodable {
    let summary: [String]
    let outcome: String
    let exitStatus: Int32
    let onlyInBaseline: [String]
    let candidates: [Candidate]
    let cells: [Row]
  }

  private struct Candidate: Decodable {
    let isOfSameMachine: Bool
    let differences: [String]
    let geometricMeanOfRatios: Double?
    let onlyHere: [String]
  }

  private struct Row: Decodable {
    let model: String
    let threads: Int
    let baseline: Numbers
    let candidates: [Entry]
  }

  private struct Numbers: Decodable {
    let samplesPerSecond: ExportedEstimate?
    let peakShare: ExportedEstimate?
  }

  private struct Entry: Decodable {
    let numbers: Numbers
    let ratio: ExportedEstimate?
    let verdict: String?
    let reason: String?
  }

  private func decoded(_ comparison: RunComparison) throws -> Comparison {
    try JSONDecoder().decode(Comparison.self, from: Data(comparison.json.utf8))
  }

  @Test func programsReadWhatTheTableSays() throws {
    let comparison = try decoded(RunComparison(of: [laterModel()], with: exampleModel()))
    #expect((comparison.outcome, comparison.exitStatus) == ("fine", 0))
    #expect(comparison.onlyInBaseline == ["denoise, batch 128, 2 threads"])
    #expect(comparison.candidates.map(\.onlyHere) == [["denoise, batch 512, 1 thread"]])
    #expect(comparison.candidates.map(\.isOfSameMachine) == [true])
    #expect(comparison.candidates.map(\.differences) == [["another commit: abc1234, def5678"]])
    #expect(
      comparison.cells.allSatisfy { $0.candidates.allSatisfy { $0.verdict == nil } })
    #expect(
      comparison.cells.map { $0.candidates[0].reason }
        == [String](repeating: "one session each", count: 4) + ["failed in A"])
    let first = comparison.cells[0]
    #expect((first.model, first.threads) == ("pair", 1))
    #expect(first.baseline.samplesPerSecond?.value == 16e6)
    #expect(first.candidates[0].numbers.samplesPerSecond?.value == 32e6)
    #expect(first.candidates[0].ratio?.value == 2)
    #expect(comparison.cells[4].baseline.samplesPerSecond == nil)
  }

  @Test func timesOfTwoMachinesStandSideBySide() throws {
    let other = try laterModel { $0.name = "other-2c" }
    let near = try decoded(RunComparison(of: [other], with: exampleModel()))
    #expect(near.outcome == "fine" && near.candidates.map(\.isOfSameMachine) == [false])
    #expect(near.cells[0].baseline.samplesPerSecond != nil)
    #expect(near.summary[0].hasPrefix("B is 0.955× as fast as A"))
    #expect(near.cells[0].baseline.peakShare != nil)
    #expect(near.cells[0].candidates[0].ratio?.value == 2)
    #expect(near.cells[0].candidates[0].reason == "another machine")
    let far = try decoded(
      RunComparison(of: [other], with: exampleModel(), isCrossMachine: true))
    #expect(far.cells[0].baseline.samplesPerSecond != nil)
    #expect(far.cells[0].candidates[0].reason == "one session each")
    let sides = try [laterModel(), exampleModel()].map { RunSide([$0, $0, $0]) }
    let sessions = try decoded(RunComparison(of: [sides[0]], with: sides[1]))
    #expect(sessions.cells[0].candidates[0].verdict == "faster")
  }
}
