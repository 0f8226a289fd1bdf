import Kernels
import Networks

/// Tensors side by side along their last axis.
final class ColumnConcatenation: Operation {
  private let parts: UnsafeMutablePointer<Part>
  private let count: Int
  private let output: PanelSignal

  struct Part: BitwiseCopyable {
    let input: PanelSignal
    let gradient: PanelGradient?
    /// Its first column in the output.
    let firstColumn: Int
  }

  init(_ parts: [Part], output: PanelSignal, tables: Tables) {
    self.parts = tables.make(parts)
    count = parts.count
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = RowSet(output.rows(of: samples)), target = output.values.rows(rows)
    for index in 0..<count {
      let part = parts[index], source = part.input.values.rows(rows)
      copyColumns(0..<source.columns, of: source, to: target, at: part.firstColumn)
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient else { return }
    let rows = RowSet(output.rows(of: samples)), source = gradient.rows(rows)
    for index in 0..<count {
      guard let inputGradient = parts[index].gradient else { continue }
      let target = inputGradient.matrix.rows(rows), first = parts[index].firstColumn
      let columns = first..<first + target.columns
      if inputGradient.isAdded {
        accumulateColumns(columns, of: source, to: target, at: 0)
      } else {
        copyColumns(columns, of: source, to: target, at: 0)
      }
    }
  }
}

/// Tensors one behind the other along another axis than the last.
final class RowConcatenation: Operation {
  private let parts: UnsafeMutablePointer<Part>
  private let count: Int
  private let output: PanelSignal

  struct Part: BitwiseCopyable {
    let input: PanelSignal
    let gradient: PanelGradient?
    /// Neighbouring rows that move together, the place of the first of them among the output's, and
    /// how far apart such blocks are there.
    let blockRows: Int
    let firstRow: Int
    let outputStep: Int
  }

  init(_ parts: [Part], output: PanelSignal, tables: Tables) {
    self.parts = tables.make(parts)
    count = parts.count
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let target = output.values
    forEachBlock(samples) { part, inputRow, outputRow in
      let source = part.input.values
      for panel in 0..<source.panels {
        (target.base + panel * target.panelStride + outputRow * lanes).update(
          from: source.base + panel * source.panelStride + inputRow * lanes,
          count: part.blockRows * lanes)
      }
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient else { return }
    forEachBlock(samples) { part, inputRow, outputRow in
      guard let target = part.gradient else { return }
      for panel in 0..<gradient.panels {
        let from = gradient.base + panel * gradient.panelStride + outputRow * lanes
        let to = target.matrix.base + panel * target.matrix.panelStride + inputRow * lanes
        if target.isAdded {
          accumulateVector(from, into: to, count: part.blockRows * lanes)
        } else {
          to.update(from: from, count: part.blockRows * lanes)
        }
      }
    }
  }

  @inline(__always)
  private func forEachBlock(
    _ samples: Range<Int>, _ body: (_ part: Part, _ inputRow: Int, _ outputRow: Int) -> Void
  ) {
    for index in 0..<count {
      let part = parts[index], blocks = part.input.rowsPerSample / part.blockRows
      for sample in samples {
        for block in 0..<blocks {
          body(
            part, sample * part.input.rowsPerSample + block * part.blockRows,
            sample * output.rowsPerSample + block * part.outputStep + part.firstRow)
        }
      }
    }
  }
}

extension Concatenate: PanelLayer {
  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let axes = call.outputShape.dimensions
    // Keras counts the batch as axis 0.
    let position = axis < 0 ? axis + axes.count : axis - 1
    guard axes.indices.contains(position) else {
      throw call.error("samples of a batch cannot be trained side by side; choose another axis")
    }
    builder.setMask(builder.concatenatedMask(call, along: position), of: call)
    if position == axes.count - 1 {
      return [try builder.concatenate(call.inputs, call.outputShape)]
    }
    return [try builder.concatenate(call, alongRowsOf: position)]
  }
}

extension PanelBuilder {
  /// Puts tensors side by side along their last axis.
  func concatenate(
    _ inputs: [PanelSignal], _ shape: Shape
  ) throws(ModelError) -> PanelSignal {
    if inputs.count == 1 { return inputs[0] }
    let output = try signal(
      shape, behind: inputs, learns: inputs.contains { $0.gradient != nil })
    var parts: [ColumnConcatenation.Part] = [], column = 0
    for input in inputs {
      parts.append(
        ColumnConcatenation.Part(
          input: input, gradient: gradient(by: input), firstColumn: column))
      column += input.values.columns
    }
    add(ColumnConcatenation(parts, output: output, tables: tables), level: output.level)
    return output
  }

  fileprivate func concatenate(
    _ call: PanelCall, alongRowsOf axis: Int
  ) throws(ModelError) -> PanelSignal {
    if call.inputs.count == 1 { return call.inputs[0] }
    let output = try signal(call.outputShape, behind: call.inputs, learns: call.isTrained)
    let inner = call.outputShape.dimensions[(axis + 1)...].dropLast().reduce(1, *)
    var parts: [RowConcatenation.Part] = [], row = 0
    for (input, shape) in zip(call.inputs, call.inputShapes) {
      let rows = shape.dimensions[axis] * inner
      parts.append(
        RowConcatenation.Part(
          input: input, gradient: gradient(by: input), blockRows: rows, firstRow: row,
          outputStep: call.outputShape.dimensions[axis] * inner))
      row += rows
    }
    add(RowConcatenation(parts, output: output, tables: tables), level: output.level)
    return output
  }
}
