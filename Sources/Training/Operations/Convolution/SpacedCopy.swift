import Kernels
import Networks

/// Copies images into larger ones whose other rows are and stay 0: a border, or gaps for strides.
struct SpacedCopy: BitwiseCopyable {
  var target: PanelMatrix
  /// Rows and columns of a source image.
  var size: Size2D
  /// Columns of a target image, and its rows in all.
  var targetWidth: Int
  var targetRowsPerSample: Int
  /// Where the first element lands, and how far apart the next ones are.
  var offset: Size2D
  var step: Size2D

  func copy(_ samples: Range<Int>, from source: PanelMatrix) {
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
