import Records
import Testing

@testable import Reports

@Suite struct PeerModelTests {
  @Test func tablesSayWhoIsFasterAndWhoDoesNotCount() {
    let text = PeerModel(examplePeerRecords()).markdown(
      recordsName: "peers.jsonl", chartName: "peers.svg")
    let tables = text.split(separator: "\n").filter { $0.hasPrefix("|") }.prefix(14)
    expectEqual(
      tables.joined(separator: "\n"),
      """
      | network | batch | threads | gradmark | of peak | fastest peer | its step | of peak | peer \
      / gradmark | gradmark is |
      | :-- | --: | --: | --: | --: | :-- | --: | --: | --: | :-- |
      | 2→2, SGD | 32 | 1 | 2.00 µs | 0.100 % | jax scan | 3.00 µs | 0.0667 % | 1.50× [1.50, \
      1.50] | faster |
      | 2→2, SGD | 32 | 2 | 2.00 µs | 0.0500 % | jax step | 1.00 µs | 0.100 % | 0.500× [0.500, \
      0.500] | **slower** |
      | network | batch | threads | contestant | step | samples/s | of peak | time / gradmark's | \
      same bits | to begin with | counts |
      | :-- | --: | --: | :-- | --: | --: | --: | --: | :-- | --: | :-- |
      | 2→2, SGD | 32 | 1 | gradmark | 2.0 µs [2.0, 4.0] | 16.0 M | 0.100 % | — | yes | 1.25 s | \
      the measure |
      | 2→2, SGD | 32 | 1 | jax step | 30.0 µs [30.0, 30.0] | 1.07 M | 0.00667 % | 15× [7, 15] | \
      no | 1.25 s | yes: 0 |
      | 2→2, SGD | 32 | 1 | jax scan | 3.0 µs [3.0, 6.0] | 10.7 M | 0.0667 % | 1.50× [1.50, 1.50] \
      | — | 1.25 s | yes: 0.0005 |
      | 2→2, SGD | 32 | 1 | torch eager | 1.00 µs [1.00, 1.00] | 32.0 M | 0.200 % | — | — | 1.25 \
      s | no: the loss of step 1 is 3.992, gradmark's 4 |
      | 2→2, SGD | 32 | 1 | fann | 500 ns [500, 500] | 64.0 M | 0.400 % | — | — | 1.25 s | no: \
      gradient descent in place of Adam |
      | 2→2, SGD | 32 | 2 | gradmark | 2.00 µs [2.00, 2.00] | 16.0 M | 0.0500 % | — | yes | 1.25 \
      s | the measure |
      | 2→2, SGD | 32 | 2 | jax step | 1.00 µs [1.00, 1.00] | 32.0 M | 0.100 % | 0.500× [0.500, \
      0.500] | no | 1.25 s | yes: 0 |
      | 2→2, SGD | 32 | 2 | keras jax | not measured | not measured | not measured | — | — | not \
      measured | no, it failed: it ended with status 1 |
      """)
  }

  @Test func aDeviationAboveTheToleranceDoesNotCount() throws {
    func standing(_ factor: Double) throws -> PeerEntry.Standing {
      let model = PeerModel([
        peerRecord("gradmark", threads: 1, microseconds: [1]),
        peerRecord("jax", threads: 1, microseconds: [1], lossFactor: factor),
      ])
      return try #require(model.matches.first?.entries.last).standing
    }
    #expect(try standing(1) == .equal(deviation: 0))
    #expect(
      try standing(1.002) == .different("the loss of step 1 is 4.008, gradmark's 4"))
    guard case .equal = try standing(0.9995) else {
      Issue.record("half the tolerance has to count")
      return
    }
  }

  @Test func withoutGradmarkNothingCounts() {
    var own = peerRecord("gradmark", threads: 1, microseconds: [])
    own.failure = "it ended with status 4"
    own.losses = []
    let model = PeerModel([own, peerRecord("jax", threads: 1, microseconds: [1])])
    #expect(model.matches.first?.fastestPeer == nil)
    #expect(
      model.matches.first?.entries.map(\.standing) == [
        .failed("it ended with status 4"),
        .different("there are no losses of gradmark's to compare with"),
      ])
  }

  @Test func onlyPairedRoundsGiveARatio() {
    let model = PeerModel([
      peerRecord("gradmark", threads: 1, microseconds: [1, 2, 4, 1, 2, 4]),
      peerRecord("jax", threads: 1, microseconds: [3, 6, 12, 3, 6, 12]),
      peerRecord("torch", threads: 1, microseconds: [3, 6]),
    ])
    let ratios = model.matches.first?.entries.map { UnitLadder.factor.text($0.ratio) }
    #expect(ratios == ["1.00× [1.00, 1.00]", "3.00× [3.00, 3.00]", "not measured"])
  }

  @Test func anIntervalThatHoldsOneIsInconclusive() {
    let text = PeerModel([
      peerRecord("gradmark", threads: 1, microseconds: [2, 2, 2, 2, 2, 2]),
      peerRecord("jax", threads: 1, microseconds: [1, 3, 3, 3, 3, 3]),
    ]).markdown(recordsName: "r", chartName: nil)
    #expect(text.contains("| 1.5× [0.5, 1.5] | inconclusive |"))
  }

  @Test func aBusyMachineIsWarnedOf() {
    var busy = peerRecord("gradmark", threads: 1, microseconds: [1])
    #expect(!PeerModel([busy]).markdown(recordsName: "r", chartName: nil).contains("> Other"))
    busy.machine.loadAverage = 2.75
    #expect(
      PeerModel([busy]).markdown(recordsName: "r", chartName: nil).contains(
        "> Other programs were at work (load average 2.75 on 2 CPUs), so that times are longer than on a quiet "
          + "machine."))
  }
}
