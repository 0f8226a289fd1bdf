import Foundation
import Records
import Testing

@testable import Reports

/// Where one worker took part by design there is no speed-up, on a page as in every file.
@Suite struct NotSharedTests {
  /// A case that two threads share, and one that they do not; equal trainers tell the noise.
  private let run: ReportModel

  init() throws {
    var short = pair([1: [2, 2, 2, 2], 2: [1.9, 2, 2, 2]], control: [2.02, 2, 2.02, 2])
    short.unshared = [2]
    let long = denoise(
      batchSize: 128, [1: [2000, 2010, 2000, 2000], 2: [1000, 1010, 1000, 1000]])
    run = try ReportModel(name: "run", log: exampleLog(of: replicates(of: [short, long])))
  }

  /// What stands in columns that tell how threads scale.
  private let columns = [
    "speedup", "speedup_low", "speedup_high", "efficiency", "efficiency_low", "efficiency_high",
    "ceiling_efficiency", "speedup_least_process", "speedup_greatest_process", "speedup_pairs",
    "serial_share",
  ]

  @Test func spreadsheetsSayWhatThePageSays() throws {
    let lines = run.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    func row(_ model: String, _ threads: String) throws -> [String: String] {
      let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
      return try #require(rows.first { $0["model"] == model && $0["threads"] == threads })
    }
    let short = try row("pair", "2"), long = try row("denoise", "2"), single = try row("pair", "1")
    #expect(short["verdict"] == "not shared" && long["verdict"] == "faster")
    #expect(columns.allSatisfy { short[$0] == "" })
    #expect(columns.allSatisfy { long[$0] != "" })
    // What one thread is against itself is 1 on any machine.
    #expect(single["verdict"] == "" && single["speedup"] == "1")
    #expect(run.scalingTable.markdown.contains("| pair | 32 | not shared | not shared |"))
  }

  @Test func programsReadTheSame() throws {
    struct Run: Decodable {
      struct Cell: Decodable {
        let model: String
        let threads: Int
        let speedup: ExportedEstimate?
        let efficiency: ExportedEstimate?
        let speedupPairs: Int?
        let verdict: String?
      }
      let cells: [Cell]
    }
    let cells = try JSONDecoder().decode(Run.self, from: Data(run.json.utf8)).cells
      .filter { $0.threads == 2 }
    #expect(cells.map(\.model) == ["pair", "denoise"])
    #expect(cells.map(\.verdict) == ["not shared", "faster"])
    for isKnown in [
      cells.map { $0.speedup != nil }, cells.map { $0.efficiency != nil },
      cells.map { $0.speedupPairs != nil },
    ] {
      #expect(isKnown == [false, true])
    }
  }

  @Test func servicesAndComparisonsSayNothingElse() throws {
    struct Entry: Decodable {
      let name: String
      let extra: String
    }
    let entries = try JSONDecoder().decode([Entry].self, from: Data(run.githubAction.utf8))
    func speedup(_ name: String) throws -> Substring? {
      try #require(entries.first { $0.name == name }).extra.split(separator: "\n")
        .first { $0.hasPrefix("speed-up ") }
    }
    #expect(try speedup("pair, batch 32, 2 threads") == "speed-up not shared")
    #expect(try speedup("pair, batch 32, 1 thread") == "speed-up 1.0×")
    #expect(try speedup("denoise, batch 128, 2 threads")?.hasPrefix("speed-up 2.0") == true)
    struct Comparison: Decodable {
      struct Row: Decodable {
        struct Numbers: Decodable { let speedup: ExportedEstimate? }
        let threads: Int
        let baseline: Numbers
      }
      let cells: [Row]
    }
    let rows = try JSONDecoder().decode(
      Comparison.self, from: Data(RunComparison(of: [run], with: run).json.utf8)
    ).cells.filter { $0.threads == 2 }
    #expect(rows.map { $0.baseline.speedup != nil } == [false, true])
  }
}
