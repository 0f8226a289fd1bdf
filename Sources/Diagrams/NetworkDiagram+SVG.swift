import Networks

extension NetworkDiagram {
  /// The diagram as a picture that stands alone, with a bar of where the weights are below it.
  public func svg(of network: ResolvedNetwork) -> String {
    let bar = ParameterBar(network)
    let margin = 20.0, title = 26.0
    let fullWidth = max(width, 420) + 2 * margin
    let barTop = title + height + 2 * margin
    let fullHeight = barTop + (bar.isEmpty ? 0 : 60)
    let name = printable(network.network.name).escapedForXML
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(number(fullWidth))" \
      height="\(number(fullHeight))" viewBox="0 0 \(number(fullWidth)) \(number(fullHeight))" \
      role="img">
      <title>\(name): \(network.layers.count) layers, \(grouped(network.parameterCount)) \
      parameters</title>
      <style>\(Self.style)</style>
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
      orient="auto"><path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>
      <rect class="paper" width="100%" height="100%"/>
      <text class="name" x="\(number(margin))" y="22">\(name)</text>
      <g transform="translate(\(number((fullWidth - width) / 2)) \(number(title + margin)))">
      \(lines.joined(separator: "\n"))
      </g>
      \(bar.svg(x: margin, y: barTop, width: fullWidth - 2 * margin))
      </svg>

      """
  }

  private static let style = """
    svg{font:11px system-ui,sans-serif;--ink:#1f2933;--soft:#52606d;--paper:#fff;--box:#eef4fb;\
    --edge:#5b7ea6;--ice:#f1f1f1}@media(prefers-color-scheme:dark){svg{--ink:#e4e7eb;--soft:#9aa5b1;\
    --paper:#15191e;--box:#1e2a38;--edge:#7aa2d2;--ice:#26292e}}.paper{fill:var(--paper)}\
    text{fill:var(--ink);text-anchor:middle}.name{font-size:15px;text-anchor:start}\
    .detail,.legend{fill:var(--soft)}.legend{text-anchor:start}.box{fill:var(--box);\
    stroke:var(--edge)}.frozen{fill:var(--ice);stroke-dasharray:4 3}.group{fill:none;\
    stroke:var(--edge)}.arrow{fill:none;stroke:var(--edge)}.tip{fill:var(--edge)}\
    .part{stroke:var(--paper)}
    """

  /// Boxes and arrows, the hindmost first.
  private var lines: [String] {
    arrows.map { arrow in
      let path = arrow.points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: " L")
      return "<path class=\"arrow\" marker-end=\"url(#tip)\" d=\"M\(path)\"/>"
    } + boxes.flatMap(\.lines)
  }
}

extension NetworkDiagram.Box {
  fileprivate var lines: [String] {
    let kind = inside.isEmpty ? isFrozen ? "box frozen" : "box" : "group"
    let middle = number(x + width / 2)
    return [
      "<rect class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
        + "height=\"\(number(height))\" rx=\"5\"/>",
      "<text x=\"\(middle)\" y=\"\(number(y + 16))\">\(title.escapedForXML)</text>",
      "<text class=\"detail\" x=\"\(middle)\" y=\"\(number(y + 31))\">\(detail.escapedForXML)</text>",
    ]
      + inside.flatMap { diagram in
        let left = x + (width - diagram.width) / 2, top = y + Metrics.boxHeight
        return ["<g transform=\"translate(\(number(left)) \(number(top)))\">"] + diagram.innerLines
          + ["</g>"]
      }
  }
}

extension NetworkDiagram {
  fileprivate var innerLines: [String] { lines }
}

/// Where a network's weights are, as one bar of parts.
struct ParameterBar {
  private let parts: [(name: String, count: Int)]
  private let total: Int

  init(_ network: ResolvedNetwork) {
    parts = network.layers.filter { $0.parameterCount > 0 }.map { ($0.name, $0.parameterCount) }
    total = network.parameterCount
  }

  var isEmpty: Bool { total == 0 }

  /// The bar with a title; parts that are wide enough have their names.
  func svg(x: Double, y: Double, width: Double) -> String {
    guard !isEmpty else { return "" }
    var lines = [
      "<text class=\"legend\" x=\"\(number(x))\" y=\"\(number(y))\">Where the "
        + "\(grouped(total)) parameters are</text>"
    ]
    var left = x
    for (index, part) in parts.enumerated() {
      let share = Double(part.count) / Double(total), extent = width * share
      let tip = "\(printable(part.name)): \(grouped(part.count)), \(Int((100 * share).rounded())) %"
      lines.append(
        "<rect class=\"part\" x=\"\(number(left))\" y=\"\(number(y + 8))\" "
          + "width=\"\(number(extent))\" height=\"24\" fill=\"hsl(\(index * 47 % 360) 45% 62%)\">"
          + "<title>\(tip.escapedForXML)</title></rect>")
      if extent > Double(part.name.count) * Metrics.letter + 8 {
        lines.append(
          "<text x=\"\(number(left + extent / 2))\" y=\"\(number(y + 24))\">"
            + "\(printable(part.name).escapedForXML)</text>")
      }
      left += extent
    }
    return lines.joined(separator: "\n")
  }
}

/// A length with at most one decimal, as short as it goes.
private func number(_ length: Double) -> String {
  let tenths = Int((length * 10).rounded())
  return tenths.isMultiple(of: 10) ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
}

extension String {
  /// The text as it may stand in XML.
  fileprivate var escapedForXML: String {
    var text = ""
    for character in self {
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.append(character)
      }
    }
    return text
  }
}
