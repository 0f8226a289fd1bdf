import Kernels

/// A matrix in panels: [panels][rows][lanes], the last panel padded with lanes of its own.
///
/// Element (r, c) lies at `(c / lanes)·panelStride + r·lanes + c % lanes`. As the left operand of a
/// product its rows are broadcast, as the right operand its panels are loaded; neither is ever
/// packed again. It owns no memory: an `Arena` does.
struct PanelMatrix: BitwiseCopyable {
  var base: UnsafeMutablePointer<Float>
  var rows: Int
  var columns: Int

  /// The floats that such a matrix takes up, or `nil` where they are too many to count.
  static func floatCount(rows: Int, columns: Int) -> Int? {
    let (padded, overflow) = columns.addingReportingOverflow(lanes - 1)
    if overflow { return nil }
    let (count, isTooLarge) = (padded / lanes * lanes).multipliedReportingOverflow(by: rows)
    return isTooLarge ? nil : count
  }

  @inline(__always) var panels: Int { panelCount(columns) }
  @inline(__always) var panelStride: Int { rows * lanes }

  /// Some neighbouring panels.
  @inline(__always)
  func panels(_ range: Range<Int>) -> PanelMatrix {
    PanelMatrix(
      base: base + range.lowerBound * panelStride, rows: rows,
      columns: min(columns, range.upperBound * lanes) - range.lowerBound * lanes)
  }

  /// The row's vector in the first panel.
  @inline(__always)
  func pointer(row: Int) -> UnsafeMutablePointer<Float> { base + row * lanes }

  @inline(__always)
  func rows(_ set: RowSet) -> PanelRows {
    PanelRows(
      base: pointer(row: set.first), rowStride: set.step * lanes, panelStride: panelStride,
      columns: columns, count: set.count)
  }

  /// The vectors of neighbouring rows, one contiguous run a panel.
  @inline(__always)
  func forEachRun(
    of rows: Range<Int>, _ body: (_ run: UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    for panel in 0..<panels {
      body(base + panel * panelStride + rows.lowerBound * lanes, rows.count * lanes)
    }
  }
}

/// Copies row `sourceRow` of `source` into row `targetRow` of `target`, all panels.
func copyRow(_ source: PanelMatrix, _ sourceRow: Int, to target: PanelMatrix, _ targetRow: Int) {
  for panel in 0..<source.panels {
    (target.base + panel * target.panelStride + targetRow * lanes).update(
      from: source.base + panel * source.panelStride + sourceRow * lanes, count: lanes)
  }
}
