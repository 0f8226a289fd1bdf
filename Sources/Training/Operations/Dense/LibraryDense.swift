import Kernels

/// One dense layer with its activation, products by a library.
final class LibraryDense: Operation {
  fileprivate let input: RowMajorSignal
  fileprivate let output: RowMajorSignal
  private let function: RowFunction
  private let kernel: RowMajorMatrix
  private let bias: UnsafePointer<Float>?
  fileprivate let multiply: MatrixMultiply

  init(
    input: RowMajorSignal, output: RowMajorSignal, function: RowFunction, kernel: WeightTensor,
    bias: WeightTensor?, multiply: MatrixMultiply
  ) {
    self.input = input
    self.output = output
    self.function = function
    self.kernel = RowMajorMatrix(
      base: kernel.memory.values, columns: output.values.columns, stride: output.values.stride)
    self.bias = bias.map { UnsafePointer($0.memory.values) }
    self.multiply = multiply
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let output = output.values, input = input.values
    if let bias {
      for sample in samples { output.row(sample).update(from: bias, count: output.stride) }
    }
    multiply(
      input.from(row: samples.lowerBound), kernel, keeping: bias == nil ? 0 : 1,
      into: output.from(row: samples.lowerBound), rows: samples.count, columns: output.columns,
      depth: input.columns)
    function.apply(to: output.rows(samples))
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = output.gradient else { return }
    function.multiplyDerivative(
      outputs: output.values.rows(samples), gradient: gradient.rows(samples))
    guard let inputGradient = input.gradient else { return }
    multiply(
      gradient.from(row: samples.lowerBound), kernel, isBTransposed: true,
      into: inputGradient.from(row: samples.lowerBound), rows: samples.count,
      columns: inputGradient.columns, depth: gradient.columns)
  }
}

/// The gradient of a kernel, some neighbouring rows a task: inputᵀ · output gradient.
final class LibraryKernelGradient: WeightGradient {
  private static let rowsPerTask = 128

  private let tensor: WeightTensor
  private let dense: LibraryDense

  init(_ tensor: WeightTensor, _ dense: LibraryDense) {
    self.tensor = tensor
    self.dense = dense
    super.init([tensor])
  }

  private var stride: Int { dense.output.values.stride }

  private func rows(of task: Int) -> Range<Int> {
    task * Self.rowsPerTask..<min((task + 1) * Self.rowsPerTask, tensor.placement.rows)
  }

  override var taskCount: Int {
    (tensor.placement.rows + Self.rowsPerTask - 1) / Self.rowsPerTask
  }

  override func gradientFloats(of task: Int) -> Int { rows(of: task).count * stride }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    guard let outputGradient = dense.output.gradient else { return }
    let rows = rows(of: task), columns = outputGradient.columns
    let target = RowMajorMatrix(base: gradient, columns: columns, stride: stride)
    if columns < stride {
      // The product leaves the padding alone, which other tasks have written.
      for row in 0..<rows.count {
        (target.row(row) + stride - lanes).update(repeating: 0, count: lanes)
      }
    }
    dense.multiply(
      dense.input.values.from(row: samples.lowerBound, column: rows.lowerBound),
      isATransposed: true, outputGradient.from(row: samples.lowerBound), into: target,
      rows: rows.count, columns: columns, depth: samples.count)
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let rows = rows(of: task)
    body(tensor, rows.lowerBound * stride, 0, rows.count * stride)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] += rows(of: task).count * tensor.placement.columns
  }
}

/// The gradient of a bias, in one task: the sum of the output gradient's rows.
final class LibraryBiasGradient: WeightGradient {
  private let tensor: WeightTensor
  private let dense: LibraryDense

  init(_ tensor: WeightTensor, _ dense: LibraryDense) {
    self.tensor = tensor
    self.dense = dense
    super.init([tensor])
  }

  override var taskCount: Int { 1 }

  override func gradientFloats(of task: Int) -> Int { dense.output.values.stride }

  override func compute(
    _ task: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    guard let rows = dense.output.gradient, let first = samples.first else { return }
    gradient.update(from: rows.row(first), count: rows.stride)
    for sample in samples.dropFirst() {
      accumulateVector(rows.row(sample), into: gradient, count: rows.stride)
    }
  }

  override func forEachRun(
    of task: Int,
    _ body: (_ tensor: WeightTensor, _ offset: Int, _ place: Int, _ count: Int) -> Void
  ) {
    body(tensor, 0, 0, dense.output.values.stride)
  }

  override func count(_ task: Int, into counts: UnsafeMutablePointer<Int>) {
    counts[tensor.number] += tensor.placement.columns
  }
}
