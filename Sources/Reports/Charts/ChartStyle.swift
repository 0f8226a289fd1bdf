/// The colours of a page: each family has one meaning, so that a colour never stands for a number of threads
/// in one chart and for a batch size in the next. No colour of a family is near one of another.
enum Palette {
  /// Libraries, builds, machines: what has no order.
  static func kind(_ place: Int) -> Int { place % kinds }
  /// Thread counts, from few to many: `place` is 0, 1 or 2.
  static func threads(_ place: Int) -> Int { kinds + place % threadCounts }
  /// Batch sizes, ascending.
  static func batch(_ place: Int) -> Int { kinds + threadCounts + place % batches }
  /// What a step does, in its order.
  static func phase(_ place: Int) -> Int { kinds + threadCounts + batches + place % phases }
  /// What is to be taken with care: a grey of what is no work, duller than any figure on white and on black.
  static var doubtful: Int { phase(4) }
  /// Ranks, whose number an axis or a label tells.
  static let ranks = kinds + threadCounts + batches + phases

  /// The series of each family.
  static let families = [
    (0..<kinds).map(kind), (0..<threadCounts).map(threads), (0..<batches).map(batch),
    (0..<phases).map(phase), [ranks],
  ]

  private static let kinds = 6
  private static let threadCounts = 3
  private static let batches = 6
  private static let phases = 6
}

/// What the shapes of a drawing look like, in light and in dark.
enum ChartStyle {
  /// Series that can be told apart.
  static let count = looks.count

  /// The style sheet of drawings, for those series alone that occur.
  static func sheet(series: [Int]) -> String {
    """
    .chart { \(light); font: 12px system-ui, sans-serif }
    \(series.map { ".chart .s\($0) { --c: \(looks[$0].light) }" }.joined(separator: "\n"))
    @media screen and (prefers-color-scheme: dark) {
    .chart { \(dark) }
    \(series.map { ".chart .s\($0) { --c: \(looks[$0].dark) }" }.joined(separator: "\n"))
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
    """
  }

  /// The colours of paper, ink and rules, as custom properties.
  static let light = "--paper: #ffffff; --ink: #1f2328; --rule: #d1d5da"
  /// The same for readers who asked for dark.
  static let dark = "--paper: #0d1117; --ink: #e6edf3; --rule: #3d444d"

  /// The sign of a series around a point, as the data of a path: nobody has to tell colours apart.
  static func symbol(
    of series: Int, at center: Drawing.Point, _ number: (Double) -> String
  ) -> String {
    let place = "M\(number(center.x)) \(number(center.y))"
    return place + looks[series % count].symbol
  }

  /// How one series looks: two shades of one hue, on white and on black, and a sign around a point.
  private struct Look {
    let light: String
    let dark: String
    let symbol: String
  }

  /// A series' colour on white and on black, as `#rrggbb`.
  static func colors(of series: Int) -> (light: String, dark: String) {
    (looks[series % count].light, looks[series % count].dark)
  }

  /// The families in the order of `Palette`.
  private static let looks = kinds + threads + batches + phases + ranks

  /// Hues that no other family has, and a sign each, as not everybody tells hues apart.
  private static let kinds = [
    // A circle.
    Look(light: "#007d8a", dark: "#4dd0e1", symbol: "m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"),
    // A square.
    Look(light: "#b3267e", dark: "#f48ac4", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    // A triangle.
    Look(light: "#6b7a00", dark: "#a3ad1e", symbol: "m0 -5 l4.5 8 h-9z"),
    // A diamond.
    Look(light: "#00a39b", dark: "#a8f5ea", symbol: "m0 -5 l5 5 l-5 5 l-5 -5z"),
    // A triangle on its tip.
    Look(light: "#d4607a", dark: "#ffb7c0", symbol: "m0 5 l4.5 -8 h-9z"),
    // A cross.
    Look(
      light: "#3d4248", dark: "#f4f1e6",
      symbol: "m-1.5 -4.5 h3 v3 h3 v3 h-3 v3 h-3 v-3 h-3 v-3 h3z"),
  ]

  /// One hue, the darker on white the more threads; three signs.
  private static let threads = [
    Look(light: "#5f97c4", dark: "#3f7fb3", symbol: "m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"),
    Look(light: "#2a6ca8", dark: "#7db8ea", symbol: "m0 -5 l4.5 8 h-9z"),
    Look(light: "#0a3f73", dark: "#c4e1fb", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
  ]

  /// From gold to brown.
  private static let batches = [
    Look(light: "#b58100", dark: "#f2cf4a", symbol: "m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0z"),
    Look(light: "#c25e00", dark: "#f0883e", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#7a4a10", dark: "#c9a26b", symbol: "m0 -5 l4.5 8 h-9z"),
    Look(light: "#967a4a", dark: "#8a6a33", symbol: "m0 -5 l5 5 l-5 5 l-5 -5z"),
    Look(light: "#8f3b14", dark: "#c8622f", symbol: "m0 5 l4.5 -8 h-9z"),
    Look(
      light: "#4a2d14", dark: "#ffdca8",
      symbol: "m-1.5 -4.5 h3 v3 h3 v3 h-3 v3 h-3 v-3 h-3 v-3 h3z"),
  ]

  /// Greens and violets for work, greys for what is none.
  private static let phases = [
    Look(light: "#00694c", dark: "#2fc9a0", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#57a639", dark: "#a5e07f", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#5b3f9e", dark: "#a58be8", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#9c83c9", dark: "#d7c8fa", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#6e7681", dark: "#8b949e", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
    Look(light: "#afb8c1", dark: "#565e67", symbol: "m-3.5 -3.5 h7 v7 h-7z"),
  ]

  private static let ranks = [
    Look(light: "#d0021b", dark: "#ff5c5c", symbol: "m0 -5 l5 5 l-5 5 l-5 -5z")
  ]
}
