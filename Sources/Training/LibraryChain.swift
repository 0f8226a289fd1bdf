import Kernels
import Networks

/// A step of a chain of dense layers whose products are those of a library.
///
/// All matrices are plain row-major ones, as such a library wants them, so that nothing is converted
/// on its behalf; activations, losses and optimizers are the same as elsewhere. What is shared out
/// depends on shapes alone, and each call's sizes with it.
struct LibraryChain: BitwiseCopyable {
  var buffers: StepBuffers
  var multiply: MatrixMultiply
  var links: UnsafeMutablePointer<LibraryLink>
  var linkCount: Int
  var pieces: UnsafeMutablePointer<Piece>
  var targets: RowMajorMatrix
  var loss: Loss
  var reportsAccuracy: Bool
  /// For each worker a gradient of the largest piece.
  var scratch: UnsafeMutablePointer<Float>
  var scratchStride: Int

  /// Neighbouring rows of a kernel, or a bias.
  struct Piece: BitwiseCopyable {
    var link: Int
    var isBias: Bool
    var firstRow: Int
    var rowCount: Int
  }

  private var input: RowMajorMatrix { links[0].input }
  private var last: LibraryLink { links[linkCount - 1] }

  /// Forward pass, loss and backward pass of one shard.
  func propagate<Watch: Stopwatch>(
    shard: Int, samplesPerShard: Int, _ stopwatch: inout Watch
  ) {
    let context = buffers.context.pointee
    let samples =
      shard * samplesPerShard..<min((shard + 1) * samplesPerShard, context.sampleCount)
    gather(context.inputs, into: input, samples, context.order)
    stopwatch.lap(.other)
    for index in 0..<linkCount {
      links[index].forward(samples, weights: buffers.weights, multiply)
    }
    stopwatch.lap(.forward)
    if let targets = context.targets {
      gather(targets, into: self.targets, samples, context.order)
      score(samples, context)
    }
    if let predictions = context.predictions {
      for sample in samples {
        (predictions + sample * last.output.columns).update(
          from: last.output.row(sample), count: last.output.columns)
      }
    }
    stopwatch.lap(.other)
    guard context.isTraining else { return }
    for index in (0..<linkCount).reversed() {
      links[index].backward(samples, weights: buffers.weights, multiply)
    }
    stopwatch.lap(.backward)
  }

  private func gather(
    _ data: UnsafePointer<Float>, into matrix: RowMajorMatrix, _ samples: Range<Int>,
    _ order: UnsafePointer<Int32>?
  ) {
    // Batches for a library are never packed.
    guard let order else { return }
    for sample in samples {
      matrix.row(sample).update(
        from: data + Int(order[sample]) * matrix.stride, count: matrix.stride)
    }
  }

  private func score(_ samples: Range<Int>, _ context: StepContext) {
    let predictions = last.output.rows(samples), targets = targets.rows(samples)
    computeLosses(
      loss.ofRows, predictions: predictions, targets: targets,
      gradient: context.isTraining ? last.outputGradient.rows(samples) : nil,
      scale: context.lossScale, losses: buffers.rowLosses + samples.lowerBound)
    if reportsAccuracy {
      accuracies(
        predictions: predictions, targets: targets,
        matches: buffers.rowMatches + samples.lowerBound)
    }
  }

  /// Sums the gradient of one piece over the batch and updates it.
  func update<Watch: Stopwatch>(_ index: Int, worker: Int, _ stopwatch: inout Watch) {
    let piece = pieces[index], link = links + piece.link
    let gradient = scratch + worker * scratchStride
    let samples = buffers.context.pointee.sampleCount
    let slice: ParameterSlice, tensor: Int
    if piece.isBias, let bias = link.pointee.bias {
      (slice, tensor) = (bias, link.pointee.firstTensor + 1)
      link.pointee.computeBiasGradient(samples, into: gradient)
    } else {
      (slice, tensor) = (link.pointee.kernel, link.pointee.firstTensor)
      link.pointee.computeGradient(piece, samples, into: gradient, multiply)
    }
    stopwatch.lap(.reduce)
    let stride = link.pointee.output.stride
    buffers.penalties[index] = buffers.update(
      slice, at: slice.offset + piece.firstRow * stride, gradient: gradient,
      count: piece.rowCount * stride)
    buffers.coverage[worker * buffers.coverageStride + tensor] += piece.rowCount * slice.columns
    stopwatch.lap(.update)
  }
}

/// One dense layer with its activation, products by a library.
struct LibraryLink: BitwiseCopyable {
  var input: RowMajorMatrix
  /// Absent where nothing before this layer learns.
  var inputGradient: RowMajorMatrix?
  var output: RowMajorMatrix
  var outputGradient: RowMajorMatrix
  var activation: Activation
  var kernel: ParameterSlice
  var bias: ParameterSlice?
  /// The number of the kernel's tensor; the bias follows.
  var firstTensor: Int

  private func kernel(_ weights: UnsafeMutablePointer<Float>) -> RowMajorMatrix {
    RowMajorMatrix(base: weights + kernel.offset, columns: output.columns, stride: output.stride)
  }

  func forward(
    _ samples: Range<Int>, weights: UnsafeMutablePointer<Float>, _ multiply: MatrixMultiply
  ) {
    if let bias {
      for sample in samples {
        output.row(sample).update(from: weights + bias.offset, count: output.stride)
      }
    }
    multiply(
      input.from(row: samples.lowerBound), kernel(weights), keeping: bias == nil ? 0 : 1,
      into: output.from(row: samples.lowerBound), rows: samples.count, columns: output.columns,
      depth: input.columns)
    activation.apply(to: output.rows(samples))
  }

  func backward(
    _ samples: Range<Int>, weights: UnsafeMutablePointer<Float>, _ multiply: MatrixMultiply
  ) {
    activation.multiplyDerivative(
      outputs: output.rows(samples), gradient: outputGradient.rows(samples))
    guard let inputGradient else { return }
    multiply(
      outputGradient.from(row: samples.lowerBound), kernel(weights), isBTransposed: true,
      into: inputGradient.from(row: samples.lowerBound), rows: samples.count,
      columns: input.columns, depth: output.columns)
  }

  /// gradient = inputᵀ · output gradient for some of the kernel's rows.
  func computeGradient(
    _ piece: LibraryChain.Piece, _ samples: Int, into gradient: UnsafeMutablePointer<Float>,
    _ multiply: MatrixMultiply
  ) {
    let target = RowMajorMatrix(base: gradient, columns: output.columns, stride: output.stride)
    if target.columns < target.stride {
      // The product leaves the padding alone, which other pieces have written.
      for row in 0..<piece.rowCount {
        (target.row(row) + target.stride - lanes).update(repeating: 0, count: lanes)
      }
    }
    multiply(
      input.from(column: piece.firstRow), isATransposed: true, outputGradient, into: target,
      rows: piece.rowCount, columns: output.columns, depth: samples)
  }

  func computeBiasGradient(_ samples: Int, into gradient: UnsafeMutablePointer<Float>) {
    gradient.update(from: outputGradient.base, count: output.stride)
    for sample in 1..<max(samples, 1) {
      accumulateVector(outputGradient.row(sample), into: gradient, count: output.stride)
    }
  }
}

extension RowMajorMatrix {
  func rows(_ samples: Range<Int>) -> PanelRows {
    PanelRows(
      base: row(samples.lowerBound), rowStride: stride, panelStride: lanes, columns: columns,
      count: samples.count)
  }
}
