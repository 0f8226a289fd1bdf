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
  /// - Parameter start: one row of the target's panels, one vector each: a bias or zeros.
  func computeProduct(
    source: PanelMatrix, weights: PanelMatrix, target: PanelMatrix,
    start: UnsafePointer<Float>, samples: Range<Int>
  ) {
    var operands = operands(source, weights, target)
    (operands.start, operands.startRowStride, operands.startPanelStride) = (start, 0, lanes)
    forEachSegment(source, target, samples) { a, c, rows in
      (operands.a, operands.c) = (a, c)
      Kernels.computeProduct(operands, rows: rows, panels: target.panels)
    }
  }

  /// Writes source · weights into a gradient, or adds it where others have written.
  ///
  /// - Parameter zeros: one row of the target's panels.
  func computeProduct(
    source: PanelMatrix, weights: PanelMatrix, into gradient: PanelGradient,
    zeros: UnsafePointer<Float>, samples: Range<Int>
  ) {
    let target = gradient.matrix
    guard gradient.isAdded else {
      return computeProduct(
        source: source, weights: weights, target: target, start: zeros, samples: samples)
    }
    var operands = operands(source, weights, target)
    (operands.startRowStride, operands.startPanelStride) = (lanes, target.panelStride)
    forEachSegment(source, target, samples) { a, c, rows in
      (operands.a, operands.c, operands.start) = (a, c, UnsafePointer(c))
      Kernels.computeProduct(operands, rows: rows, panels: target.panels)
    }
  }

  private func operands(
    _ source: PanelMatrix, _ weights: PanelMatrix, _ target: PanelMatrix
  ) -> ProductOperands {
    ProductOperands(
      blocks: blocks, blockCount: blockCount,
      a: source.base, aRowStride: rowStep * lanes, aDepthStride: 1,
      b: weights.base, bPanelStride: weights.panelStride,
      start: target.base, startRowStride: 0, startPanelStride: 0,
      c: target.base, cRowStride: lanes, cPanelStride: target.panelStride,
      lastColumns: target.columns - (target.panels - 1) * lanes)
  }

  /// Calls `body` with the source and the target of every run of rows.
  @inline(__always)
  private func forEachSegment(
    _ source: PanelMatrix, _ target: PanelMatrix, _ samples: Range<Int>,
    _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, _ rows: Int) -> Void
  ) {
    if isContiguous {
      body(
        source.pointer(row: samples.lowerBound * sampleStep),
        target.pointer(row: samples.lowerBound * rowsPerSample), samples.count * rowsPerSample)
      return
    }
    for sample in samples {
      for segment in 0..<segmentsPerSample {
        body(
          source.pointer(row: sample * sampleStep + segment * segmentStep + origin),
          target.pointer(row: sample * rowsPerSample + segment * segmentRows), segmentRows)
      }
    }
  }
}
