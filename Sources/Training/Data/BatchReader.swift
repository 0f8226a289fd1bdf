import Kernels
import Networks

/// Brings a batch's part of some data to where operations read it: gathers its samples, or points at
/// a batch that was packed beforehand.
class BatchReader {
  fileprivate private(set) var source: BatchData?
  /// Whether operations read batches where these were packed, so that no sample is brought to them.
  fileprivate private(set) var readsInPlace = false
  private let canReadInPlace: Bool

  fileprivate init(canReadInPlace: Bool) {
    self.canReadInPlace = canReadInPlace
  }

  /// Reads from these data from now on; `nil` where there are none.
  final func bind(_ data: BatchData?) {
    source = data
    readsInPlace = canReadInPlace && source.map { $0.stride > 0 } ?? false
    settle()
  }

  /// Has operations read what is brought to them, or, where they read in place, as batches are packed.
  fileprivate func settle() {}

  /// Has operations read the batch that was packed there.
  fileprivate func point(at batch: UnsafeMutablePointer<Float>) {}

  /// Whether it reads batches that were packed beforehand.
  var canPack: Bool { true }

  /// Turns samples into the form that this reader reads.
  ///
  /// - Parameters:
  ///   - batchSize: of batches that are to be packed; `nil` where they are to be gathered.
  ///   - arena: which they are to lie in.
  func prepare(
    _ tensor: Tensor, batchSize: Int?, in arena: Arena
  ) throws(ModelError) -> BatchData {
    preconditionFailure("a reader without a layout")
  }

  /// Floats of a sample where operations read them.
  var floatsPerSample: Int { 0 }

  /// Settles where the batch lies; called by the leader between phases.
  @inline(__always)
  final func begin(_ context: StepContext) {
    if readsInPlace, let source { point(at: source.packed(context.number)) }
  }

  /// Settles where some samples of a batch are brought to, which no operation reads behind the next ones; called
  /// by the leader between phases, and after `begin`.
  ///
  /// - Parameter batchSize: a whole number of times as many.
  func beginWave(_ samples: Range<Int>, of batchSize: Int) {}

  /// The last wave is over.
  func endWaves() {}

  /// Brings some samples of the batch to where operations keep them, unless they lie there already.
  @inline(__always)
  final func read(_ shard: Shard, _ context: UnsafePointer<StepContext>) {
    if !readsInPlace, let source { copy(shard, context, from: source) }
  }

  fileprivate func copy(
    _ shard: Shard, _ context: UnsafePointer<StepContext>, from source: BatchData
  ) {}
}

/// Reads batches into a matrix in panels.
final class PanelReader: BatchReader {
  let signal: PanelSignal
  private let gathered: PanelMatrix
  /// Whether samples are kept as they are, and padded when a batch is gathered: images of a few channels would
  /// take several times the memory, and longer to come from there than to be padded.
  private let keepsShortRows: Bool
  /// Samples that are brought together at a time; `nil` where these are the batch.
  private var samplesPerWave: Int?

  /// Floats of padding from which on a sample is worth it.
  private static let leastPadding = 1_024

  init(_ signal: PanelSignal) {
    self.signal = signal
    gathered = signal.values
    let padding = signal.values.panels * lanes - signal.values.columns
    keepsShortRows =
      padding >= signal.values.columns && signal.rowsPerSample * padding >= Self.leastPadding
    super.init(canReadInPlace: true)
  }

  override var canPack: Bool { !keepsShortRows }

  override var floatsPerSample: Int { signal.rowsPerSample * gathered.panels * lanes }

  override func prepare(
    _ tensor: Tensor, batchSize: Int?, in arena: Arena
  ) throws(ModelError) -> BatchData {
    guard let batchSize else {
      return try keepsShortRows
        ? BatchData(
          rowsOf: tensor, columns: gathered.columns, rowStride: gathered.columns, padding: lanes,
          in: arena)
        : BatchData(
          rowsOf: tensor, columns: gathered.columns, rowStride: gathered.panels * lanes, in: arena)
    }
    let stride = gathered.panels * gathered.panelStride, count = tensor.sampleCount
    return try BatchData(
      floats: ((count - 1) / batchSize + 1) * stride, stride: stride, in: arena
    ) { target in
      tensor.elements.withUnsafeBufferPointer { source in
        for first in Swift.stride(from: 0, to: count, by: batchSize) {
          packRows(
            source.baseAddress! + first * signal.rowsPerSample * gathered.columns,
            count: min(batchSize, count - first) * signal.rowsPerSample, columns: gathered.columns,
            into: target + first / batchSize * stride, panelStride: gathered.panelStride)
        }
      }
    }
  }

  override fileprivate func settle() { signal.place.pointee = gathered }

  override fileprivate func point(at batch: UnsafeMutablePointer<Float>) {
    signal.place.pointee.base = batch
  }

  /// All waves are gathered into the rows of the last one, which lie where they lie in a batch as a whole.
  override func beginWave(_ samples: Range<Int>, of batchSize: Int) {
    guard !readsInPlace else { return }
    samplesPerWave = samples.count
    signal.place.pointee.base =
      gathered.base + (batchSize - samples.upperBound) * signal.rowsPerSample * lanes
  }

  override func endWaves() { samplesPerWave = nil }

