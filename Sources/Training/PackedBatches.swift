import Kernels

/// Row-major data cut up into batches beforehand, where their order is fixed, so that a step gathers
/// nothing: each batch lies as a small chain reads it.
///
/// - Shapes: [batches][panels of rows][columns and a vector of ones][lanes]; padding lanes repeat the
///   first row of their panel.
final class PackedBatches {
  private let memory: UnsafeMutablePointer<Float>
  /// Floats from a batch to the next.
  let stride: Int
  /// Where the first batch begins.
  var base: UnsafePointer<Float> { UnsafePointer(memory) }

  /// Packs all samples, in their order; the last batch may be short.
  init(_ data: PaddedData, columns: Int, sampleCount: Int, batchSize: Int) {
    let batches = (sampleCount - 1) / batchSize + 1
    stride = panelCount(batchSize) * Self.panelStride(columns)
    // What reads whole vectors of elements goes beyond those of the last panel.
    let floats = batches * stride + lanes * lanes
    memory = .allocate(capacity: floats)
    memory.initialize(repeating: 1, count: floats)
    let order = (0..<sampleCount).map(Int32.init)
    order.withUnsafeBufferPointer { order in
      for batch in 0..<batches {
        let first = batch * batchSize, count = min(batchSize, sampleCount - first)
        gatherSamples(
          order: order.baseAddress! + first, from: data.base,
          into: Self.rows(at: base + batch * stride, columns: columns, count: count))
      }
    }
  }

  deinit {
    memory.deallocate()
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
