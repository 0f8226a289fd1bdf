import Kernels
import Networks

/// Copies images into larger ones whose border is and stays 0.
struct BorderedCopy: BitwiseCopyable {
  var target: PanelMatrix
  /// Rows and columns of a source image.
  var size: Size2D
  /// Rows and columns of a target image.
  var targetSize: Size2D
  /// Where the first element lands.
  var offset: Size2D

  func copy(_ samples: Range<Int>, from source: PanelMatrix) {
    for panel in 0..<source.panels {
      let from = source.base + panel * source.panelStride
      let to = target.base + panel * target.panelStride
      for sample in samples {
        for y in 0..<size.height {
          let sourceRow = (sample * size.height + y) * size.width
          let targetRow =
            (sample * targetSize.height + offset.height + y) * targetSize.width + offset.width
          (to + targetRow * lanes).update(
            from: from + sourceRow * lanes, count: size.width * lanes)
        }
      }
    }
  }
}
