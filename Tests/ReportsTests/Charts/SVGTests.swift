import Testing

@testable import Reports

@Suite struct SVGTests {
  @Test func aPictureAloneBringsTheStyleOfItsSeriesAndEscapesTexts() {
    let drawing = Drawing(
      height: 20, title: "a & b", description: "c",
      marks: [
        .dot(Drawing.Point(x: 1, y: 2), series: 1, isHollow: false, tip: "<d>")
      ])
    expectEqual(drawing.svg, alone)
    #expect(!drawing.inlineSVG.contains("<style>"))
  }

  @Test func seriesBeyondThePaletteBeginItAgain() {
    let count = ChartStyle.count
    let drawing = Drawing(
      height: 20, title: "", description: "",
      marks: [.path([Drawing.Point(x: 0, y: 0), Drawing.Point(x: 1, y: 1)], .series(count + 2))])
    #expect(drawing.svg.contains("<path class=\"s2 line\" d=\"M0 0 L1 1\"/>"))
    #expect(drawing.svg.contains(".chart .s2 { --c: #6b7a00 }"))
  }
}

private let alone = """
  <svg xmlns="http://www.w3.org/2000/svg" class="chart" width="400" height="20" viewBox="0 0 400 \
  20" role="img">
  <title>a &amp; b</title>
  <desc>c</desc>
  <style>
  .chart { --paper: #ffffff; --ink: #1f2328; --rule: #d1d5da; font: 12px system-ui, sans-serif }
  .chart .s1 { --c: #b3267e }
  @media screen and (prefers-color-scheme: dark) {
  .chart { --paper: #0d1117; --ink: #e6edf3; --rule: #3d444d }
  .chart .s1 { --c: #f48ac4 }
  }
  .chart .paper { fill: var(--paper) }
  .chart text { fill: var(--ink); stroke: var(--paper); stroke-width: 3; paint-order: stroke }
  .chart .title { font-size: 14px; font-weight: 600 }
  .chart .panel-title { font-weight: 600 }
  .chart line, .chart path { fill: none; stroke: var(--c, var(--ink)); stroke-width: 1 }
  .chart .grid { stroke: var(--rule) }
  .chart .leader { stroke-opacity: 0.5 }
  .chart .ideal { stroke-dasharray: 6 4 }
  .chart .limit { stroke-dasharray: 2 2; stroke-width: 2 }
  .chart .limit-mark { stroke-width: 2.5 }
  .chart .line { stroke-width: 2 }
  .chart .fill { fill: var(--c); stroke: var(--paper) }
  .chart .hollow { fill: var(--paper); stroke-width: 2 }
  .chart .interval { stroke-width: 1.5 }
  .chart .halo { stroke: var(--paper); stroke-width: 3; stroke-linecap: square }
  .chart .note { font-size: 11px }
  .chart .arrow { fill: var(--c); font-weight: 600 }
  </style>
  <rect class="paper" width="100%" height="100%"/>
  <path class="s1 fill" d="M1 2m-3.5 -3.5 h7 v7 h-7z"><title>&lt;d&gt;</title></path>
  </svg>

  """
