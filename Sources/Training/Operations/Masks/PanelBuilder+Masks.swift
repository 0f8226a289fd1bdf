import Kernels
import Networks

// Which rows of a tensor count, as Keras 3 hands that on from layer to layer.

extension PanelBuilder {
  /// The mask that a call sees; `nil` where all time steps count.
  func mask(of call: PanelCall) -> TimeMask? {
    masks(of: call).lazy.compactMap { $0 }.first
  }

  /// For each input of a call its mask.
  func masks(of call: PanelCall) -> [TimeMask?] { call.call.inputs.map { masks[$0] } }

  /// Has a call's output carry a mask.
  func setMask(_ mask: TimeMask?, of call: PanelCall) {
    masks[network.output(of: call.call)] = mask
  }

  /// Has a call's output carry the mask of its input, where the layer hands one on.
  func passOnMask(_ call: ResolvedCall) throws(ModelError) {
    let layer = network.layers[call.layer], kind = layer.description.layer
    guard let mask = call.inputs.lazy.compactMap({ self.masks[$0] }).first else { return }
    // Keras's leaves masked elements out, of those masks that are as wide as rows.
    guard !(kind is Softmax) else {
      throw ModelError(
        layer: layer.name,
        "a softmax of masked time steps can be counted, but not trained; use an Activation of "
          + "'softmax', which needs no mask")
    }
    // What merges tensors has made a mask of theirs.
    guard !(kind is Networks.Merging), !(kind is Concatenate),
      kind.masking.handsOn(to: call.outputShapes[0])
    else { return }
    masks[network.output(of: call)] = mask
  }

  /// The rows that count in one of the masks of all inputs, which is what a merging hands on.
  ///
  /// - Returns: `nil` where an input has no mask.
  func mergedMask(_ call: PanelCall) throws(ModelError) -> TimeMask? {
    let masks = masks(of: call).compactMap { $0 }
    guard masks.count == call.inputs.count else { return nil }
    let shape = call.outputShape, rows = shape.dimensions.dropLast()
    let rowsPerSample = rows.reduce(1, *)
    for (mask, own) in zip(masks, call.inputShapes) {
      let isFull = own.dimensions.dropLast() == rows, isOne = mask.rowsPerSample == 1
      guard own.rank == shape.rank, isFull || isOne else {
        throw call.error(
          "masked tensors of shapes \(own) and \(shape) can be counted, but not trained together; "
            + "merge tensors of as many time steps")
      }
    }
    return union(masks, rowsPerSample: rowsPerSample, level: level(of: call.inputs))
  }

  /// The rows that count in one of several masks.
  func union(_ masks: [TimeMask], rowsPerSample: Int, level: Int) -> TimeMask {
    let isSame = masks.allSatisfy { $0.counts == masks[0].counts }
    if isSame, masks[0].rowsPerSample == rowsPerSample { return masks[0] }
    let output = TimeMask(
      rowsPerSample: rowsPerSample, batchSize: batchSize, tables: tables)
    add(MaskUnion(masks, output: output, tables: tables), level: level)
    return output
  }

  /// The rows that count of tensors that stand side by side, or one behind the other.
  ///
  /// - Returns: `nil` where all count.
  func concatenatedMask(_ call: PanelCall, along axis: Int) -> TimeMask? {
    let masks = masks(of: call), sizes = call.outputShape.dimensions
    let known = masks.compactMap { $0 }, level = level(of: call.inputs)
    let rowsPerSample = sizes.dropLast().reduce(1, *)
    guard axis < sizes.count - 1 else {
      // A row counts where a part of it does.
      return known.count < masks.count
        ? nil : union(known, rowsPerSample: rowsPerSample, level: level)
    }
    guard !known.isEmpty else { return nil }
    let inner = sizes[(axis + 1)...].dropLast().reduce(1, *)
    var parts: [MaskConcatenation.Part] = [], row = 0
    for (mask, shape) in zip(masks, call.inputShapes) {
      let rows = shape.dimensions[axis] * inner
      parts.append(
        MaskConcatenation.Part(
          mask: mask, blockRows: rows, firstRow: row, outputStep: sizes[axis] * inner))
      row += rows
    }
    let output = TimeMask(rowsPerSample: rowsPerSample, batchSize: batchSize, tables: tables)
    add(MaskConcatenation(parts, output: output, tables: tables), level: level)
    return output
  }

  /// The level of what is computed from some signals.
  func level(of inputs: [PanelSignal]) -> Int { inputs.map(\.level).max() ?? 0 }

  /// A tensor with a number in the rows that do not count.
  func filling(
    _ input: PanelSignal, _ shape: Shape, where mask: TimeMask, with number: Float
  ) throws(ModelError) -> PanelSignal {
    try choosing(input, nil, number: number, shape, by: mask)
  }

  /// The rows of a tensor that count, and elsewhere those of another one.
  func choosing(
    _ counted: PanelSignal, _ other: PanelSignal?, number: Float = 0, _ shape: Shape,
    by mask: TimeMask
  ) throws(ModelError) -> PanelSignal {
    let inputs = [counted] + (other.map { [$0] } ?? [])
    let output = try signal(
      shape, behind: inputs, learns: inputs.contains { $0.gradient != nil })
    add(
      RowChoice(
        RowChoice.Parts(
          mask: mask, counted: counted, other: other, number: number, output: output,
          countedGradient: gradient(by: counted), otherGradient: other.flatMap { gradient(by: $0) })
      ), level: output.level)
    return output
  }
}
