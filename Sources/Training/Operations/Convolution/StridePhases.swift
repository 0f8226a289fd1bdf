import Networks

/// The positions of an image by the taps that they meet: those of every stride-th row and column make up
/// one phase, and a product of its own, so that none is multiplied by the zeros between strides.
///
/// Position y of the input meets tap dy of output row (y + before − dy) / stride, where that is a whole
/// number: dy and y + before leave the same remainder.
struct StridePhases {
  private let height: StrideAxis
  private let width: StrideAxis

  init(_ geometry: WindowGeometry) {
    height = StrideAxis(
      kernel: geometry.kernel.height, stride: geometry.strides.height,
      dilation: geometry.dilation.height, input: geometry.input.height,
      output: geometry.output.height, before: geometry.before.height)
    width = StrideAxis(
      kernel: geometry.kernel.width, stride: geometry.strides.width,
      dilation: geometry.dilation.width, input: geometry.input.width,
      output: geometry.output.width, before: geometry.before.width)
  }

  /// Zeros above and left of the output that its input's positions reach.
  var border: Size2D { Size2D(height.border, width.border) }

  /// The output with its border on all sides.
  var bordered: Size2D { Size2D(height.bordered, width.bordered) }

  /// A product: which rows of the input's gradient it makes, and from which of the output's.
  struct Phase {
    let rows: StrideAxis.Phase
    let columns: StrideAxis.Phase
    let kernelWidth: Int
    let borderedWidth: Int

    /// The kernel's taps that are met, in their order, and the rows from the first one's place to theirs.
    var taps: [(index: Int, row: Int)] {
      rows.taps.flatMap { y in
        columns.taps.map { x in
          (y.index * kernelWidth + x.index, y.offset * borderedWidth + x.offset)
        }
      }
    }
  }

  var phases: [Phase] {
    height.phases.flatMap { rows in
      width.phases.map { columns in
        Phase(
          rows: rows, columns: columns, kernelWidth: width.kernel, borderedWidth: width.bordered)
      }
    }
  }
}

/// One axis of an image, with its kernel.
struct StrideAxis {
  let kernel: Int
  let stride: Int
  let dilation: Int
  let input: Int
  let output: Int
  let before: Int

  /// How far before the output the last tap of a first position lies.
  var border: Int { max((kernel - 1) * dilation - before, 0) / stride }

  var bordered: Int { border + max(output, (input - 1 + before) / stride + 1) }

  struct Phase {
    /// The input's positions, `stride` apart.
    let first: Int
    let count: Int
    /// Where the first position would meet tap 0, in the output with its border.
    let origin: Int
    /// The taps that are met, and how far from there.
    let taps: [(index: Int, offset: Int)]
  }

  /// One phase for each remainder, of as many positions as there are.
  var phases: [Phase] {
    (0..<min(stride, input)).map { first in
      let remainder = (first + before) % stride
      return Phase(
        first: first, count: (input - first - 1) / stride + 1,
        origin: border + (first + before) / stride,
        taps: (0..<kernel).filter { $0 * dilation % stride == remainder }.map {
          ($0, -($0 * dilation / stride))
        })
    }
  }
}
