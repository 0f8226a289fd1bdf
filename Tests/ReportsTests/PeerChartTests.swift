import Records
import Testing

@testable import Reports

@Suite struct PeerChartTests {
  @Test func eachLibraryWhoseWorkIsEqualIsADotInItsFastestForm() throws {
    var records = examplePeerRecords()
    // Half and a quarter of the peak.
    for index in records.indices { records[index].match.flopsPerStep = 256_000 }
    expectEqual(Chart.dots(try #require(PeerModel(records).chart)).drawing.inlineSVG, svg)
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
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 204" role="img">
  <title>Time of a step against gradmark's</title>
  <desc>Dots left of the line are faster than gradmark, dots right of it slower, at equal \
  work.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">Time of a step against gradmark's</text>
  <path class="s0 fill" d="M17 40m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="32" y="44" text-anchor="start">gradmark</text>
  <path class="s1 fill" d="M107.8 40m-3.5 -3.5 h7 v7 h-7z"/>
  <text class="label" x="122.8" y="44" text-anchor="start">jax</text>
  <line class="limit-mark" x1="17" y1="53" x2="17" y2="67"/>
  <text class="label" x="32" y="64" text-anchor="start">where the peak of fused multiply-adds \
  would be</text>
  <text class="label" x="257.6" y="92" text-anchor="end">← faster</text>
  <text class="label" x="273.6" y="92" text-anchor="start">slower →</text>
  <text class="label" x="392" y="92" text-anchor="end">gradmark, of peak</text>
  <text class="label" x="8" y="112" text-anchor="start">2→2, SGD, batch 32</text>
  <line class="grid" x1="114.4" y1="118" x2="114.4" y2="154"/>
  <line class="grid" x1="178.5" y1="118" x2="178.5" y2="154"/>
  <line class="grid" x1="220.8" y1="118" x2="220.8" y2="154"/>
  <line class="grid" x1="265.6" y1="118" x2="265.6" y2="154"/>
  <line class="grid" x1="316.5" y1="118" x2="316.5" y2="154"/>
  <line class="axis" x1="265.6" y1="118" x2="265.6" y2="154"/>
  <text class="label" x="68" y="131" text-anchor="end">1 thread</text>
  <text class="label" x="392" y="131" text-anchor="end">50.0 %</text>
  <line class="limit-mark" x1="178.5" y1="120" x2="178.5" y2="134"/>
  <line class="interval" x1="316.5" y1="127" x2="316.5" y2="127"/>
  <path class="s1 fill" d="M316.5 127m-3.5 -3.5 h7 v7 h-7z"><title>1.50× [1.50, 1.50]</title></path>
  <path class="s0 fill" d="M265.6 127m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 \
  0z"><title>1.00×</title></path>
  <text class="label" x="68" y="149" text-anchor="end">2 threads</text>
  <text class="label" x="392" y="149" text-anchor="end">25.0 %</text>
  <line class="limit-mark" x1="91.5" y1="138" x2="91.5" y2="152"/>
  <line class="interval" x1="178.5" y1="145" x2="178.5" y2="145"/>
  <path class="s1 fill" d="M178.5 145m-3.5 -3.5 h7 v7 h-7z"><title>0.500× [0.500, \
  0.500]</title></path>
  <path class="s0 fill" d="M265.6 145m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 \
  0z"><title>1.00×</title></path>
  <text class="label" x="114.4" y="174" text-anchor="middle">0.3</text>
  <text class="label" x="178.5" y="174" text-anchor="middle">0.5</text>
  <text class="label" x="220.8" y="174" text-anchor="middle">0.7</text>
  <text class="label" x="265.6" y="174" text-anchor="middle">1</text>
  <text class="label" x="316.5" y="174" text-anchor="middle">1.5</text>
  <text class="label" x="204" y="194" text-anchor="middle">time of a step / gradmark's (×)</text>
  </svg>

  """
