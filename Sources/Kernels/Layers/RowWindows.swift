/// Which rows of a source each row of a target is made from: the windows of a pooling of any number of
/// dimensions, the taps of a convolution, or a plain map from rows to rows.
///
/// - Shapes: window w takes the source rows `rows[starts[w]..<starts[w + 1]]`, in this order; `starts`
///   [count + 1], all rows below `sourceRows`.
public struct RowWindows: BitwiseCopyable {
  /// Where each window's rows begin, and behind the last where they end.
  public var starts: UnsafePointer<Int32>
  /// The source rows of all windows, one window after the other.
  public var rows: UnsafePointer<Int32>
  /// The number of windows, each a row of the target.
  public var count: Int
  /// The number of rows of the source.
  public var sourceRows: Int

  /// Points at windows.
  public init(
    starts: UnsafePointer<Int32>, rows: UnsafePointer<Int32>, count: Int, sourceRows: Int
  ) {
    self.starts = starts
    self.rows = rows
    self.count = count
    self.sourceRows = sourceRows
  }

  /// The places in `rows` of one window.
  @inline(__always)
  func places(of window: Int) -> Range<Int> {
    Int(starts[window])..<Int(starts[window + 1])
  }

  /// Floats from the first row of the source to the row at a place.
  @inline(__always)
  func offset(_ place: Int) -> Int { Int(rows[place]) * lanes }

  /// Writes 0 into all rows of a panel of the source.
  @inline(__always)
  func clear(_ source: UnsafeMutablePointer<Float>) {
    for row in 0..<sourceRows { Vector(repeating: 0).store(to: source + row * lanes) }
  }
}