  /// The samples that stand at the same places of the next wave or batch, which the same worker gathers then; `nil`
  /// where they are none, or not to be gathered.
  @inline(__always)
  func rowsAhead(
    of samples: Range<Int>, _ context: UnsafePointer<StepContext>
  ) -> RowsAhead? {
    guard let order = context.pointee.order, let source else { return nil }
    let first = samples.lowerBound + (samplesPerWave ?? context.pointee.count)
    let left = context.pointee.count + context.pointee.rest - first
    guard left > 0 else { return nil }
    return RowsAhead(
      base: source.base, stride: signal.rowsPerSample * gathered.panels * lanes,
      order: order + first, count: min(left, samples.count))
  }

  override fileprivate func copy(
    _ shard: Shard, _ context: UnsafePointer<StepContext>, from source: BatchData
  ) {
    guard let order = context.pointee.order else { return }
    if keepsShortRows {
      gatherShortRows(
        shard.samples, order: order, from: source.base, rowsPerSample: signal.rowsPerSample,
        columns: gathered.columns, into: signal.values.base)
    } else {
      gatherSamples(
        shard.samples, order: order, from: source.base, rowsPerSample: signal.rowsPerSample,
        panels: gathered.panels, into: signal.values.base, panelStride: gathered.panelStride)
    }
  }
}

/// Reads batches whose samples are interleaved.
final class InterleavedReader: BatchReader {
  let signal: InterleavedSignal
  private let gathered: LaneRows
  private let packedPanelStride: Int

  /// - Parameter holdsBatch: whether the buffers have room for the batch, so that a packed one is read where it
  ///   is; else its shards are copied into their workers' buffers.
  init(_ signal: InterleavedSignal, holdsBatch: Bool) {
    self.signal = signal
    gathered = signal.values
    packedPanelStride = (gathered.columns + 1) * lanes
    super.init(canReadInPlace: holdsBatch)
  }

  /// - Shapes: a packed batch is [panels of samples][columns and a vector of ones][lanes]; padding
  ///   lanes repeat the first sample of their panel.
  override func prepare(
    _ tensor: Tensor, batchSize: Int?, in arena: Arena
  ) throws(ModelError) -> BatchData {
    let columns = gathered.columns
    // Packed batches are gathered from rows that nobody needs any more.
    let rowMemory = batchSize == nil ? arena : .forSamples()
    defer { withExtendedLifetime(rowMemory) {} }
    let rows = try BatchData(
      rowsOf: tensor, columns: columns, rowStride: columns, padding: lanes, in: rowMemory)
    guard let batchSize else { return rows }
    let panelStride = packedPanelStride, stride = panelCount(batchSize) * panelStride
    let sampleCount = tensor.sampleCount
    // What reads whole vectors of elements goes beyond those of the last panel.
    let floats = ((sampleCount - 1) / batchSize + 1) * stride + lanes * lanes
    return try BatchData(floats: floats, stride: stride, in: arena) { target in
      target.update(repeating: 1, count: floats)
      forEachBatch(sampleCount, batchSize) { order, number, count in
        gatherSamples(
          order: order, from: rows.base,
          into: LaneRows(
            base: target + number * stride, panelStride: panelStride, columns: columns,
            count: count))
      }
    }
  }

  override fileprivate func settle() {
    signal.place.pointee = gathered
    if readsInPlace { signal.place.pointee.panelStride = packedPanelStride }
  }

  override fileprivate func point(at batch: UnsafeMutablePointer<Float>) {
    signal.place.pointee.base = batch
  }

  override fileprivate func copy(
    _ shard: Shard, _ context: UnsafePointer<StepContext>, from source: BatchData
  ) {
    if let order = context.pointee.order {
      gatherSamples(
        order: order + shard.samples.lowerBound, from: source.base,
        into: gathered.rows(shard.stored))
    } else {
      let packed = LaneRows(
        base: source.packed(context.pointee.number), panelStride: packedPanelStride,
        columns: gathered.columns, count: context.pointee.count)
      copyRows(packed.rows(shard.samples), into: gathered.rows(shard.stored))
    }
  }
}

/// Reads batches into a row-major matrix; they are never packed.
final class RowMajorReader: BatchReader {
  private let matrix: RowMajorMatrix

  init(_ matrix: RowMajorMatrix) {
    self.matrix = matrix
    super.init(canReadInPlace: false)
  }

  override var canPack: Bool { false }

  override func prepare(
    _ tensor: Tensor, batchSize: Int?, in arena: Arena
  ) throws(ModelError) -> BatchData {
    try BatchData(
      rowsOf: tensor, columns: matrix.columns, rowStride: matrix.stride, in: arena)
  }

  override fileprivate func copy(
    _ shard: Shard, _ context: UnsafePointer<StepContext>, from source: BatchData
  ) {
    guard let order = context.pointee.order else { return }
    for sample in shard.samples {
      matrix.row(sample).update(
        from: source.base + Int(order[sample]) * matrix.stride, count: matrix.stride)
    }
  }
}

/// Calls `body` with the order of each batch of samples that are taken one after the other, its
/// number and its size; the last one may be short.
private func forEachBatch(
  _ sampleCount: Int, _ batchSize: Int,
  _ body: (_ order: UnsafePointer<Int32>, _ number: Int, _ count: Int) -> Void
) {
  let order = (0..<sampleCount).map(Int32.init)
  order.withUnsafeBufferPointer { order in
    for (number, first) in stride(from: 0, to: sampleCount, by: batchSize).enumerated() {
      body(order.baseAddress! + first, number, min(batchSize, sampleCount - first))
    }
  }
}
