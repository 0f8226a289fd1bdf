import Records
import Testing

@testable import Reports

@Suite struct ChartTests {
  @Test func twoThreadCountsAreDrawnAsBars() throws {
    expectEqual(try #require(try exampleModel().scalingChart).svg, bars)
  }

  @Test func moreThreadCountsAreDrawnAsLines() throws {
    let replicates = threeThreadReplicates().filter { $0.subject.model == "denoise" }
    expectEqual(try #require(try model(of: replicates).scalingChart).svg, panels)
  }

  @Test func withoutOneThreadOrWithOnlyOneCountThereIsNothingToDraw() throws {
    #expect(try model(of: [pair([1: [2, 2]]).replicate()]).scalingChart == nil)
    #expect(try model(of: [pair([2: [2, 2], 4: [1, 1]]).replicate()]).scalingChart == nil)
  }

  @Test func namesAreEscaped() throws {
    var replicates = twoThreadReplicates()
    for index in replicates.indices { replicates[index].subject.model = "<a&b>" }
    let chart = try #require(try model(of: replicates).scalingChart)
    #expect(chart.svg.contains(">&lt;a&amp;b&gt;</text>"))
  }
}

private let bars = """
  <svg xmlns="http://www.w3.org/2000/svg" width="480" height="175" viewBox="0 0 480 175" role="img">
  <title>Speed-up with 2 threads</title>
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
  <text class="title" x="10" y="22" text-anchor="start">Speed-up with 2 threads</text>
  <text class="label" x="142" y="54" text-anchor="end">batch</text>
  <line class="axis" x1="150" y1="62" x2="150" y2="131"/>
  <text class="label" x="150" y="147" text-anchor="middle">0</text>
  <line class="grid" x1="202.4" y1="62" x2="202.4" y2="131"/>
  <text class="label" x="202.4" y="147" text-anchor="middle">0.5</text>
  <line class="axis" x1="254.8" y1="62" x2="254.8" y2="131"/>
  <text class="label" x="254.8" y="147" text-anchor="middle">1</text>
  <line class="grid" x1="307.2" y1="62" x2="307.2" y2="131"/>
  <text class="label" x="307.2" y="147" text-anchor="middle">1.5</text>
  <line class="grid" x1="359.6" y1="62" x2="359.6" y2="131"/>
  <text class="label" x="359.6" y="147" text-anchor="middle">2</text>
  <line class="grid" x1="412" y1="62" x2="412" y2="131"/>
  <text class="label" x="412" y="147" text-anchor="middle">2.5</text>
  <text class="label" x="281" y="166" text-anchor="middle">speed-up against 1 thread (×), with 95 \
  % interval</text>
  <text class="label" x="10" y="79.5" text-anchor="start">pair</text>
  <text class="label" x="142" y="79.5" text-anchor="end">32</text>
  <text class="label" x="470" y="79.5" text-anchor="end">0.500×</text>
  <rect class="s0 fill" x="150" y="69.5" width="52.4" height="11"/>
  <line class="interval" x1="202.4" y1="75" x2="202.4" y2="75"/>
  <line class="interval" x1="202.4" y1="72" x2="202.4" y2="78"/>
  <line class="interval" x1="202.4" y1="72" x2="202.4" y2="78"/>
  <text class="label" x="10" y="105.5" text-anchor="start">denoise</text>
  <text class="label" x="142" y="105.5" text-anchor="end">128</text>
  <text class="label" x="470" y="105.5" text-anchor="end">2.00×</text>
  <rect class="s1 fill" x="150" y="95.5" width="209.6" height="11"/>
  <line class="interval" x1="351.2" y1="101" x2="359.6" y2="101"/>
  <line class="interval" x1="351.2" y1="98" x2="351.2" y2="104"/>
  <line class="interval" x1="359.6" y1="98" x2="359.6" y2="104"/>
  <text class="label" x="142" y="122.5" text-anchor="end">1,024</text>
  <text class="label" x="470" y="122.5" text-anchor="end">not measured</text>
  <line class="ideal" x1="359.6" y1="58" x2="359.6" y2="131"/>
  <text class="label" x="359.6" y="54" text-anchor="middle">ideal</text>
  </svg>

  """

private let panels = """
  <svg xmlns="http://www.w3.org/2000/svg" width="480" height="280" viewBox="0 0 480 280" role="img">
  <title>Throughput against threads</title>
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
  <text class="title" x="10" y="22" text-anchor="start">Throughput against threads</text>
  <line class="s0 line" x1="10" y1="44" x2="30" y2="44"/>
  <circle class="s0 fill" cx="20" cy="44" r="4"/>
  <text class="label" x="36" y="48" text-anchor="start">batch 128</text>
  <line class="s1 line" x1="128" y1="44" x2="148" y2="44"/>
  <circle class="s1 fill" cx="138" cy="44" r="4"/>
  <text class="label" x="154" y="48" text-anchor="start">batch 1,024</text>
  <line class="ideal" x1="246" y1="44" x2="266" y2="44"/>
  <text class="label" x="272" y="48" text-anchor="start">ideal</text>
  <circle class="s0 hollow" cx="20" cy="64" r="4"/>
  <text class="label" x="36" y="68" text-anchor="start">more threads than CPUs</text>
  <text class="title" x="139" y="92" text-anchor="middle">denoise</text>
  <text class="label" x="10" y="108" text-anchor="start">samples/s</text>
  <text class="label" x="139" y="266" text-anchor="middle">threads</text>
  <line class="grid" x1="52" y1="232" x2="226" y2="232"/>
  <text class="label" x="47" y="236" text-anchor="end">50 k</text>
  <line class="grid" x1="52" y1="175" x2="226" y2="175"/>
  <text class="label" x="47" y="179" text-anchor="end">100 k</text>
  <line class="grid" x1="52" y1="118" x2="226" y2="118"/>
  <text class="label" x="47" y="122" text-anchor="end">200 k</text>
  <line class="axis" x1="58" y1="232" x2="58" y2="236"/>
  <text class="label" x="58" y="249" text-anchor="middle">1</text>
  <line class="axis" x1="139" y1="232" x2="139" y2="236"/>
  <text class="label" x="139" y="249" text-anchor="middle">2</text>
  <line class="axis" x1="220" y1="232" x2="220" y2="236"/>
  <text class="label" x="220" y="249" text-anchor="middle">4</text>
  <line class="axis" x1="52" y1="232" x2="226" y2="232"/>
  <path class="s0 faint" d="M58 218.3 L139 161.3"/>
  <path class="s0 line" d="M58 218.3 L139 162.5 L220 169.1"/>
  <line class="interval" x1="58" y1="227.3" x2="58" y2="208.7"/>
  <circle class="s0 fill" cx="58" cy="218.3" r="4"/>
  <line class="interval" x1="139" y1="171.6" x2="139" y2="152.6"/>
  <circle class="s0 fill" cx="139" cy="162.5" r="4"/>
  <line class="interval" x1="220" y1="178.1" x2="220" y2="159.4"/>
  <circle class="s0 hollow" cx="220" cy="169.1" r="4"/>
  <path class="s1 faint" d="M58 211.7 L139 154.7"/>
  <path class="s1 line" d="M58 211.7 L139 154.7"/>
  <line class="interval" x1="58" y1="219.8" x2="58" y2="202.8"/>
  <circle class="s1 fill" cx="58" cy="211.7" r="4"/>
  <line class="interval" x1="139" y1="162.8" x2="139" y2="145.8"/>
  <circle class="s1 fill" cx="139" cy="154.7" r="4"/>
  </svg>

  """
