import Networks

/// Data of an input or an output in the form in which a step reads them: samples to be gathered into batches, or,
/// where their order is fixed, batches that lie as the step wants them. They own no memory: an `Arena` does.
struct BatchData: BitwiseCopyable {
  let base: UnsafePointer<Float>
  /// Floats from a packed batch to the next; 0 where batches are gathered.
  let stride: Int

  /// Makes room for `floats`, which `fill` writes.
  init(
    floats: Int, stride: Int, in arena: Arena, fill: (UnsafeMutablePointer<Float>) -> Void
  ) throws(ModelError) {
    let base = try arena.take(floats)
    arena.choosePages()
    fill(base)
    (self.base, self.stride) = (UnsafePointer(base), stride)
  }

  /// Row-major samples, each row padded to `rowStride` floats, so that a sample is gathered into a
  /// batch by vector moves alone; `padding` floats behind the last row can be read, too.
  init(
    rowsOf tensor: Tensor, columns: Int, rowStride: Int, padding: Int = 0, in arena: Arena
  ) throws(ModelError) {
    let rows = tensor.elements.count / columns
    try self.init(floats: rows * rowStride + padding, stride: 0, in: arena) { target in
      tensor.elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          (target + row * rowStride).update(
            from: source.baseAddress! + row * columns, count: columns)
        }
      }
    }
  }

  /// Where a packed batch lies; operations take pointers that could write, and do not.
  @inline(__always)
  func packed(_ number: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutablePointer(mutating: base + number * stride)
  }
}

extension Arena {
  /// Memory for samples.
  static func forSamples() -> Arena {
    Arena(limit: availableMemory(), purpose: "keeping the samples")
  }
}
