import Kernels
import Networks

/// The metrics of a head's rows: each row's part is kept, as its loss is.
struct MetricRows: BitwiseCopyable {
  private let entries: UnsafeMutablePointer<Entry>
  private let count: Int

  private struct Entry: BitwiseCopyable {
    let metric: Metric
    let kernel: RowMetric
    /// One a row.
    let values: UnsafeMutablePointer<Float>
  }

  /// Makes room for as many rows.
  init(_ metrics: [Metric], rows: Int, arena: Arena, tables: Tables) throws(ModelError) {
    var entries: [Entry] = []
    for metric in Metric.allCases where metrics.contains(metric) {
      guard let kernel = RowMetric(rawValue: metric.kerasName) else {
        preconditionFailure("no kernel computes \(metric.kerasName)")
      }
      entries.append(Entry(metric: metric, kernel: kernel, values: try arena.take(rows)))
    }
    self.entries = tables.make(entries)
    count = entries.count
  }

  /// For each metric one value a row.
  var rowValues: [UnsafeMutablePointer<Float>] { (0..<count).map { entries[$0].values } }

  @inline(__always)
  func compute(predictions: PanelRows, targets: PanelRows, firstRow: Int) {
    for index in 0..<count {
      computeMetric(
        entries[index].kernel, predictions: predictions, targets: targets,
        values: entries[index].values + firstRow)
    }
  }

  @inline(__always)
  func compute(predictions: LaneRows, targets: LaneRows, firstRow: Int) {
    for index in 0..<count {
      computeMetric(
        entries[index].kernel, predictions: predictions, targets: targets,
        values: entries[index].values + firstRow)
    }
  }

  /// Adds the mean over the first rows of each.
  @inline(__always)
  func addMeans(overRows rows: Int, to values: inout MetricValues) {
    for index in 0..<count {
      values.add(sumInDouble(entries[index].values, rows) / Double(rows), of: entries[index].metric)
    }
  }
}

/// The sum of some numbers in Double: eight sums side by side, in an order that is fixed.
func sumInDouble(_ numbers: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = SIMD8<Double>.zero
  let whole = count / 8 * 8
  for first in stride(from: 0, to: whole, by: 8) {
    for lane in 0..<8 { sums[lane] += Double(numbers[first + lane]) }
  }
  return (whole..<count).reduce(sums.sum()) { $0 + Double(numbers[$1]) }
}
