/// Rows that are worked on together: `count` of them, `step` apart.
struct RowSet: BitwiseCopyable {
  var first: Int
  var count: Int
  var step: Int

  init(_ rows: Range<Int>) {
    first = rows.lowerBound
    count = rows.count
    step = 1
  }

  init(first: Int, count: Int, step: Int) {
    self.first = first
    self.count = count
    self.step = step
  }
}
