/// How a summary is laid out.
public struct SummaryOptions: Sendable {
  /// The version of Keras whose table it is.
  public var style = Style.keras3
  /// How wide the terminal is; Keras 3 leaves four columns free and stops at 88, or at 108 with
  /// connections.
  public var terminalColumns = 120
  /// Adds the connections even where the network is one chain, and below the totals each layer's
  /// inbound and outbound nodes.
  public var showsGraph = false
  /// Adds the optimizer's variables, which Keras 3 counts once training has begun.
  public var isFitted = false
  /// Adds a column that says which layers learn.
  public var showsTrainable = false
  /// Adds rows for the layers of networks that are layers.
  public var expandsNested = false

  /// The versions of Keras, which draw their tables each in their own way.
  public enum Style: String, Sendable, CaseIterable {
    case keras1, keras2, keras3
  }

  /// The options of Keras 3's own `summary()`.
  public init() {}
}

extension Summary {
  /// Keras 3's table with a few options.
  public func text(
    terminalColumns: Int = 120, showsGraph: Bool = false, isFitted: Bool = false
  ) -> String {
    var options = SummaryOptions()
    options.terminalColumns = terminalColumns
    options.showsGraph = showsGraph
    options.isFitted = isFitted
    return text(options)
  }

  /// Keras's table, totals and all, ending in a line break.
  public func text(_ options: SummaryOptions) -> String {
    guard options.style == .keras3 else {
      return (plainTable(options) + (options.showsGraph ? nodes : [])).map { $0 + "\n" }.joined()
    }
    let below = totals(options) + (options.showsGraph ? nodes : [])
    let pieces = table(options) + below.map { $0 + "\n" }
    var text = ""
    text.reserveCapacity(pieces.reduce(0) { $0 + $1.utf8.count })
    for piece in pieces { text += piece }
    return text
  }

  /// The table in pieces.
  private func table(_ options: SummaryOptions) -> [String] {
    let showsConnections = options.showsGraph || isBranched
    var ends = showsConnections ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1]
    var widest = showsConnections ? 108 : 88
    if options.showsTrainable {
      ends = ends.map { $0 * 0.9 } + [1]
      widest += 12
    }
    let layout = BoxTable.Layout(widest: widest, ends: ends)
    let header =
      ["Layer (type)", "Output Shape", "Param #"] + (showsConnections ? ["Connected to"] : [])
      + (options.showsTrainable ? ["Trainable"] : [])
    let table = BoxTable(
      rightAligned: 2, centered: options.showsTrainable ? header.count - 1 : nil,
      widths: layout.widths(terminalColumns: options.terminalColumns))
    let pieces = inParts(of: rows.count) { places in
      table.rows(about: places.count, isFirst: places.lowerBound == 0) { add in
        forEachListedRow(of: places, options) { row, depth in
          add(cells(row, depth, showsConnections: showsConnections, options))
        }
      }
    }
    return [table.top(title: "Model: \"\(networkName)\"", header: header)] + pieces
      + [table.bottom]
  }

  private func cells(
    _ row: Row, _ depth: Int, showsConnections: Bool, _ options: SummaryOptions
  ) -> [String] {
    var cells = [
      nested(depth) + row.layer + " (" + row.className + ")", shapeText(row), countText(row),
    ]
    // Calls inside an inner network are none of this one's.
    if showsConnections { cells.append(depth == 0 ? row.connections : "-") }
    if options.showsTrainable { cells.append(row.trainableMark) }
    return cells
  }

  private func nested(_ depth: Int) -> String {
    depth == 0 ? "" : String(repeating: "   ", count: depth) + "└ "
  }

  /// Hands on the rows at some places, with those inside, in the order of the table, each with how
  /// deep it is inside.
  func forEachListedRow(
    of places: Range<Int>, _ options: SummaryOptions, _ body: (Row, Int) -> Void
  ) {
    func list(_ rows: ArraySlice<Row>, _ depth: Int) {
      for row in rows where depth == 0 || !row.isOperation {
        body(row, depth)
        if options.expandsNested { list(row.children[...], depth + 1) }
      }
    }
    list(rows[places], 0)
  }

  /// The shapes of a row's outputs, as Python prints a list of them.
  func shapeText(_ row: Row) -> String {
    guard isBuilt else { return "?" }
    let shapes = row.outputShapes.map(\.description)
    return shapes.count == 1 ? shapes[0] : "[" + shapes.joined(separator: ", ") + "]"
  }

  /// A row's count; a question mark where it is not known.
  func countText(_ row: Row) -> String {
    guard isBuilt else { return "0 (unbuilt)" }
    return row.uncountedReason == nil ? grouped(row.parameterCount) : "?"
  }

  /// A total, which may be more where a row could not be counted.
  func totalText(_ count: Int) -> String {
    (isLowerBound ? "at least " : "") + grouped(count)
  }

  private func totals(_ options: SummaryOptions) -> [String] {
    let added = options.isFitted ? optimizer : nil
    var totals = [
      ("Total", trainable + nonTrainable + (added ?? Tally())), ("Trainable", trainable),
      ("Non-trainable", nonTrainable),
    ]
    if let added { totals.append(("Optimizer", added)) }
    return totals.map { name, tally in
      " \(name) params: \(totalText(tally.count)) (\(memoryText(bytes: tally.bytes)))"
    }
  }

  /// One line a layer: `dense_1: inbound nodes 1 (input_layer[0][0]), outbound nodes 1 (relu[0])`.
  private var nodes: [String] {
    [" Nodes:"]
      + rows.map { row in
        "  \(row.layer): inbound nodes \(row.inboundNodes.count) (\(row.connections)), "
          + "outbound nodes \(row.outboundNodes.count) (\(listed(row.outboundNodes)))"
      }
  }
}

extension Summary.Row {
  /// The tensors of all calls as Keras lists them.
  var connections: String {
    // Nearly all layers are called once.
    inboundNodes.count == 1 ? listed(inboundNodes[0]) : listed(Array(inboundNodes.joined()))
  }

  /// Keras's mark for whether the layer learns; a dash where it has nothing to learn.
  var trainableMark: String { parameters.isEmpty ? "-" : isTrainable ? "Y" : "N" }
}

/// The entries with commas between them, or Keras's dash where there is none.
private func listed(_ entries: [some CustomStringConvertible]) -> String {
  switch entries.count {
  case 0: "-"
  case 1: entries[0].description
  default: entries.map(\.description).joined(separator: ", ")
  }
}
