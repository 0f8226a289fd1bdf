// The tables of Keras 1 and 2: columns that begin at fixed places, with lines of one character.

extension Summary {
  /// The table of Keras 1 or 2, line by line.
  func plainTable(_ options: SummaryOptions) -> [String] {
    let isFirst = options.style == .keras1
    let showsConnections = isFirst || isBranched || options.showsGraph
    let width = isFirst ? 100 : showsConnections ? 98 : 65
    var ends = (showsConnections ? [0.33, 0.55, 0.67, 1] : [0.45, 0.85, 1]).map {
      Int($0 * Double(width))
    }
    var lineWidth = width
    if options.showsTrainable {
      lineWidth += 11
      ends.append(lineWidth)
    }
    let thin = String(repeating: "_", count: lineWidth)
    let thick = String(repeating: "=", count: lineWidth)
    let header =
      ["Layer (type)", "Output Shape", "Param #"] + (showsConnections ? ["Connected to"] : [])
      + (options.showsTrainable ? ["Trainable"] : [])
    let networks = isFirst ? Set(self.rows.filter { !$0.children.isEmpty }.map(\.layer)) : []
    var rows: [[String]] = []
    forEachListedRow(of: self.rows.indices, options) { row, depth in
      let tensors = depth == 0 ? row.inboundNodes.joined().map { $0.numbered(networks) } : []
      rows.append(plainRow(row, depth, ends, showsConnections ? tensors : nil, options))
    }
    return (isFirst ? [] : ["Model: \"\(networkName)\""]) + [thin, line(header, ends), thick]
      + Array(rows.joined(separator: [thin])) + [thick] + plainTotals(options) + [thin]
  }

  /// One layer; each connection but the first has a line of its own.
  ///
  /// - Parameter tensors: what it is connected to; `nil` where that is not shown.
  private func plainRow(
    _ row: Row, _ depth: Int, _ ends: [Int], _ tensors: [String]?, _ options: SummaryOptions
  ) -> [String] {
    let className = options.style.className(row)
    let name = String(repeating: "|  ", count: depth) + "\(row.layer) (\(className))"
    let first =
      [name, shapeText(row), countText(row)] + (tensors.map { [$0.first ?? ""] } ?? [])
      + (options.showsTrainable ? [row.trainableMark] : [])
    return [line(first, ends)] + (tensors ?? []).dropFirst().map { line(["", "", "", $0], ends) }
  }

  /// Fields that are cut off where the next one begins.
  private func line(_ fields: [String], _ ends: [Int]) -> String {
    var line = ""
    for (field, end) in zip(fields, ends) {
      line = String((line.isEmpty ? field : line + field).prefix(end))
      line += String(repeating: " ", count: max(0, end - line.count))
    }
    return line
  }

  private func plainTotals(_ options: SummaryOptions) -> [String] {
    let added = options.isFitted ? optimizerCount ?? 0 : 0
    let total = "Total params: \(totalText(parameterCount + added))"
    if options.style == .keras1 { return [total] }
    return [
      total, "Trainable params: \(totalText(trainableCount))",
      "Non-trainable params: \(totalText(nonTrainableCount))",
    ]
  }
}

extension SummaryOptions.Style {
  /// What this version of Keras calls a layer's class: Keras 1 all that its files say.
  fileprivate func className(_ row: Summary.Row) -> String {
    guard self == .keras1 else { return row.className }
    return row.olderClassName ?? Self.oldestNames[row.className] ?? row.className
  }

  /// The classes that Keras 2 gave shorter names.
  private static let oldestNames = [
    "Conv1D": "Convolution1D", "Conv2D": "Convolution2D", "Conv3D": "Convolution3D",
    "Conv2DTranspose": "Deconvolution2D", "SeparableConv2D": "SeparableConvolution2D",
  ]
}

extension TensorReference {
  /// The tensor as Keras 1 numbers it: for networks that are layers, the call that made them is the first.
  fileprivate func numbered(_ networks: Set<String>) -> String {
    networks.contains(layer)
      ? TensorReference(layer: layer, node: node + 1, tensor: tensor).description : description
  }
}
