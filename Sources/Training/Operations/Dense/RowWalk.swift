import Kernels

/// Where the rows of samples lie in a matrix: in segments, the rows of an image.
struct RowPlaces: BitwiseCopyable {
  /// The first row of the first sample.
  var origin = 0
  /// Rows between neighbours in a segment, between segments, and between samples.
  var rowStep: Int
  var segmentStep: Int
  var sampleStep: Int

  /// The first row of a segment.
  @inline(__always)
  func row(_ sample: Int, _ segment: Int) -> Int {
    origin + sample * sampleStep + segment * segmentStep
  }
}

/// How a product walks over its rows: which row of a source each row of a target is made from.
///
/// Where neither step nor border intervenes, as in a dense layer, all samples are one segment.
struct RowWalk: BitwiseCopyable {
  /// Rows of one segment, and segments of one sample.
  var segmentRows: Int
  var segmentsPerSample: Int
  /// Where a row's first tap lies.
  var source: RowPlaces
  var target: RowPlaces
  /// The runs of the inner dimension: one for each tap and input panel.
  var blocks: UnsafeMutablePointer<DepthBlock>
  var blockCount: Int

  var rowsPerSample: Int { segmentRows * segmentsPerSample }

  /// Whether the rows of all samples follow one another without a gap, in source and target.
  var isContiguous: Bool { isContiguous(source) && isContiguous(target) }

  private func isContiguous(_ places: RowPlaces) -> Bool {
    places.rowStep == 1 && places.origin == 0 && places.sampleStep == rowsPerSample
      && (segmentsPerSample == 1 || places.segmentStep == segmentRows)
  }

  /// Operations of a sample's rows, padding of the target's last panel included.
  func flopsPerSample(into target: PanelMatrix) -> Double {
    let depth = (0..<blockCount).reduce(0) { $0 + blocks[$1].depth }
    return 2 * Double(rowsPerSample) * Double(depth) * Double(target.panels * lanes)
  }

  /// target = start + source · weights for the rows of `samples` in some panels of the target.
  ///
  /// - Parameters:
  ///   - start: one row of the target's panels, one vector each: a bias or zeros.
  ///   - panels: `nil` for all.
  func computeProduct(
    source: PanelMatrix, weights: PanelMatrix, target: PanelMatrix,
    start: UnsafePointer<Float>, samples: Range<Int>, panels: Range<Int>? = nil
  ) {
    let panels = panels ?? 0..<target.panels
    var operands = operands(source, weights, target, panels)
    let start = start + panels.lowerBound * lanes
    (operands.start, operands.startRowStride, operands.startPanelStride) = (start, 0, lanes)
    forEachSegment(source, target.panels(panels), samples) { a, c, rows in
      (operands.a, operands.c) = (a, c)
      Kernels.computeProduct(operands, rows: rows, panels: panels.count)
    }
  }

  /// Writes source · weights into a gradient, or adds it where others have written.
  ///
  /// - Parameter zeros: one row of the target's panels.
  func computeProduct(
    source: PanelMatrix, weights: PanelMatrix, into gradient: PanelGradient,
    zeros: UnsafePointer<Float>, samples: Range<Int>, panels: Range<Int>? = nil
  ) {
    let target = gradient.matrix, panels = panels ?? 0..<target.panels
    guard gradient.isAdded else {
      return computeProduct(
        source: source, weights: weights, target: target, start: zeros, samples: samples,
        panels: panels)
    }
    var operands = operands(source, weights, target, panels)
    (operands.startRowStride, operands.startPanelStride) = (operands.cRowStride, target.panelStride)
    forEachSegment(source, target.panels(panels), samples) { a, c, rows in
      (operands.a, operands.c, operands.start) = (a, c, UnsafePointer(c))
      Kernels.computeProduct(operands, rows: rows, panels: panels.count)
    }
  }

  private func operands(
    _ source: PanelMatrix, _ weights: PanelMatrix, _ target: PanelMatrix, _ panels: Range<Int>
  ) -> ProductOperands {
    ProductOperands(
      blocks: blocks, blockCount: blockCount,
      a: source.base, aRowStride: self.source.rowStep * lanes, aDepthStride: 1,
      b: weights.base + panels.lowerBound * weights.panelStride,
      bPanelStride: weights.panelStride,
      start: target.base, startRowStride: 0, startPanelStride: 0,
      c: target.base, cRowStride: self.target.rowStep * lanes, cPanelStride: target.panelStride,
      lastColumns: min(target.columns - (panels.upperBound - 1) * lanes, lanes))
  }

  /// Calls `body` with the source and the target of every run of rows.
  @inline(__always)
  private func forEachSegment(
    _ source: PanelMatrix, _ target: PanelMatrix, _ samples: Range<Int>,
    _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, _ rows: Int) -> Void
  ) {
    if isContiguous {
      body(
        source.pointer(row: samples.lowerBound * rowsPerSample),
        target.pointer(row: samples.lowerBound * rowsPerSample), samples.count * rowsPerSample)
      return
    }
    for sample in samples {
      for segment in 0..<segmentsPerSample {
        body(
          source.pointer(row: self.source.row(sample, segment)),
          target.pointer(row: self.target.row(sample, segment)), segmentRows)
      }
    }
  }
}
