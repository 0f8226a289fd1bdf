import Records
import Testing

@testable import Reports

@Suite struct ChartTests {
  @Test func twoThreadCountsAreDrawnAsBars() throws {
    expectEqual(try #require(try exampleModel().scalingChart).drawing.inlineSVG, bars)
  }

  @Test func moreThreadCountsAreDrawnAsLines() throws {
    let replicates = threeThreadReplicates().filter { $0.subject.model == "denoise" }
    let chart = try #require(try model(of: replicates).efficiencyChart)
    expectEqual(chart.drawing.inlineSVG, panels)
  }

  @Test func withoutOneThreadOrWithOnlyOneCountThereIsNothingToDraw() throws {
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).scalingChart == nil)
    #expect(try model(of: [pair([2: [2, 2], 4: [1, 1]]).replicate()]).scalingChart == nil)
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).throughputChart == nil)
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).sizeChart(peers: nil) == nil)
  }

  @Test func aRunHasEveryChartForWhichItHasTheNumbers() throws {
    #expect(
      try realisticModel().charts(peers: nil).map(\.fileName) == [
        "throughput.svg", "scaling.svg", "size.svg", "roofline.svg", "steps.svg", "phases.svg",
      ])
    // Neither a memory stream nor phases were measured.
    #expect(
      try exampleModel().charts(peers: nil).map(\.fileName) == [
        "throughput.svg", "scaling.svg", "size.svg", "steps.svg",
      ])
  }

  @Test(arguments: [[1], [1, 2], [1, 2, 4], [1, 2, 3, 4, 6, 8, 12, 16, 32]])
  func nothingSticksOutOfThePage(threads: [Int]) throws {
    var run = RealisticRun(threads: threads, usableCores: 16, processes: 1)
    let model = try ReportModel(name: "run", log: run.log())
    for chart in model.charts(peers: nil) {
      let drawing = chart.chart.drawing
      for place in drawing.marks.flatMap(\.corners) {
        #expect((0...Drawing.pageWidth).contains(place.x), "\(chart.name) at \(place)")
        #expect((0...drawing.height).contains(place.y), "\(chart.name) at \(place)")
      }
    }
  }

  @Test func theLimitIsDrawnWhereItIsNear() throws {
    let chart = try #require(try realisticModel().throughputChart)
    let limited = chart.panels.filter { $0.lines.contains { $0.role == .limit } }.map(\.title)
    #expect(limited == ["ladder-16", "ladder-64", "digits", "conv", "denoise"])
  }

  @Test func theIdealIsOneThreadTimesThreadsAsFarAsThereAreCPUs() throws {
    let panels = try #require(try realisticModel().throughputChart).panels
    let lines = try #require(panels.first { $0.title == "conv" }).lines
    let single = try #require(lines.first { $0.role == .series(1) }?.points.first)
    let ideal = try #require(lines.first { $0.role == .idealOfSeries(1) }).points
    #expect(ideal.map(\.x) == [1, 2])
    #expect(ideal.map(\.y.value) == [single.y.value, 2 * single.y.value])
  }

  @Test func signsOfMoreThreadsThanCPUsAreHollow() throws {
    let panels = try #require(try realisticModel().throughputChart).panels
    let points = try #require(panels.first?.lines.last).points
    #expect(points.map(\.isHollow) == [false, false, true])
  }
}

extension Drawing.Mark {
  /// The extreme points of a shape; a text is as wide as the layout takes it to be.
  fileprivate var corners: [Drawing.Point] {
    switch self {
    case .line(let a, let b, _): return [a, b]
    case .path(let points, _): return points
    case .rectangle(let corner, let width, let height, _, _):
      return [corner, Drawing.Point(x: corner.x + width, y: corner.y + height)]
    case .dot(let center, _, _, _):
      return [
        Drawing.Point(x: center.x - 5, y: center.y - 5),
        Drawing.Point(x: center.x + 5, y: center.y + 5),
      ]
    case .text(let text, let place, let anchor, _):
      let width = Drawing.width(of: text)
      let left =
        switch anchor {
        case .start: place.x
        case .middle: place.x - width / 2
        case .end: place.x - width
        }
      return [
        Drawing.Point(x: left, y: place.y - 9), Drawing.Point(x: left + width, y: place.y + 3),
      ]
    }
  }
}

