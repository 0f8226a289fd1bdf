import Kernels
import Networks

/// The metrics of a head's rows: each row's part is kept, as its loss is.
struct MetricRows: BitwiseCopyable {
  private let entries: UnsafeMutablePointer<Entry>
  private let count: Int

  private struct Entry: BitwiseCopyable {
    let metric: Metric
    let kernel: RowMetric
    let rows: RowValues
  }

  /// Makes room for as many rows; see `RowValues`.
  init(
    _ metrics: [Metric], rows: Int, shards: RowValues.Shards?, arena: Arena, tables: Tables
  ) throws(ModelError) {
    var entries: [Entry] = []
    for metric in Metric.allCases where metrics.contains(metric) {
      guard let kernel = RowMetric(rawValue: metric.kerasName) else {
        preconditionFailure("no kernel computes \(metric.kerasName)")
      }
      entries.append(
        Entry(
          metric: metric, kernel: kernel,
          rows: try RowValues(rows: rows, shards: shards, arena: arena)))
    }
    self.entries = tables.make(entries)
    count = entries.count
  }

  /// For each metric one value a row.
  var rowValues: [UnsafeMutablePointer<Float>] { (0..<count).map { entries[$0].rows.values } }

  @inline(__always)
  func compute(predictions: PanelRows, targets: PanelRows, firstRow: Int) {
    for index in 0..<count {
      computeMetric(
        entries[index].kernel, predictions: predictions, targets: targets,
        values: entries[index].rows.values + firstRow)
    }
  }

  @inline(__always)
  func compute(predictions: LaneRows, targets: LaneRows, firstRow: Int) {
    for index in 0..<count {
      computeMetric(
        entries[index].kernel, predictions: predictions, targets: targets,
        values: entries[index].rows.values + firstRow)
    }
  }

  /// Sums a shard that has been computed; see `RowValues`.
  func finish(_ shard: Shard) {
    for index in 0..<count { entries[index].rows.finish(shard) }
  }

  /// Leaves a row out.
  func clear(_ row: Int) {
    for index in 0..<count { entries[index].rows.values[row] = 0 }
  }

  /// Adds the mean over the first rows of each.
  ///
  /// - Parameter counted: how many of these count; the mean over none is 0.
  @inline(__always)
  func addMeans(overRows rows: Int, counted: Double, to values: inout MetricValues) {
    for index in 0..<count {
      let sum = entries[index].rows.sum(overRows: rows)
      values.add(counted == 0 ? 0 : sum / counted, of: entries[index].metric)
    }
  }
}
