import Foundation
import Records
import Testing

@testable import Reports

/// Runs over ranks, compared.
@Suite struct RankComparisonTests {
  /// - Parameter ring: bytes a second that ranks hand on.
  private func model(ring: Double, change: (inout Fingerprint) -> Void = { _ in }) throws
    -> ReportModel
  {
    var replicates = rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)
    for process in replicates.indices {
      for block in replicates[process].blocks.indices {
        replicates[process].blocks[block].links?.ringBytesPerSecond = ring
      }
    }
    let entries = try rankLog(of: replicates).entries.map { entry -> LogEntry in
      guard case .plan(let plan) = entry else { return entry }
      var fingerprint = plan.fingerprint
      fingerprint.build.binaryDigest = .value(String(repeating: "c", count: 64))
      change(&fingerprint)
      return .plan(
        try PlanEntry(
          plan: plan.plan, fingerprint: fingerprint, launch: plan.launch, advice: [],
          date: plan.date))
    }
    return try ReportModel(name: "run", log: RunLog(entries: entries))
  }

  @Test func ranksStandBesideThreadsEverywhere() throws {
    let model = try model(ring: 5e9)
    let comparison = RunComparison(of: [model], with: model)
    let lines = comparison.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(lines[0].firstIndex(of: "ranks"))
    #expect(lines[0][place + 1] == "threads")
    let teams = lines.dropFirst().map { "\($0[place])×\($0[place + 1])" }
    #expect(Set(teams) == ["1×1", "1×2", "2×1"])
    let json = try JSONSerialization.jsonObject(with: Data(try comparison.json.utf8))
    let cells = try #require((json as? [String: Any])?["cells"] as? [[String: Any]])
    #expect(cells.map { $0["ranks"] as? Int } == [nil, nil, 2])
    #expect(comparison.text(usingColor: false).contains("ranks × threads"))
    #expect(try comparison.html().contains("denoise/128/2×1"))
  }

  @Test func anotherWireIsADifference() throws {
    let (fast, slow) = (try model(ring: 50 * 0x1p20), try model(ring: 12.5 * 0x1p20))
    #expect(
      slow.differences(from: fast).all == [
        "another wire between ranks: 12.5 MiB/s, 50.0 MiB/s"
      ])
    // From one session to the next it is never the same.
    #expect(slow.differences(from: try model(ring: 13 * 0x1p20)).all.isEmpty)
  }

  /// One machine and one program on both sides of a slower wire are no other machine.
  @Test func whatDiffersIsNamed() throws {
    let fast = try model(ring: 50 * 0x1p20)
    func remark(_ other: ReportModel) throws -> String {
      let comparison = RunComparison(of: [other], with: fast)
      #expect(
        comparison.text(usingColor: false).contains("wire between ranks: ") == (other != fast))
      return try #require(comparison.duelSentence)
    }
    #expect(
      try remark(model(ring: 12.5 * 0x1p20)).hasPrefix(
        "both sides ran one program, so what differs is the wire between ranks; a verdict takes "))
    #expect(
      try remark(model(ring: 12.5 * 0x1p20) { $0.system.kernel = .value("another") }).hasPrefix(
        "both sides ran one program, so what differs is the machine and the wire between ranks; "))
    #expect(try remark(fast).hasPrefix("one machine ran one program on both sides, "))
  }
}
