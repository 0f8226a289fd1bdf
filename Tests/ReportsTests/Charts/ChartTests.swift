import Records
import Testing

@testable import Reports

@Suite struct ChartTests {
  @Test func speedupsAreDrawnAsBars() throws {
    expectEqual(try #require(try exampleModel().speedupChart).drawing.inlineSVG, bars)
  }

  @Test func fewThreadCountsAreDrawnAsDots() throws {
    expectEqual(try #require(try exampleModel().throughputDots).drawing.inlineSVG, dots)
    #expect(try exampleModel().throughputChart == nil && exampleModel().efficiencyChart == nil)
  }

  @Test func fourThreadCountsAreDrawnAsLines() throws {
    let steps = [1: [2400, 2000.0], 2: [1250, 1000], 3: [900, 700], 4: [1300, 1100]]
    let replicates = replicates(of: [denoise(batchSize: 128, steps)])
    let chart = try #require(try model(of: replicates).efficiencyChart)
    expectEqual(chart.drawing.inlineSVG, panels)
    #expect(try model(of: replicates).throughputDots == nil)
  }

  /// The axis below would be on another screen.
  @Test(arguments: [(10, 1), (30, 2)])
  func aTallChartHasItsAxisAtBothEnds(rows: Int, count: Int) {
    let row = DotChart.Row(
      label: "pair", dots: [DotChart.Dot(series: 0, value: Estimate(1.5))], limit: nil, note: "1.5×"
    )
    let chart = DotChart(
      title: "ratios", description: "", axisTitle: "ratio", noteTitle: "B / A", reference: 1,
      linear: 0...4, legend: Legend([]),
      groups: [DotChart.Group(label: "", rows: [DotChart.Row](repeating: row, count: rows))])
    #expect(chart.drawing.inlineSVG.components(separatedBy: ">3</text>").count == count + 1)
  }

  @Test func stepTimesAreDrawnAsHills() throws {
    expectEqual(try #require(try exampleModel().stepChart).drawing.inlineSVG, hills)
  }

  @Test func withoutOneThreadOrWithOnlyOneCountThereIsNothingToDraw() throws {
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).speedupChart == nil)
    #expect(try model(of: [pair([2: [2, 2], 4: [1, 1]]).replicate()]).speedupChart == nil)
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).throughputDots == nil)
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).sizeChart == nil)
  }

  @Test func aRunHasEveryChartForWhichItHasTheNumbers() throws {
    #expect(
      try realisticModel().charts.map(\.fileName) == [
        "scaling.svg", "throughput.svg", "size.svg", "steps.svg", "phases.svg", "roofline.svg",
      ])
    // Neither a memory stream nor phases were measured.
    #expect(
      try exampleModel().charts.map(\.fileName) == [
        "scaling.svg", "throughput.svg", "size.svg", "steps.svg",
      ])
  }

  @Test(arguments: [[1], [1, 2], [1, 2, 4], [1, 2, 3, 4, 6, 8, 12, 16, 32]])
  func nothingSticksOutOfThePage(threads: [Int]) throws {
    var run = RealisticRun(threads: threads, usableCores: 16, processes: 1)
    let model = try ReportModel(name: "run", log: run.log())
    for chart in model.charts {
      let drawing = chart.chart.drawing
      for place in drawing.marks.flatMap(\.corners) {
        #expect((0...Drawing.pageWidth).contains(place.x), "\(chart.name) at \(place)")
        #expect((0...drawing.height).contains(place.y), "\(chart.name) at \(place)")
      }
    }
  }

  private func fourCounts() throws -> ReportModel {
    var run = RealisticRun(threads: [1, 2, 3, 4], processes: 1)
    return try ReportModel(name: "run", log: run.log())
  }

  @Test func theLimitIsDrawnWhereItIsNear() throws {
    let chart = try #require(try fourCounts().throughputChart)
    let limited = chart.panels.filter { $0.lines.contains { $0.role == .limit } }.map(\.title)
    #expect(limited == ["ladder-16", "ladder-64", "digits", "conv", "denoise"])
  }

  @Test func theIdealIsOneThreadTimesThreadsAsFarAsThereAreCPUs() throws {
    let panels = try #require(try fourCounts().throughputChart).panels
    let lines = try #require(panels.first { $0.title == "conv" }).lines
    let series = Palette.batch(1)
    let single = try #require(lines.first { $0.role == .series(series) }?.points.first)
    let ideal = try #require(lines.first { $0.role == .idealOfSeries(series) }).points
    #expect(ideal.map(\.x) == [1, 2])
    #expect(ideal.map(\.y.value) == [single.y.value, 2 * single.y.value])
  }

  @Test func signsOfMoreThreadsThanCPUsAreHollow() throws {
    let panels = try #require(try fourCounts().throughputChart).panels
    let points = try #require(panels.first?.lines.last).points
    #expect(points.map(\.isHollow) == [false, false, true, true])
  }
}

