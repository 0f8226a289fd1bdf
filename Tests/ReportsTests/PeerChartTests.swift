import Records
import Testing

@testable import Reports

@Suite struct PeerChartTests {
  @Test func eachLibraryWhoseWorkIsEqualIsADotInItsFastestForm() throws {
    var records = examplePeerRecords()
    // Half and a quarter of the peak.
    for index in records.indices { records[index].match.flopsPerStep = 256_000 }
    expectEqual(Chart.dots(try #require(PeerModel(records).chart)).svg, svg)
  }

  @Test func aLimitFurtherThanATenthIsLeftToTheNote() throws {
    let rows = try #require(PeerModel(examplePeerRecords()).chart).groups.flatMap(\.rows)
    #expect(rows.map(\.limit) == [nil, nil])
    #expect(rows.map(\.note) == ["0.100 %", "0.0500 %"])
  }

  @Test func rowsOfOneNetworkAndBatchSizeStandTogether() throws {
    var records: [PeerRecord] = []
    for threads in [1, 2] {
      for batchSize in [32, 1024] {
        for peer in ["gradmark", "jax"] {
          var record = peerRecord(peer, threads: threads, microseconds: [1])
          record.match.batchSize = batchSize
          records.append(record)
        }
      }
    }
    let groups = try #require(PeerModel(records).chart).groups
    #expect(groups.map(\.label) == ["2→2, SGD, batch 32", "2→2, SGD, batch 1,024"])
    #expect(
      groups.map { $0.rows.map(\.label) } == [
        ["1 thread", "2 threads"], ["1 thread", "2 threads"],
      ])
  }

  @Test func withoutAPeerThatCountsThereIsNothingToDraw() {
    let unequal = peerRecord("jax", threads: 1, microseconds: [1], lossFactor: 2)
    #expect(
      PeerModel([peerRecord("gradmark", threads: 1, microseconds: [1]), unequal]).chart == nil)
  }
}

private let svg = """
  <svg xmlns="http://www.w3.org/2000/svg" width="480" height="204" viewBox="0 0 480 204" \
  role="img">
  <title>Time of a step against gradmark's</title>
  <style>
  svg { --paper: #ffffff; --ink: #1f2328; --rule: #d1d5da; font: 13px system-ui, sans-serif }
  .s0 { --c: #0072b2 }
  .s1 { --c: #d55e00 }
  @media (prefers-color-scheme: dark) {
  svg { --paper: #0d1117; --ink: #e6edf3; --rule: #3d444d }
  .s0 { --c: #56b4e9 }
  .s1 { --c: #f0883e }
  }
  .paper { fill: var(--paper) }
  text { fill: var(--ink) }
  .title { font-size: 15px; font-weight: 600 }
  line, path { fill: none; stroke: var(--ink); stroke-width: 1 }
  .grid { stroke: var(--rule) }
  .ideal { stroke-dasharray: 5 4; stroke-width: 1.5 }
  .limit { stroke-width: 3 }
  .line { stroke: var(--c); stroke-width: 2 }
  .faint { stroke: var(--c); stroke-dasharray: 5 4; stroke-width: 1.5 }
  .fill { fill: var(--c) }
  circle { stroke: var(--paper) }
  .hollow { fill: var(--paper); stroke: var(--c); stroke-width: 2 }
  .interval { stroke-width: 1.5 }
  </style>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="10" y="22" text-anchor="start">Time of a step against gradmark's</text>
  <circle class="s0 fill" cx="20" cy="44" r="4"/>
  <text class="label" x="36" y="48" text-anchor="start">gradmark</text>
  <circle class="s1 fill" cx="138" cy="44" r="4"/>
  <text class="label" x="154" y="48" text-anchor="start">jax</text>
  <line class="limit" x1="20" y1="58" x2="20" y2="70"/>
  <text class="label" x="36" y="68" text-anchor="start">where a step at the peak of fused multiply-adds would be</text>
  <text class="label" x="304.9" y="92" text-anchor="end">← faster</text>
  <text class="label" x="320.9" y="92" text-anchor="start">slower →</text>
  <text class="label" x="470" y="92" text-anchor="end">gradmark, of peak</text>
  <text class="label" x="10" y="112" text-anchor="start">2→2, SGD, batch 32</text>
  <line class="grid" x1="92" y1="118" x2="92" y2="154"/>
  <line class="grid" x1="217.7" y1="118" x2="217.7" y2="154"/>
  <line class="grid" x1="312.9" y1="118" x2="312.9" y2="154"/>
  <line class="grid" x1="408" y1="118" x2="408" y2="154"/>
  <line class="axis" x1="312.9" y1="118" x2="312.9" y2="154"/>
  <text class="label" x="82" y="131" text-anchor="end">1 thread</text>
  <text class="label" x="470" y="131" text-anchor="end">50.0 %</text>
  <line class="limit" x1="217.7" y1="120" x2="217.7" y2="134"/>
  <line class="interval" x1="368.5" y1="127" x2="368.5" y2="127"/>
  <circle class="s1 fill" cx="368.5" cy="127" r="4"/>
  <circle class="s0 fill" cx="312.9" cy="127" r="4"/>
  <text class="label" x="82" y="149" text-anchor="end">2 threads</text>
  <text class="label" x="470" y="149" text-anchor="end">25.0 %</text>
  <line class="limit" x1="122.6" y1="138" x2="122.6" y2="152"/>
  <line class="interval" x1="217.7" y1="145" x2="217.7" y2="145"/>
  <circle class="s1 fill" cx="217.7" cy="145" r="4"/>
  <circle class="s0 fill" cx="312.9" cy="145" r="4"/>
  <text class="label" x="92" y="174" text-anchor="middle">0.2</text>
  <text class="label" x="217.7" y="174" text-anchor="middle">0.5</text>
  <text class="label" x="312.9" y="174" text-anchor="middle">1</text>
  <text class="label" x="408" y="174" text-anchor="middle">2</text>
  <text class="label" x="250" y="194" text-anchor="middle">time of a step / gradmark's (×)</text>
  </svg>

  """
