/// Two shades of one hue: on white and on black; `Palette` holds those that stay apart for
/// colour-blind readers.
private struct Shade {
  let light: String
  let dark: String
}

/// - Source: “Points of View: Color Blindness”, Nature Methods 8, 2011, whose eight colours these
///   are; where one is too pale on white or too dark on black, a shade of the same hue stands in.
private let palette = [
  Shade(light: "#0072b2", dark: "#56b4e9"), Shade(light: "#d55e00", dark: "#f0883e"),
  Shade(light: "#007a59", dark: "#2fc9a0"), Shade(light: "#a8487a", dark: "#e39ac1"),
  Shade(light: "#8a6d00", dark: "#f0e442"), Shade(light: "#444444", dark: "#c9c9c9"),
]

extension Drawing {
  /// A picture that stands alone, with the reader's choice of light or dark.
  var svg: String {
    let size = "width=\"\(number(width))\" height=\"\(number(height))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(number(width)) \
      \(number(height))" role="img">
      <title>\(escaped(title))</title>
      <style>
      \(style)
      </style>
      <rect class="paper" width="100%" height="100%"/>
      \(marks.map(\.svg).joined(separator: "\n"))
      </svg>

      """
  }

  /// Only the colours of series that occur.
  private var style: String {
    let used = palette.indices.filter { index in marks.contains { $0.series == index } }
    let light = used.map { ".s\($0) { --c: \(palette[$0].light) }" }
    let dark = used.map { ".s\($0) { --c: \(palette[$0].dark) }" }
    return """
      svg { --paper: #ffffff; --ink: #1f2328; --rule: #d1d5da; font: 13px system-ui, sans-serif }
      \(light.joined(separator: "\n"))
      @media (prefers-color-scheme: dark) {
      svg { --paper: #0d1117; --ink: #e6edf3; --rule: #3d444d }
      \(dark.joined(separator: "\n"))
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
      """
  }
}

extension Drawing.Mark {
  fileprivate var svg: String {
    switch self {
    case .line(let a, let b, let role):
      "<line class=\"\(role.lineClass)\" x1=\"\(number(a.x))\" y1=\"\(number(a.y))\" "
        + "x2=\"\(number(b.x))\" y2=\"\(number(b.y))\"/>"
    case .path(let points, let role):
      "<path class=\"\(role.lineClass)\" d=\"M"
        + points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: " L") + "\"/>"
    case .rectangle(let corner, let width, let height, let role):
      "<rect class=\"\(role.areaClass)\" x=\"\(number(corner.x))\" y=\"\(number(corner.y))\" "
        + "width=\"\(number(width))\" height=\"\(number(height))\"/>"
    case .dot(let center, let series, let isHollow):
      "<circle class=\"s\(series % palette.count) \(isHollow ? "hollow" : "fill")\" "
        + "cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"4\"/>"
    case .text(let text, let point, let anchor, let role):
      "<text class=\"\(role.textClass)\" x=\"\(number(point.x))\" y=\"\(number(point.y))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(escaped(text))</text>"
    }
  }

  /// The place in the palette of the series that the shape belongs to.
  fileprivate var series: Int? {
    switch self {
    case .line(_, _, let role), .path(_, let role), .rectangle(_, _, _, let role),
      .text(_, _, _, let role):
      role.series
    case .dot(_, let series, _): series % palette.count
    }
  }
}

extension Drawing.Role {
  fileprivate var series: Int? {
    switch self {
    case .series(let index), .idealOfSeries(let index): index % palette.count
    default: nil
    }
  }

  fileprivate var lineClass: String {
    switch self {
    case .series(let index): "s\(index % palette.count) line"
    case .idealOfSeries(let index): "s\(index % palette.count) faint"
    default: "\(self)"
    }
  }

  fileprivate var areaClass: String {
    series.map { "s\($0) fill" } ?? "\(self)"
  }

  fileprivate var textClass: String { self == .title ? "title" : "label" }
}

/// One decimal is a tenth of a point: enough for the eye, and short.
private func number(_ value: Double) -> String {
  let text = Format.fixed(value, decimals: 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

private func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
