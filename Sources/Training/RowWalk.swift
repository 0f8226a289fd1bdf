import Kernels

/// How a product walks over its rows: which rows of a source each row of a target is made from.
///
/// A sample's target rows come in segments (the rows of an image); inside a segment the source
/// advances by `rowStep` rows a target row (the horizontal stride). Where neither step nor border
/// intervenes, as in a dense layer, all samples are one segment.
struct RowWalk: BitwiseCopyable {
  /// Target rows of one segment, and segments of one sample.
  var segmentRows: Int
  var segmentsPerSample: Int
  /// Source rows between target rows, segments, and samples.
  var rowStep: Int
  var segmentStep: Int
  var sampleStep: Int
  /// The source row of the first target row's first tap.
  var origin: Int
  /// The runs of the inner dimension: one for each tap and input panel.
  var blocks: UnsafeMutablePointer<DepthBlock>
  var blockCount: Int

  var rowsPerSample: Int { segmentRows * segmentsPerSample }

  /// Whether the rows of all samples follow one another without a gap, in source and target.
  var isContiguous: Bool {
    rowStep == 1 && origin == 0 && sampleStep == rowsPerSample
      && (segmentsPerSample == 1 || segmentStep == segmentRows)
  }

  /// target = start + source · weights for the rows of `samples`.
  ///
  /// - Parameter start: one row of the target's panels, `startPanelStride` apart: a bias or zeros.
  func computeProduct(
    source: PanelMatrix, weights: PanelMatrix, target: PanelMatrix,
    start: UnsafePointer<Float>, startPanelStride: Int, samples: Range<Int>
  ) {
    var operands = ProductOperands(
      blocks: blocks, blockCount: blockCount,
      a: source.base, aRowStride: rowStep * lanes, aDepthStride: 1,
      b: weights.base, bPanelStride: weights.panelStride,
      start: start, startRowStride: 0, startPanelStride: startPanelStride,
      c: target.base, cRowStride: lanes, cPanelStride: target.panelStride,
      lastColumns: target.columns - (target.panels - 1) * lanes)
    if isContiguous {
      operands.a = UnsafePointer(source.pointer(row: samples.lowerBound * sampleStep))
      operands.c = target.pointer(row: samples.lowerBound * rowsPerSample)
      Kernels.computeProduct(
        operands, rows: samples.count * rowsPerSample, panels: target.panels)
      return
    }
    for sample in samples {
      for segment in 0..<segmentsPerSample {
        let sourceRow = sample * sampleStep + segment * segmentStep + origin
        operands.a = UnsafePointer(source.pointer(row: sourceRow))
        operands.c = target.pointer(row: sample * rowsPerSample + segment * segmentRows)
        Kernels.computeProduct(operands, rows: segmentRows, panels: target.panels)
      }
    }
  }
}