private let bars = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 187" role="img">
  <title>Speed-up with 2 threads</title>
  <desc>How many times as fast 2 threads are as one. The mark: what the machine allowed, by a \
  burn of fused multiply-adds. Whiskers are intervals that hold together with 95 %.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">Speed-up with 2 threads</text>
  <line class="limit-mark" x1="17" y1="33" x2="17" y2="47"/>
  <text class="label" x="32" y="44" text-anchor="start">what the machine allowed</text>
  <text class="label" x="123" y="70" text-anchor="end">batch</text>
  <line class="axis" x1="129" y1="78" x2="129" y2="145"/>
  <text class="label" x="129" y="160" text-anchor="middle">0×</text>
  <line class="grid" x1="180.8" y1="78" x2="180.8" y2="145"/>
  <text class="label" x="180.8" y="160" text-anchor="middle">0.5×</text>
  <line class="grid" x1="232.5" y1="78" x2="232.5" y2="145"/>
  <text class="label" x="232.5" y="160" text-anchor="middle">1×</text>
  <line class="grid" x1="284.3" y1="78" x2="284.3" y2="145"/>
  <text class="label" x="284.3" y="160" text-anchor="middle">1.5×</text>
  <line class="grid" x1="336" y1="78" x2="336" y2="145"/>
  <text class="label" x="336" y="160" text-anchor="middle">2×</text>
  <text class="label" x="237.7" y="178" text-anchor="middle">speed-up against 1 thread</text>
  <text class="label" x="8" y="95" text-anchor="start">pair</text>
  <text class="label" x="123" y="95" text-anchor="end">32</text>
  <text class="label" x="392" y="95" text-anchor="end">0.500×</text>
  <rect class="s0 fill" x="129" y="85" width="51.8" height="11"><title>0.500× [0.500, \
  0.500]</title></rect>
  <line class="limit-mark" x1="336" y1="82.5" x2="336" y2="98.5"/>
  <line class="interval" x1="180.8" y1="90.5" x2="180.8" y2="90.5"/>
  <line class="interval" x1="180.8" y1="87.5" x2="180.8" y2="93.5"/>
  <line class="interval" x1="180.8" y1="87.5" x2="180.8" y2="93.5"/>
  <text class="label" x="8" y="120" text-anchor="start">denoise</text>
  <text class="label" x="123" y="120" text-anchor="end">128</text>
  <text class="label" x="392" y="120" text-anchor="end">2.00×</text>
  <rect class="s1 fill" x="129" y="110" width="207" height="11"><title>2.00× [1.92, \
  2.00]</title></rect>
  <line class="limit-mark" x1="336" y1="107.5" x2="336" y2="123.5"/>
  <line class="interval" x1="327.8" y1="115.5" x2="336" y2="115.5"/>
  <line class="interval" x1="327.8" y1="112.5" x2="327.8" y2="118.5"/>
  <line class="interval" x1="336" y1="112.5" x2="336" y2="118.5"/>
  <text class="label" x="123" y="137" text-anchor="end">1,024</text>
  <text class="label" x="392" y="137" text-anchor="end">—</text>
  <line class="ideal" x1="336" y1="74" x2="336" y2="145"/>
  <text class="label" x="336" y="70" text-anchor="middle">ideal</text>
  </svg>

  """

private let panels = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 416" role="img">
  <title>Efficiency against threads</title>
  <desc>Speed-up over threads: 100 % is ideal. Dotted: what the machine allowed, by a burn of \
  fused multiply-adds on as many threads. Bars are intervals that hold together.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">Efficiency against threads</text>
  <line class="s0 line" x1="8" y1="40" x2="26" y2="40"/>
  <path class="s0 fill" d="M17 40m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="32" y="44" text-anchor="start">batch 128</text>
  <line class="s1 line" x1="105.4" y1="40" x2="123.4" y2="40"/>
  <path class="s1 fill" d="M114.4 40m-3.5 -3.5 h7 v7 h-7z"/>
  <text class="label" x="129.4" y="44" text-anchor="start">batch 1,024</text>
  <line class="ideal" x1="216" y1="40" x2="234" y2="40"/>
  <text class="label" x="240" y="44" text-anchor="start">ideal</text>
  <line class="limit" x1="8" y1="60" x2="26" y2="60"/>
  <text class="label" x="32" y="64" text-anchor="start">the machine's</text>
  <path class="s0 hollow" d="M140.8 60m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="155.8" y="64" text-anchor="start">more threads than CPUs</text>
  <text class="panel-title" x="200" y="88" text-anchor="middle">denoise</text>
  <text class="label" x="8" y="103" text-anchor="start">efficiency</text>
  <text class="label" x="213.5" y="405" text-anchor="middle">threads</text>
  <line class="grid" x1="47" y1="372" x2="380" y2="372"/>
  <text class="label" x="42" y="376" text-anchor="end">0 %</text>
  <line class="grid" x1="47" y1="347.2" x2="380" y2="347.2"/>
  <text class="label" x="42" y="351.2" text-anchor="end">10 %</text>
  <line class="grid" x1="47" y1="322.5" x2="380" y2="322.5"/>
  <text class="label" x="42" y="326.5" text-anchor="end">20 %</text>
  <line class="grid" x1="47" y1="297.7" x2="380" y2="297.7"/>
  <text class="label" x="42" y="301.7" text-anchor="end">30 %</text>
  <line class="grid" x1="47" y1="273" x2="380" y2="273"/>
  <text class="label" x="42" y="277" text-anchor="end">40 %</text>
  <line class="grid" x1="47" y1="248.2" x2="380" y2="248.2"/>
  <text class="label" x="42" y="252.2" text-anchor="end">50 %</text>
  <line class="grid" x1="47" y1="223.4" x2="380" y2="223.4"/>
  <text class="label" x="42" y="227.4" text-anchor="end">60 %</text>
  <line class="grid" x1="47" y1="198.7" x2="380" y2="198.7"/>
  <text class="label" x="42" y="202.7" text-anchor="end">70 %</text>
  <line class="grid" x1="47" y1="173.9" x2="380" y2="173.9"/>
  <text class="label" x="42" y="177.9" text-anchor="end">80 %</text>
  <line class="grid" x1="47" y1="149.1" x2="380" y2="149.1"/>
  <text class="label" x="42" y="153.1" text-anchor="end">90 %</text>
  <line class="grid" x1="47" y1="124.4" x2="380" y2="124.4"/>
  <text class="label" x="42" y="128.4" text-anchor="end">100 %</text>
  <line class="axis" x1="64.8" y1="372" x2="64.8" y2="376"/>
  <text class="label" x="64.8" y="389" text-anchor="middle">1</text>
  <line class="axis" x1="213.5" y1="372" x2="213.5" y2="376"/>
  <text class="label" x="213.5" y="389" text-anchor="middle">2</text>
  <line class="axis" x1="362.2" y1="372" x2="362.2" y2="376"/>
  <text class="label" x="362.2" y="389" text-anchor="middle">4</text>
  <line class="axis" x1="47" y1="372" x2="380" y2="372"/>
  <path class="ideal" d="M64.8 124.4 L362.2 124.4"/>
  <path class="limit" d="M64.8 124.4 L213.5 124.4"/>
  <path class="s0 line" d="M64.8 124.4 L213.5 124.4 L362.2 259.2"/>
  <path class="s1 line" d="M64.8 124.4 L213.5 124.4"/>
  <path class="s0 fill" d="M64.8 124.4m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>efficiency \
  100 % at threads 1</title></path>
  <line class="interval" x1="213.5" y1="134.3" x2="213.5" y2="124.4"/>
  <path class="s0 fill" d="M213.5 124.4m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>efficiency \
  100.0 % [96.0, 100.0] at threads 2</title></path>
  <line class="interval" x1="362.2" y1="259.4" x2="362.2" y2="258.5"/>
  <path class="s0 hollow" d="M362.2 259.2m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>efficiency \
  45.55 % [45.45, 45.83] at threads 4</title></path>
  <path class="s1 fill" d="M64.8 124.4m-3.5 -3.5 h7 v7 h-7z"><title>efficiency 100 % at threads \
  1</title></path>
  <line class="interval" x1="213.5" y1="124.4" x2="213.5" y2="124.4"/>
  <path class="s1 fill" d="M213.5 124.4m-3.5 -3.5 h7 v7 h-7z"><title>efficiency 100 % [100, 100] \
  at threads 2</title></path>
  </svg>

  """
