import Foundation
import Records
import Testing

@testable import Reports

@Suite struct RankSummaryTests {
  private func replicates(batchSize: Int = 128, microseconds: Double = 1250) -> [Replicate] {
    rankReplicates(batchSize: batchSize, ranks: 2, microseconds: microseconds, digest: nil)
  }

  private func model(of replicates: [Replicate]) throws -> ReportModel {
    try ReportModel(name: "run", log: rankLog(of: replicates))
  }

  @Test func theShortTableShowsRanks() throws {
    let table = try model(of: replicates() + replicates(batchSize: 32)).shortTable
    #expect(table.contains(" With 2 ranks × 1 thread, training runs "))
    let rows = table.split(separator: "\n").dropFirst().map { row in
      row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows.count == 3)
    #expect(
      rows[0] == [
        "network", "batch", "1 thread", "2 threads", "2 ranks × 1 thread", "speed-up", "exposed",
        "bound by",
      ])
    #expect(rows[2].prefix(2) == ["`denoise`", "128"])
    #expect(zip(rows[2][2...4], ["64", "128", "102"]).allSatisfy { $0.hasPrefix($1) })
    #expect(rows[2][5].hasPrefix("1.60×"))
    #expect(rows[2][6...] == ["10.0 %", "arithmetic"])
  }

  @Test func ranksAloneHaveATableToo() throws {
    let alone = replicates().map { $0.part(ofRanks: 2) }
    #expect(
      try model(of: alone).shortTable.contains(
        "\n| network | batch | 2 ranks × 1 thread | speed-up | exposed | bound by |\n"))
    #expect(try model(of: alone).outcome == .fine)
    #expect(
      try model(of: alone).verificationSentence.hasSuffix("bit for bit with 2 ranks × 1 thread."))
  }

  /// On a linear axis all would lie at its foot.
  @Test func weakScalingBehindASlowWireHasALogarithmicAxis() throws {
    func chart(_ microseconds: Double) throws -> PlotChart {
      try #require(
        model(
          of: replicates(batchSize: 64) + replicates(microseconds: microseconds)
            + [(256, 4), (512, 8)].flatMap {
              rankReplicates(batchSize: $0, ranks: $1, microseconds: microseconds, digest: nil)
            }
        ).weakRankChart)
    }
    #expect(try chart(40_000).vertical.isLogarithmic)
    #expect(try !chart(2500).vertical.isLogarithmic)
  }
}