extension Drawing.Mark {
  /// The extreme points of a shape; a text is as wide as the layout takes it to be.
  fileprivate var corners: [Drawing.Point] {
    switch self {
    case .line(let a, let b, _): return [a, b]
    case .path(let points, _), .area(let points, _): return points
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
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 204" role="img">
  <title>2 threads run large networks 2.00× as fast</title>
  <desc>How many times as fast 2 threads are as one, the largest step first; large is a step of \
  100 MFLOP and more. Whiskers are intervals that hold together with 95 %.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">2 threads run large networks 2.00× as \
  fast</text>
  <line class="limit-mark" x1="17" y1="33" x2="17" y2="47"/>
  <text class="label" x="32" y="44" text-anchor="start">what the machine allowed, by a loop of \
  multiply-adds</text>
  <text class="label" x="100.4" y="70" text-anchor="end">network, batch</text>
  <text class="label" x="98.6" y="177" text-anchor="middle">0×</text>
  <text class="label" x="157.6" y="177" text-anchor="middle">0.5×</text>
  <text class="label" x="216.6" y="177" text-anchor="middle">1×</text>
  <text class="label" x="275.6" y="177" text-anchor="middle">1.5×</text>
  <text class="label" x="334.6" y="177" text-anchor="middle">2×</text>
  <text class="label" x="222.5" y="195" text-anchor="middle">speed-up against 1 thread</text>
  <text class="label" x="8" y="95" text-anchor="start">large steps: 2.00× on average</text>
  <line class="axis" x1="98.6" y1="99" x2="98.6" y2="116"/>
  <line class="grid" x1="157.6" y1="99" x2="157.6" y2="116"/>
  <line class="grid" x1="216.6" y1="99" x2="216.6" y2="116"/>
  <line class="grid" x1="275.6" y1="99" x2="275.6" y2="116"/>
  <line class="grid" x1="334.6" y1="99" x2="334.6" y2="116"/>
  <text class="label" x="92.6" y="112" text-anchor="end">denoise 128</text>
  <text class="label" x="392" y="112" text-anchor="end">2.00×</text>
  <rect class="s8 fill" x="98.6" y="102" width="236" height="11"><title>2.00× [1.92, \
  2.00]</title></rect>
  <line class="halo" x1="325.2" y1="107.5" x2="334.6" y2="107.5"/>
  <line class="halo" x1="325.2" y1="104.5" x2="325.2" y2="110.5"/>
  <line class="halo" x1="334.6" y1="104.5" x2="334.6" y2="110.5"/>
  <line class="interval" x1="325.2" y1="107.5" x2="334.6" y2="107.5"/>
  <line class="interval" x1="325.2" y1="104.5" x2="325.2" y2="110.5"/>
  <line class="interval" x1="334.6" y1="104.5" x2="334.6" y2="110.5"/>
  <line class="limit-mark" x1="334.6" y1="99.5" x2="334.6" y2="115.5"/>
  <text class="label" x="8" y="137" text-anchor="start">medium steps: 0.500× on average</text>
  <line class="axis" x1="98.6" y1="141" x2="98.6" y2="158"/>
  <line class="grid" x1="157.6" y1="141" x2="157.6" y2="158"/>
  <line class="grid" x1="216.6" y1="141" x2="216.6" y2="158"/>
  <line class="grid" x1="275.6" y1="141" x2="275.6" y2="158"/>
  <line class="grid" x1="334.6" y1="141" x2="334.6" y2="158"/>
  <text class="label" x="92.6" y="154" text-anchor="end">pair 32</text>
  <text class="label" x="392" y="154" text-anchor="end">0.500×</text>
  <rect class="s8 fill" x="98.6" y="144" width="59" height="11"><title>0.500× [0.500, \
  0.500]</title></rect>
  <line class="halo" x1="157.6" y1="149.5" x2="157.6" y2="149.5"/>
  <line class="halo" x1="157.6" y1="146.5" x2="157.6" y2="152.5"/>
  <line class="halo" x1="157.6" y1="146.5" x2="157.6" y2="152.5"/>
  <line class="interval" x1="157.6" y1="149.5" x2="157.6" y2="149.5"/>
  <line class="interval" x1="157.6" y1="146.5" x2="157.6" y2="152.5"/>
  <line class="interval" x1="157.6" y1="146.5" x2="157.6" y2="152.5"/>
  <line class="limit-mark" x1="334.6" y1="141.5" x2="334.6" y2="157.5"/>
  <line class="ideal" x1="334.6" y1="74" x2="334.6" y2="162"/>
  <text class="label" x="334.6" y="70" text-anchor="middle">ideal</text>
  </svg>

  """

private let panels = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 416" role="img">
  <title>How much of each further thread arrives</title>
  <desc>Speed-up over threads: 100 % is ideal. Dotted: what the machine allowed, by a loop of \
  fused multiply-adds on as many threads. There are no whiskers, as there are too few pairs of \
  blocks for an interval.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">How much of each further thread \
  arrives</text>
  <line class="s9 line" x1="8" y1="40" x2="26" y2="40"/>
  <path class="s9 fill" d="M17 40m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="32" y="44" text-anchor="start">batch 128</text>
  <line class="ideal" x1="105.4" y1="40" x2="123.4" y2="40"/>
  <text class="label" x="129.4" y="44" text-anchor="start">ideal</text>
  <line class="limit" x1="176.4" y1="40" x2="194.4" y2="40"/>
  <text class="label" x="200.4" y="44" text-anchor="start">the machine's</text>
  <path class="s9 hollow" d="M17 60m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="32" y="64" text-anchor="start">more threads than CPUs</text>
  <text class="panel-title" x="200" y="88" text-anchor="middle">denoise</text>
  <text class="label" x="8" y="103" text-anchor="start">efficiency</text>
  <text class="label" x="213.5" y="405" text-anchor="middle">threads, log scale</text>
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
  <line class="axis" x1="300.5" y1="372" x2="300.5" y2="376"/>
  <text class="label" x="300.5" y="389" text-anchor="middle">3</text>
  <line class="axis" x1="362.2" y1="372" x2="362.2" y2="376"/>
  <text class="label" x="362.2" y="389" text-anchor="middle">4</text>
  <line class="axis" x1="47" y1="372" x2="380" y2="372"/>
  <path class="ideal" d="M64.8 124.4 L362.2 124.4"/>
  <path class="limit" d="M64.8 124.4 L213.5 124.4 L300.5 124.4 L362.2 124.4"/>
  <path class="s9 line" d="M64.8 124.4 L213.5 129.4 L300.5 144.2 L362.2 258.6"/>
  <path class="s9 fill" d="M64.8 124.4m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>efficiency \
  100 % at threads 1</title></path>
  <path class="s9 fill" d="M213.5 129.4m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>efficiency \
  98 % at threads 2</title></path>
  <path class="s9 hollow" d="M300.5 144.2m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 \
  0z"><title>efficiency 92 % at threads 3</title></path>
  <path class="s9 hollow" d="M362.2 258.6m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 \
  0z"><title>efficiency 46 % at threads 4</title></path>
  </svg>

  """

private let dots = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 164" role="img">
  <title>How many samples a second each network trains</title>
  <desc>Each network with the batch at which it is fastest. Whiskers are 95 % intervals, where \
  longer than a dot.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">How many samples a second each network \
  trains</text>
  <path class="s6 fill" d="M17 40m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"/>
  <text class="label" x="32" y="44" text-anchor="start">1 thread</text>
  <path class="s8 fill" d="M107.8 40m-3.5 -3.5 h7 v7 h-7z"/>
  <text class="label" x="122.8" y="44" text-anchor="start">2 threads</text>
  <text class="label" x="392" y="72" text-anchor="end">best</text>
  <line class="grid" x1="123.4" y1="78" x2="123.4" y2="114"/>
  <line class="grid" x1="209.4" y1="78" x2="209.4" y2="114"/>
  <line class="grid" x1="295.4" y1="78" x2="295.4" y2="114"/>
  <text class="label" x="76.6" y="91" text-anchor="end">denoise 128</text>
  <text class="label" x="392" y="91" text-anchor="end">116 k</text>
  <line class="s6 interval" x1="99.6" y1="85.5" x2="108.1" y2="85.5"/>
  <path class="s6 fill" d="M103.7 85.5m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>59 k [53, \
  66]</title></path>
  <line class="s8 interval" x1="125" y1="88.5" x2="133.6" y2="88.5"/>
  <path class="s8 fill" d="M129.1 88.5m-3.5 -3.5 h7 v7 h-7z"><title>116 k [104, \
  131]</title></path>
  <text class="label" x="76.6" y="109" text-anchor="end">pair 32</text>
  <text class="label" x="392" y="109" text-anchor="end">16.0 M</text>
  <line class="s6 interval" x1="309.3" y1="103.5" x2="317" y2="103.5"/>
  <path class="s6 fill" d="M313 103.5m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"><title>16.0 M [14.5, \
  17.8]</title></path>
  <line class="s8 interval" x1="281.3" y1="106.5" x2="290.1" y2="106.5"/>
  <path class="s8 fill" d="M285.5 106.5m-3.5 -3.5 h7 v7 h-7z"><title>7.7 M [6.9, \
  8.7]</title></path>
  <text class="label" x="123.4" y="134" text-anchor="middle">100 k</text>
  <text class="label" x="209.4" y="134" text-anchor="middle">1 M</text>
  <text class="label" x="295.4" y="134" text-anchor="middle">10 M</text>
  <text class="label" x="208.3" y="154" text-anchor="middle">samples/s, log scale</text>
  </svg>

  """

private let hills = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 400 180" role="img">
  <title>How far step times spread</title>
  <desc>All timed steps by their time over the median, each network with its largest batch. A \
  narrow hill is a steady step; what lies far to the right is slow. The number is the 99th \
  percentile over the median, with the most threads. What lies beyond an end stands at it.</desc>
  <rect class="paper" width="100%" height="100%"/>
  <text class="title" x="8" y="20" text-anchor="start">How far step times spread</text>
  <rect class="s6 fill" x="12" y="35" width="10" height="10"/>
  <text class="label" x="32" y="44" text-anchor="start">1 thread, upwards</text>
  <rect class="s8 fill" x="162.2" y="35" width="10" height="10"/>
  <text class="label" x="182.2" y="44" text-anchor="start">2 threads, downwards</text>
  <text class="label" x="392" y="72" text-anchor="end">p99</text>
  <line class="grid" x1="119.8" y1="78" x2="119.8" y2="138"/>
  <text class="label" x="119.8" y="153" text-anchor="middle">0.8</text>
  <line class="axis" x1="175.1" y1="78" x2="175.1" y2="138"/>
  <text class="label" x="175.1" y="153" text-anchor="middle">1</text>
  <line class="grid" x1="220.3" y1="78" x2="220.3" y2="138"/>
  <text class="label" x="220.3" y="153" text-anchor="middle">1.2</text>
  <line class="grid" x1="275.7" y1="78" x2="275.7" y2="138"/>
  <text class="label" x="275.7" y="153" text-anchor="middle">1.5</text>
  <line class="grid" x1="347" y1="78" x2="347" y2="138"/>
  <text class="label" x="347" y="153" text-anchor="middle">2</text>
  <text class="label" x="225.4" y="171" text-anchor="middle">time of a step / its median (×), \
  log scale</text>
  <text class="label" x="93.8" y="97" text-anchor="end">denoise 1,024</text>
  <text class="label" x="392" y="97" text-anchor="end">1.12×</text>
  <path class="s6 fill" d="M103.8 93 L108.9 93 L108.9 93 L113.9 93 L113.9 93 L119 93 L119 93 \
  L124.1 93 L124.1 93 L129.1 93 L129.1 93 L134.2 93 L134.2 93 L139.3 93 L139.3 93 L144.3 93 \
  L144.3 80 L149.4 80 L149.4 80 L154.5 80 L154.5 93 L159.5 93 L159.5 93 L164.6 93 L164.6 93 \
  L169.7 93 L169.7 80 L174.7 80 L174.7 80 L179.8 80 L179.8 93 L184.9 93 L184.9 93 L189.9 93 \
  L189.9 93 L195 93 L195 80 L200.1 80 L200.1 80 L205.1 80 L205.1 93 L210.2 93 L210.2 93 L215.3 \
  93 L215.3 93 L220.3 93 L220.3 93 L225.4 93 L225.4 93 L230.5 93 L230.5 93 L235.5 93 L235.5 93 \
  L240.6 93 L240.6 93 L245.7 93 L245.7 93 L250.7 93 L250.7 93 L255.8 93 L255.8 93 L260.9 93 \
  L260.9 93 L265.9 93 L265.9 93 L271 93 L271 93 L276.1 93 L276.1 93 L281.1 93 L281.1 93 L286.2 \
  93 L286.2 93 L291.3 93 L291.3 93 L296.3 93 L296.3 93 L301.4 93 L301.4 93 L306.5 93 L306.5 93 \
  L311.5 93 L311.5 93 L316.6 93 L316.6 93 L321.7 93 L321.7 93 L326.7 93 L326.7 93 L331.8 93 \
  L331.8 93 L336.9 93 L336.9 93 L341.9 93 L341.9 93 L347 93 L347 93 L103.8 93z"/>
  <line class="grid" x1="103.8" y1="93" x2="347" y2="93"/>
  <text class="label" x="93.8" y="127" text-anchor="end">pair 32</text>
  <text class="label" x="392" y="127" text-anchor="end">1.37×</text>
  <path class="s6 fill" d="M103.8 123 L108.9 123 L108.9 123 L113.9 123 L113.9 123 L119 123 L119 \
  123 L124.1 123 L124.1 123 L129.1 123 L129.1 123 L134.2 123 L134.2 123 L139.3 123 L139.3 123 \
  L144.3 123 L144.3 110 L149.4 110 L149.4 110 L154.5 110 L154.5 123 L159.5 123 L159.5 123 L164.6 \
  123 L164.6 123 L169.7 123 L169.7 110 L174.7 110 L174.7 110 L179.8 110 L179.8 123 L184.9 123 \
  L184.9 123 L189.9 123 L189.9 123 L195 123 L195 110 L200.1 110 L200.1 110 L205.1 110 L205.1 123 \
  L210.2 123 L210.2 123 L215.3 123 L215.3 123 L220.3 123 L220.3 123 L225.4 123 L225.4 123 L230.5 \
  123 L230.5 123 L235.5 123 L235.5 123 L240.6 123 L240.6 123 L245.7 123 L245.7 123 L250.7 123 \
  L250.7 123 L255.8 123 L255.8 123 L260.9 123 L260.9 123 L265.9 123 L265.9 123 L271 123 L271 123 \
  L276.1 123 L276.1 123 L281.1 123 L281.1 123 L286.2 123 L286.2 123 L291.3 123 L291.3 123 L296.3 \
  123 L296.3 123 L301.4 123 L301.4 123 L306.5 123 L306.5 123 L311.5 123 L311.5 123 L316.6 123 \
  L316.6 123 L321.7 123 L321.7 123 L326.7 123 L326.7 123 L331.8 123 L331.8 123 L336.9 123 L336.9 \
  123 L341.9 123 L341.9 123 L347 123 L347 123 L103.8 123z"/>
  <path class="s8 fill" d="M103.8 123 L108.9 123 L108.9 123 L113.9 123 L113.9 123 L119 123 L119 \
  123 L124.1 123 L124.1 123 L129.1 123 L129.1 123 L134.2 123 L134.2 123 L139.3 123 L139.3 133.8 \
  L144.3 133.8 L144.3 133.8 L149.4 133.8 L149.4 123 L154.5 123 L154.5 123 L159.5 123 L159.5 123 \
  L164.6 123 L164.6 123 L169.7 123 L169.7 133.8 L174.7 133.8 L174.7 133.8 L179.8 133.8 L179.8 \
  123 L184.9 123 L184.9 123 L189.9 123 L189.9 133.8 L195 133.8 L195 136 L200.1 136 L200.1 125.2 \
  L205.1 125.2 L205.1 123 L210.2 123 L210.2 123 L215.3 123 L215.3 123 L220.3 123 L220.3 123 \
  L225.4 123 L225.4 127.3 L230.5 127.3 L230.5 123 L235.5 123 L235.5 123 L240.6 123 L240.6 123 \
  L245.7 123 L245.7 125.2 L250.7 125.2 L250.7 125.2 L255.8 125.2 L255.8 123 L260.9 123 L260.9 \
  123 L265.9 123 L265.9 123 L271 123 L271 123 L276.1 123 L276.1 123 L281.1 123 L281.1 123 L286.2 \
  123 L286.2 123 L291.3 123 L291.3 123 L296.3 123 L296.3 123 L301.4 123 L301.4 123 L306.5 123 \
  L306.5 123 L311.5 123 L311.5 123 L316.6 123 L316.6 123 L321.7 123 L321.7 123 L326.7 123 L326.7 \
  123 L331.8 123 L331.8 123 L336.9 123 L336.9 123 L341.9 123 L341.9 123 L347 123 L347 123 L103.8 \
  123z"/>
  <line class="grid" x1="103.8" y1="123" x2="347" y2="123"/>
  </svg>

  """
