extension Drawing {
  /// A picture that stands alone, with the reader's choice of light or dark.
  var svg: String {
    let series = Set(marks.compactMap(\.series)).sorted()
    return svg(
      size: "width=\"\(number(Self.pageWidth))\" height=\"\(number(height))\" ",
      style: "<style>\n\(ChartStyle.sheet(series: series))\n</style>\n")
  }

  /// The same picture for a page that holds `ChartStyle.sheet` once and says how wide it is.
  var inlineSVG: String { svg(size: "", style: "") }

  private func svg(size: String, style: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" class="chart" \(size)viewBox="0 0 \
    \(number(Self.pageWidth)) \(number(height))" role="img">
    <title>\(title.escapedForXML)</title>
    <desc>\(description.escapedForXML)</desc>
    \(style)<rect class="paper" width="100%" height="100%"/>
    \(marks.map(\.svg).joined(separator: "\n"))
    </svg>

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
    case .area(let points, let role):
      "<path class=\"\(role.areaClass)\" d=\"M"
        + points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: " L") + "z\"/>"
    case .rectangle(let corner, let width, let height, let role, let tip):
      element(
        "rect class=\"\(role.areaClass)\" x=\"\(number(corner.x))\" y=\"\(number(corner.y))\" "
          + "width=\"\(number(width))\" height=\"\(number(height))\"\(role.ownStyle)", tip: tip)
    case .dot(let center, let series, let isHollow, let tip):
      element(
        "path class=\"s\(series % ChartStyle.count) \(isHollow ? "hollow" : "fill")\" d=\""
          + ChartStyle.symbol(of: series, at: center, number) + "\"", tip: tip)
    case .text(let text, let point, let anchor, let role):
      "<text class=\"\(role.textClass)\" x=\"\(number(point.x))\" y=\"\(number(point.y))\" "
        + "text-anchor=\"\(anchor.rawValue)\">\(text.escapedForXML)</text>"
    }
  }

  /// The place in the palette of the series that the shape belongs to.
  var series: Int? {
    switch self {
    case .line(_, _, let role), .path(_, let role), .area(_, let role),
      .rectangle(_, _, _, let role, _), .text(_, _, _, let role):
      role.series
    case .dot(_, let series, _, _): series % ChartStyle.count
    }
  }

  private func element(_ text: String, tip: String) -> String {
    guard !tip.isEmpty else { return "<\(text)/>" }
    let name = text.prefix { $0 != " " }
    return "<\(text)><title>\(tip.escapedForXML)</title></\(name)>"
  }
}

extension Drawing.Role {
  fileprivate var series: Int? {
    switch self {
    case .series(let index), .idealOfSeries(let index), .limitOfSeries(let index),
      .intervalOfSeries(let index):
      index % ChartStyle.count
    default: nil
    }
  }

  fileprivate var lineClass: String {
    let kind =
      switch self {
      case .series: "line"
      case .idealOfSeries: "ideal"
      case .limitOfSeries: "limit"
      case .intervalOfSeries: "interval"
      case .limitMark: "limit-mark"
      default: "\(self)"
      }
    return (series.map { "s\($0) " } ?? "") + kind
  }

  /// What the style sheet that all charts share does not have.
  fileprivate var ownStyle: String {
    self == .band ? " style=\"fill: var(--rule)\"" : ""
  }

  fileprivate var areaClass: String {
    series.map { "s\($0) fill" } ?? "\(self)"
  }

  fileprivate var textClass: String {
    switch self {
    case .title: "title"
    case .panelTitle: "panel-title"
    case .note: "note"
    case .series: (series.map { "s\($0) " } ?? "") + "arrow"
    default: "label"
    }
  }
}

/// One decimal is a tenth of a point: enough for the eye, and short.
private func number(_ value: Double) -> String {
  let text = Format.fixed(value, decimals: 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
