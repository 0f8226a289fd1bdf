extension Summary {
  /// Keras 3's table, totals and all, ending in a line break.
  ///
  /// - Parameters:
  ///   - terminalColumns: how wide the terminal is; Keras leaves four columns free and stops at 88,
  ///     or at 108 with connections.
  ///   - showsGraph: adds the connections even where the network is one chain, and below the totals
  ///     each layer's inbound and outbound nodes.
  ///   - isFitted: adds the optimizer's variables, which Keras counts once training has begun.
  public func text(
    terminalColumns: Int = 120, showsGraph: Bool = false, isFitted: Bool = false
  ) -> String {
    let lines =
      ["Model: \"\(networkName)\""]
      + table(showsConnections: showsGraph || isBranched, terminalColumns: terminalColumns)
      + totals(isFitted: isFitted) + (showsGraph ? nodes : [])
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(showsConnections: Bool, terminalColumns: Int) -> [String] {
    let layout =
      showsConnections
      ? BoxTable.Layout(widest: 108, ends: [0.3, 0.56, 0.74, 1])
      : BoxTable.Layout(widest: 88, ends: [0.45, 0.8, 1])
    let table = BoxTable(
      header: ["Layer (type)", "Output Shape", "Param #", "Connected to"],
      rows: rows.map { row in
        [
          "\(row.layer) (\(row.className))", "\(row.outputShape)", grouped(row.parameterCount),
          row.connections,
        ]
      },
      rightAligned: 2, widths: layout.widths(terminalColumns: terminalColumns))
    return table.lines
  }

  private func totals(isFitted: Bool) -> [String] {
    let added = isFitted ? optimizerCount : nil
    var counts = [
      ("Total", parameterCount + (added ?? 0)), ("Trainable", trainableCount),
      ("Non-trainable", nonTrainableCount),
    ]
    if let added { counts.append(("Optimizer", added)) }
    return counts.map { name, count in
      " \(name) params: \(grouped(count)) (\(memoryText(bytes: Self.bytes(ofCount: count))))"
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
  fileprivate var connections: String { listed(Array(inboundNodes.joined())) }
}

/// The entries with commas between them, or Keras's dash where there is none.
private func listed(_ entries: [some CustomStringConvertible]) -> String {
  entries.isEmpty ? "-" : entries.map(\.description).joined(separator: ", ")
}
