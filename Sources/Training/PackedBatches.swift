import Kernels

/// Row-major data cut up into batches beforehand, where their order is fixed, so that a step gathers
/// nothing: each batch lies as the step reads it.
final class PackedBatches {
  private let memory: Arena
  /// Floats from a batch to the next.
  let stride: Int
  /// Where the first batch begins.
  let base: UnsafePointer<Float>

  /// Packs all samples for a small chain, in their order; the last batch may be short.
  ///
  /// - Shapes: [batches][panels of rows][columns and a vector of ones][lanes]; padding lanes repeat
  ///   the first row of their panel.
  convenience init(lanesOf data: PaddedData, columns: Int, sampleCount: Int, batchSize: Int) {
    let stride = panelCount(batchSize) * Self.panelStride(columns)
    // What reads whole vectors of elements goes beyond those of the last panel.
    self.init(
      stride: stride, spare: lanes * lanes, fill: 1, sampleCount: sampleCount, batchSize: batchSize
    ) { order, count, target in
      gatherSamples(
        order: order, from: data.base,
        into: Self.rows(at: UnsafePointer(target), columns: columns, count: count))
    }
  }

  /// Packs all samples for stages, in their order; the last batch may be short.
  ///
  /// - Shapes: every batch is a matrix like `matrix`, `rowsPerSample` rows a sample, with zeros in
  ///   padding.
  convenience init(
    panelsOf data: PaddedData, like matrix: PanelMatrix, rowsPerSample: Int, sampleCount: Int,
    batchSize: Int
  ) {
    self.init(
      stride: matrix.panels * matrix.panelStride, spare: 0, fill: 0, sampleCount: sampleCount,
      batchSize: batchSize
    ) { order, count, target in
      gatherSamples(
        0..<count, order: order, from: data.base, rowsPerSample: rowsPerSample,
        panels: matrix.panels, into: target, panelStride: matrix.panelStride)
    }
  }

  /// - Parameter gather: writes the samples of a batch.
  private init(
    stride: Int, spare: Int, fill: Float, sampleCount: Int, batchSize: Int,
    gather: (_ order: UnsafePointer<Int32>, _ count: Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    self.stride = stride
    let batches = (sampleCount - 1) / batchSize + 1
    let floats = batches * stride + spare
    memory = Arena(capacity: floats)
    let first = memory.base
    if fill != 0 { first.update(repeating: fill, count: floats) }
    base = UnsafePointer(first)
    let order = (0..<sampleCount).map(Int32.init)
    order.withUnsafeBufferPointer { order in
      for batch in 0..<batches {
        let sample = batch * batchSize
        gather(
          order.baseAddress! + sample, min(batchSize, sampleCount - sample), first + batch * stride)
      }
    }
  }

  /// The rows of the batch that begins at `base`; nobody writes them.
  @inline(__always)
  static func rows(at base: UnsafePointer<Float>, columns: Int, count: Int) -> LaneRows {
    LaneRows(
      base: UnsafeMutablePointer(mutating: base), panelStride: panelStride(columns),
      columns: columns, count: count)
  }

  private static func panelStride(_ columns: Int) -> Int { (columns + 1) * lanes }
}
