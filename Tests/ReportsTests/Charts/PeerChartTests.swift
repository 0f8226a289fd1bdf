import Records
import Testing

@testable import Reports

@Suite struct PeerChartTests {
  @Test func eachLibraryWhoseWorkIsEqualIsADotInItsFastestForm() throws {
    let chart = try #require(PeerModel(examplePeerRecords()).chart)
    expectEqual(Chart.dots(chart).drawing.inlineSVG, svg)
  }

  @Test func theRatiosStandThereAsNumbers() throws {
    let rows = try #require(PeerModel(examplePeerRecords()).chart).groups.flatMap(\.rows)
    #expect(rows.map(\.note) == ["1.50×", "0.500×"])
  }

  /// A tiny network is a thousand times as slow elsewhere, and squeezes no other.
  @Test func whatLiesBeyondTheAxisHasAnArrow() throws {
    let records = [
      peerRecord("gradmark", threads: 1, microseconds: [1, 1, 1]),
      peerRecord("jax", threads: 1, microseconds: [1000, 1000, 1000]),
    ]
    let chart = try #require(PeerModel(records).chart)
    #expect(chart.groups[0].rows[0].note == "1,000×")
    let svg = Chart.dots(chart).drawing.svg
    #expect(chart.description.hasSuffix(" An arrow lies beyond the axis: its number tells."))
    #expect(svg.contains("<text class=\"s1 arrow\"") && svg.contains(">→</text>"))
    #expect(!svg.contains("1,000× ["))
  }

  @Test func aWhiskerThatGoesOnBeyondTheAxisEndsInATip() throws {
    func chart(slowest: Double) throws -> DotChart {
      try #require(
        PeerModel([
          peerRecord("gradmark", threads: 1, microseconds: [1, 1, 1, 1, 1, 1]),
          peerRecord("jax", threads: 1, microseconds: [3, 3, 3, 3, 3, slowest]),
        ]).chart)
    }
    func tips(in chart: DotChart) -> [[Drawing.Point]] {
      chart.drawing.marks.compactMap {
        if case .path(let points, .intervalOfSeries(1)) = $0 { points } else { nil }
      }
    }
    let (cut, whole) = (try chart(slowest: 12), try chart(slowest: 3.5))
    let tip = try #require(tips(in: cut).first)
    #expect(tip[1].x > tip[0].x && tip[0].x == tip[2].x)
    #expect(cut.description.contains("A whisker that ends in a tip goes on beyond it."))
    #expect(tips(in: whole).isEmpty && !whole.description.contains("tip"))
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
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 190" role="img">
  <title>Time of a step over gradmark's</title>
  <desc>Dots right of the line are slower than gradmark, at equal and proven work; each library \
  in its fastest form. Whiskers are 95 % intervals.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">Time of a step over gradmark's</text>
  <path class="s1 fill" d="M17 40m-3.5 -3.5 h7 v7 h-7z"/>
  <text class="label" x="32" y="44" text-anchor="start">jax</text>
  <text class="label" x="132.1" y="72" text-anchor="end">← faster</text>
  <text class="label" x="148.1" y="72" text-anchor="start">slower →</text>
  <text class="label" x="392" y="72" text-anchor="end">jax</text>
  <text class="label" x="8" y="90" text-anchor="start">2→2, SGD, batch 32</text>
  <line class="grid" x1="78" y1="98" x2="78" y2="140"/>
  <line class="grid" x1="109" y1="98" x2="109" y2="140"/>
  <line class="grid" x1="140.1" y1="98" x2="140.1" y2="140"/>
  <line class="grid" x1="171.1" y1="98" x2="171.1" y2="140"/>
  <line class="grid" x1="202.2" y1="98" x2="202.2" y2="140"/>
  <line class="grid" x1="233.2" y1="98" x2="233.2" y2="140"/>
  <line class="grid" x1="264.3" y1="98" x2="264.3" y2="140"/>
  <line class="grid" x1="295.3" y1="98" x2="295.3" y2="140"/>
  <line class="grid" x1="326.4" y1="98" x2="326.4" y2="140"/>
  <line class="axis" x1="140.1" y1="98" x2="140.1" y2="140"/>
  <text class="label" x="68" y="112.5" text-anchor="end">1 thread</text>
  <text class="label" x="392" y="112.5" text-anchor="end">1.50×</text>
  <line class="s1 interval" x1="171.1" y1="108.5" x2="171.1" y2="108.5"/>
  <path class="s1 fill" d="M171.1 108.5m-3.5 -3.5 h7 v7 h-7z"><title>1.50× [1.50, \
  1.50]</title></path>
  <text class="label" x="68" y="133.5" text-anchor="end">2 threads</text>
  <text class="label" x="392" y="133.5" text-anchor="end">0.500×</text>
  <line class="s1 interval" x1="109" y1="129.5" x2="109" y2="129.5"/>
  <path class="s1 fill" d="M109 129.5m-3.5 -3.5 h7 v7 h-7z"><title>0.500× [0.500, \
  0.500]</title></path>
  <text class="label" x="78" y="160" text-anchor="middle">0</text>
  <text class="label" x="109" y="160" text-anchor="middle">0.5</text>
  <text class="label" x="140.1" y="160" text-anchor="middle">1</text>
  <text class="label" x="171.1" y="160" text-anchor="middle">1.5</text>
  <text class="label" x="202.2" y="160" text-anchor="middle">2</text>
  <text class="label" x="233.2" y="160" text-anchor="middle">2.5</text>
  <text class="label" x="264.3" y="160" text-anchor="middle">3</text>
  <text class="label" x="295.3" y="160" text-anchor="middle">3.5</text>
  <text class="label" x="326.4" y="160" text-anchor="middle">4</text>
  <text class="label" x="202.2" y="180" text-anchor="middle">time of a step / gradmark's \
  (×)</text>
  </svg>

  """
