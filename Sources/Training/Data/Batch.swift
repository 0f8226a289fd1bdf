/// Which samples of the data a step takes.
struct Batch: BitwiseCopyable {
  /// The samples, in the batch's order; `nil` where batches were packed beforehand.
  var order: UnsafePointer<Int32>?
  /// Which of the packed batches it is.
  var number: Int
  /// The samples before it in the epoch.
  var first: Int
  var count: Int
  /// The samples behind it in the epoch, whose order is known.
  var rest: Int
}
