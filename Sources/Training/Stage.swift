import Kernels
import Networks

/// One step of the forward and backward pass. Stages are plain values over pointers: walking over
/// them counts no references, so a training step touches no allocator and no atomic of the runtime.
///
/// **Who writes what.** A stage called on `samples` writes only those samples' rows of its output,
/// of its input's gradient and of its own scratch rows, so calls on disjoint ranges may run at once.
enum Stage: BitwiseCopyable {
  case product(ProductStage)
  case narrow(NarrowStage)
  case recurrence(RecurrenceStage)
  case activation(ActivationStage)
  case flatten(FlattenStage)

  /// Computes the output's values from the input's.
  func forward(_ samples: Range<Int>) {
    switch self {
    case .product(let stage): stage.forward(samples)
    case .narrow(let stage): stage.forward(samples)
    case .recurrence(let stage): stage.forward(samples)
    case .activation(let stage): stage.forward(samples)
    case .flatten(let stage): stage.forward(samples)
    }
  }

  /// Computes the input's gradient from the output's, and what the weights' gradients will need.
  func backward(_ samples: Range<Int>) {
    switch self {
    case .product(let stage): stage.backward(samples)
    case .narrow(let stage): stage.backward(samples)
    case .recurrence(let stage): stage.backward(samples)
    case .activation(let stage): stage.backward(samples)
    case .flatten(let stage): stage.backward(samples)
    }
  }
}

/// A dense layer or a convolution: output = activation(input · kernel + bias).
struct ProductStage: BitwiseCopyable {
  var input: Signal
  var output: Signal
  var activation: Activation
  var kernel: PanelMatrix
  /// One row of the output's panels; zeros where the layer has no bias.
  var bias: UnsafeMutablePointer<Float>
  var forwardWalk: RowWalk
  /// The input inside its border of zeros, where the convolution is padded.
  var paddedInput: SpacedCopy?
  /// Absent where nothing before this stage learns.
  var inputGradient: InputGradient?

  /// What the input's gradient is made from: output gradient · kernelᵀ.
  struct InputGradient: BitwiseCopyable {
    var kernelTransposed: PanelMatrix
    var walk: RowWalk
    /// The output's gradient spread by the strides and bordered with zeros, for a convolution.
    var spreadGradient: SpacedCopy?
    /// One row of zeros, as wide as the input.
    var zeros: UnsafeMutablePointer<Float>
  }

  /// The matrix whose rows the kernel meets.
  var source: PanelMatrix { paddedInput?.target ?? input.values }

  func forward(_ samples: Range<Int>) {
    paddedInput?.copy(samples)
    forwardWalk.computeProduct(
      source: source, weights: kernel, target: output.values, start: bias,
      startPanelStride: lanes, samples: samples)
    activation.apply(to: output.values, RowSet(output.rows(of: samples)))
  }

  func backward(_ samples: Range<Int>) {
    activation.multiplyDerivative(
      outputs: output.values, gradient: output.gradient, RowSet(output.rows(of: samples)))
    guard let inputGradient else { return }
    inputGradient.spreadGradient?.copy(samples)
    inputGradient.walk.computeProduct(
      source: inputGradient.spreadGradient?.target ?? output.gradient,
      weights: inputGradient.kernelTransposed, target: input.gradient,
      start: inputGradient.zeros, startPanelStride: lanes, samples: samples)
  }
}

/// Copies images into larger ones whose other rows are and stay 0: a border, or gaps for strides.
struct SpacedCopy: BitwiseCopyable {
  var source: PanelMatrix
  var target: PanelMatrix
  /// Rows and columns of a source image.
  var size: Size2D
  /// Columns of a target image, and its rows in all.
  var targetWidth: Int
  var targetRowsPerSample: Int
  /// Where the first element lands, and how far apart the next ones are.
  var offset: Size2D
  var step: Size2D

  func copy(_ samples: Range<Int>) {
    for panel in 0..<source.panels {
      let from = source.base + panel * source.panelStride
      let to = target.base + panel * target.panelStride
      for sample in samples {
        for y in 0..<size.height {
          let sourceRow = (sample * size.height + y) * size.width
          let targetRow =
            sample * targetRowsPerSample
            + (offset.height + y * step.height) * targetWidth + offset.width
          if step.width == 1 {
            (to + targetRow * lanes).update(
              from: from + sourceRow * lanes, count: size.width * lanes)
          } else {
            for x in 0..<size.width {
              (to + (targetRow + x * step.width) * lanes).update(
                from: from + (sourceRow + x) * lanes, count: lanes)
            }
          }
        }
      }
    }
  }
}

/// A function of every element, or of every row, with an output of its own.
struct ActivationStage: BitwiseCopyable {
  var input: Signal
  var output: Signal
  var activation: Activation
  var needsInputGradient: Bool

  func forward(_ samples: Range<Int>) {
    copyRows(input.values, to: output.values, output.rows(of: samples))
    activation.apply(to: output.values, RowSet(output.rows(of: samples)))
  }

  func backward(_ samples: Range<Int>) {
    guard needsInputGradient else { return }
    let rows = output.rows(of: samples)
    activation.multiplyDerivative(
      outputs: output.values, gradient: output.gradient, RowSet(rows))
    copyRows(output.gradient, to: input.gradient, rows)
  }

  private func copyRows(_ source: PanelMatrix, to target: PanelMatrix, _ rows: Range<Int>) {
    for panel in 0..<source.panels {
      let offset = panel * source.panelStride + rows.lowerBound * lanes
      (target.base + offset).update(from: source.base + offset, count: rows.count * lanes)
    }
  }
}

/// All rows of a sample laid end to end into one, row-major.
struct FlattenStage: BitwiseCopyable {
  var input: Signal
  var output: Signal
  var needsInputGradient: Bool

  func forward(_ samples: Range<Int>) {
    forEachElement(samples) { long, short in output.values.base[long] = input.values.base[short] }
  }

  func backward(_ samples: Range<Int>) {
    guard needsInputGradient else { return }
    forEachElement(samples) { long, short in
      input.gradient.base[short] = output.gradient.base[long]
    }
  }

  /// Calls `body` with the offset of each element in the long row and in the short ones.
  @inline(__always)
  private func forEachElement(_ samples: Range<Int>, _ body: (Int, Int) -> Void) {
    let columns = input.values.columns
    for sample in samples {
      for row in 0..<input.rowsPerSample {
        let shortRow = (sample * input.rowsPerSample + row) * lanes
        for column in 0..<columns {
          let index = row * columns + column
          body(
            index / lanes * output.values.panelStride + sample * lanes + index % lanes,
            column / lanes * input.values.panelStride + shortRow + column % lanes)
        }
      }
    }
  }
}
