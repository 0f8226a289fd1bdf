import Kernels
import Networks

/// Data in the form in which a step reads them: samples to be gathered into batches, or, where their
/// order is fixed, batches that lie as the step wants them.
final class BatchData {
  private let arena: Arena
  let source: BatchSource

  /// Makes room for `floats`, which `fill` writes.
  ///
  /// - Parameter stride: floats from a batch to the next, 0 where they are gathered.
  init(
    floats: Int, stride: Int, fill: (UnsafeMutablePointer<Float>) -> Void
  ) throws(ModelError) {
    arena = Arena(limit: availableMemory(), purpose: "keeping the samples")
    let base = try arena.take(floats)
    arena.choosePages()
    fill(base)
    source = BatchSource(base: UnsafePointer(base), stride: stride)
  }

  /// Row-major samples, each row padded to `rowStride` floats, so that a sample is gathered into a
  /// batch by vector moves alone; `padding` floats behind the last row can be read, too.
  convenience init(
    rowsOf tensor: Tensor, columns: Int, rowStride: Int, padding: Int = 0
  ) throws(ModelError) {
    let rows = tensor.elements.count / columns
    try self.init(floats: rows * rowStride + padding, stride: 0) { target in
      tensor.elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          (target + row * rowStride).update(
            from: source.baseAddress! + row * columns, count: columns)
        }
      }
    }
  }
}

/// Where data lie for a step.
struct BatchSource: BitwiseCopyable {
  let base: UnsafePointer<Float>
  /// Floats from a packed batch to the next; 0 where batches are gathered.
  let stride: Int

  /// Where a packed batch lies; operations take pointers that could write, and do not.
  @inline(__always)
  func packed(_ number: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutablePointer(mutating: base + number * stride)
  }
}

/// All data of a training, an evaluation or a prediction.
struct PreparedData {
  /// One entry an input of the network.
  var inputs: [BatchData]
  /// One entry an output; none where there is nothing to score.
  var targets: [BatchData]
}
