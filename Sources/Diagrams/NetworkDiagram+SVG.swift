import Networks

extension NetworkDiagram {
  /// The diagram as a picture that stands alone, with a bar of where the weights are below it.
  public func svg(of network: ResolvedNetwork) -> String {
    let frame = Frame(margin: 20, top: 46, leastWidth: 420)
    let name = printable(network.network.name).escapedForXML
    return picture(
      of: network, in: frame,
      background: """
        <style>\(Self.styleSheet)</style>
        <rect class="paper" width="100%" height="100%"/>
        <text class="name" x="\(number(frame.margin))" y="22">\(name)</text>

        """
    ) { _ in "xmlns=\"http://www.w3.org/2000/svg\" " }
  }

  /// The same for a page that has the style sheet and says the network's name: narrow enough for a
  /// telephone where the network is a chain; `--width` is how wide it wants to be.
  ///
  /// One picture, or several of a tall network: one below the other they are one, and paper has them side by
  /// side or on several sheets.
  public func inlineSVGs(of network: ResolvedNetwork) -> [String] {
    let frame = Frame(margin: 8, top: 8, leastWidth: 300)
    let size = size(of: network, in: frame)
    let sheets = DiagramSheets(
      height: size.height, limit: Self.sheetHeight(width: size.width),
      sparing: spared(from: frame.top)
        + (ParameterBar(network).isEmpty ? [] : [size.barTop - 11...size.height]))
    return sheets.parts.map { part in
      picture(of: network, in: frame, part: part) { "style=\"--width: \(number($0))px\" " }
    }
  }

  /// Whether a diagram takes so much width that half a sheet would leave letters too small.
  public var isWide: Bool { Self.isWide(width) }

  /// Whether all of a sheet would, too, so that it has to lie on its side.
  public var isBroad: Bool { Self.isBroad(width) }

  private static func isWide(_ width: Double) -> Bool { width > 480 }
  private static func isBroad(_ width: Double) -> Bool { width > 900 }

  /// How high a picture of this width may be, so that a sheet of A4 or Letter has room for it at the scale to
  /// which half of its width shrinks it, or all of a wide one; the sheet of a broad one lies on its side.
  private static func sheetHeight(width: Double) -> Double {
    if isBroad(width) { return 620 / min(1, 970 / width) }
    let scale = min(1, (isWide(width) ? 710 : 345) / width)
    return 860 / scale
  }

  /// What the parts of a picture look like, in light and in dark.
  public static let styleSheet = """
    .network{font:11px system-ui,sans-serif;--ink:#1f2933;--soft:#52606d;--paper:#fff;--box:#eef4fb;\
    --edge:#5b7ea6;--ice:#f1f1f1}@media screen and (prefers-color-scheme:dark){.network{--ink:#e4e7eb;\
    --soft:#9aa5b1;--paper:#15191e;--box:#1e2a38;--edge:#7aa2d2;--ice:#26292e}}\
    .network .paper{fill:var(--paper)}.network text{fill:var(--ink);text-anchor:middle}\
    .network .name{font-size:15px;text-anchor:start}.network :is(.detail,.caption){fill:var(--soft)}\
    .network .caption{text-anchor:start}.network .box{fill:var(--box);stroke:var(--edge)}\
    .network .frozen{fill:var(--ice);stroke-dasharray:4 3}\
    .network :is(.group,.arrow){fill:none;stroke:var(--edge)}.network .tip{fill:var(--edge)}\
    .network .part{stroke:var(--paper)}.network .share{fill:#1f2933}
    """

  /// The space around a diagram.
  private struct Frame {
    let margin: Double
    let top: Double
    let leastWidth: Double
  }

  /// The size of a picture, and where in it the bar's title stands.
  private func size(
    of network: ResolvedNetwork, in frame: Frame
  ) -> (width: Double, height: Double, barTop: Double) {
    let barTop = frame.top + height + frame.margin + 14
    let isBarless = ParameterBar(network).isEmpty
    return (
      max(width, frame.leastWidth) + 2 * frame.margin,
      (isBarless ? frame.top + height : barTop + 32) + frame.margin, barTop
    )
  }

  /// - Parameter part: between which heights; `nil` for all.
  private func picture(
    of network: ResolvedNetwork, in frame: Frame, part: ClosedRange<Double>? = nil,
    background: String = "", attributes: (_ width: Double) -> String
  ) -> String {
    let size = size(of: network, in: frame)
    let part = part ?? 0...size.height, height = part.upperBound - part.lowerBound
    let name = printable(network.network.name).escapedForXML
    let bar = ParameterBar(network).svg(
      x: frame.margin, y: size.barTop, width: size.width - 2 * frame.margin)
    let left = (size.width - width) / 2
    return """
      <svg \(attributes(size.width))class="network" width="\(number(size.width))" height="\(number(height))" \
      viewBox="0 \(number(part.lowerBound)) \(number(size.width)) \(number(height))" role="img">
      <title>\(name): \(network.layers.count) layers, \(grouped(network.parameterCount)) \
      parameters</title>
      \(background)<g transform="translate(\(number(left)) \(number(frame.top)))">
      \(lines(between: part.lowerBound - frame.top...part.upperBound - frame.top).joined(separator: "\n"))
      </g>
      \(part.upperBound < size.height ? "" : bar)
      </svg>

      """
  }

  /// Boxes and arrows that reach into a part, the hindmost first.
  private func lines(between part: ClosedRange<Double>) -> [String] {
    arrows.filter { $0.extent.overlaps(part) }.flatMap(\.lines)
      + boxes.filter { ($0.y...$0.y + $0.height).overlaps(part) }.flatMap(\.lines)
  }
}

extension NetworkDiagram.Arrow {
  /// From where to where it goes down.
  fileprivate var extent: ClosedRange<Double> {
    let heights = points.map(\.y)
    return (heights.min() ?? 0)...(heights.max() ?? 0)
  }

  /// The path, and its tip, which points down as every arrow does.
  fileprivate var lines: [String] {
    guard let end = points.last else { return [] }
    let path = points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: " L")
    return [
      "<path class=\"arrow\" d=\"M\(path)\"/>",
      "<path class=\"tip\" d=\"M\(number(end.x)) \(number(end.y))l-3.5 -7h7z\"/>",
    ]
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
  fileprivate var innerLines: [String] { lines(between: 0...height) }
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
      "<text class=\"caption\" x=\"\(number(x))\" y=\"\(number(y))\">Where the "
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
          "<text class=\"share\" x=\"\(number(left + extent / 2))\" y=\"\(number(y + 24))\">"
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
