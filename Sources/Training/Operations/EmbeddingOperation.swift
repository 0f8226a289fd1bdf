import Kernels
import Networks

/// Rows of a table by their numbers.
final class EmbeddingOperation: Operation {
  fileprivate let parts: Parts

  struct Parts: BitwiseCopyable {
    let input: PanelSignal
    let output: PanelSignal
    /// [vocabulary, width]
    let table: PanelMatrix
    /// The table's row of each row of the output.
    let numbers: UnsafeMutablePointer<Int32>
    let mask: TimeMask?
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let rows = parts.output.rows(of: samples), numbers = parts.numbers + rows.lowerBound
    computeRowNumbers(
      parts.input.values.rows(RowSet(parts.input.rows(of: samples))),
      tableRows: parts.table.rows, rows: numbers)
    computeEmbedding(
      rows: numbers, table: parts.table.base, tableStride: parts.table.panelStride,
      outputs: parts.output.values.rows(RowSet(rows)))
    guard let mask = parts.mask else { return }
    for row in rows { mask.counts[row] = parts.numbers[row] != 0 }
  }
}

/// The gradient of a table: each row's is the sum over the positions that took it.
final class EmbeddingGradient: WeightGradient {
  private static let rowsPerTask = 512

  private let tensor: WeightTensor
  /// One operation a call of the layer.
  private let operations: References<EmbeddingOperation>

  init(_ tensor: WeightTensor, _ operations: [EmbeddingOperation], tables: Tables) {
    self.tensor = tensor
    self.operations = tables.keep(operations)
    super.init(
      [tensor],
      reads: operations.flatMap { operation in
        let output = operation.parts.output
        let numbers = SampleWords(
          base: operation.parts.numbers, wordsPerSample: output.rowsPerSample)
        return output.gradientReads(tables) + [.words(numbers)]
      })
  }

  /// Ranges of rows that each panel is cut into.
  private var ranges: Int { (tensor.placement.rows - 1) / Self.rowsPerTask + 1 }

  private func rows(of task: Int) -> Range<Int> {
    let first = task % ranges * Self.rowsPerTask
    return first..<min(first + Self.rowsPerTask, tensor.placement.rows)
  }

  override var taskCount: Int { tensor.matrix.panels * ranges }

  override func gradientFloats(of task: Int) -> Int { rows(of: task).count * lanes }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    gradient.update(repeating: 0, count: gradientFloats(of: task))
    accumulate(task, samples: samples, into: gradient)
  }

  /// Several calls of a layer are summed one after the other, which is not the order of samples.
  override var canBeContinued: Bool { operations.count == 1 }

  override func accumulate(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    let tableRows = rows(of: task), panel = task / ranges
    operations.forEach { operation in
      let output = operation.parts.output
      guard let outputGradient = output.gradient else { return }
      let positions = output.rows(of: samples)
      accumulateEmbeddingGradient(
        rows: operation.parts.numbers + positions.lowerBound, count: positions.count,
        outputGradient: output.place(of: samples.lowerBound, panel, in: outputGradient),
        tableRows: tableRows, gradient: gradient)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let rows = rows(of: task)
    body(
      tensor, (task / ranges * tensor.placement.rows + rows.lowerBound) * lanes, 0,
      rows.count * lanes)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    let panel = task / ranges
    counts[tensor.number] +=
      rows(of: task).count * tensor.placement.columns(inPanels: panel..<panel + 1)
  }
}

extension Embedding: PanelLayer {
  var inputRange: Range<Int>? { 0..<vocabularySize }

  func lower(_ call: PanelCall, in builder: PanelBuilder) throws(ModelError) -> [PanelSignal] {
    let input = call.inputs[0]
    let table = try builder.weights.tensor(call.parameter(.embeddings)!)
    let output = try builder.signal(call.outputShape, behind: [input], learns: call.learns)
    let rows = output.rowsPerSample * builder.batchSize
    let mask =
      masksZero
      ? TimeMask(
        rowsPerSample: output.rowsPerSample, batchSize: builder.batchSize, tables: builder.tables)
      : nil
    let operation = EmbeddingOperation(
      EmbeddingOperation.Parts(
        input: input, output: output, table: table.matrix,
        numbers: builder.tables.make([Int32](repeating: 0, count: rows)), mask: mask))
    builder.add(operation, level: output.level)
    if output.gradient != nil { builder.gradients.addEmbedding(table, operation) }
    if let mask { builder.setMask(mask, of: call) }
    return [output]
  }
}
