import Kernels
import Randomness

/// A matrix in panels that owns its memory; padding lanes start as 0.
final class PanelBuffer {
  let rows: Int
  let columns: Int
  let base: UnsafeMutablePointer<Float>
  private let count: Int

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    count = max(1, panelCount(columns) * rows * lanes)
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit {
    base.deallocate()
  }

  static func random(rows: Int, columns: Int, using random: inout SplitMix64) -> PanelBuffer {
    let buffer = PanelBuffer(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { buffer[row, column] = Float(random.nextUniform(in: -1...1)) }
    }
    return buffer
  }

  var panelStride: Int { rows * lanes }
  var floatCount: Int { panelCount(columns) * rows * lanes }

  subscript(row: Int, column: Int) -> Float {
    get { base[column / lanes * panelStride + row * lanes + column % lanes] }
    set { base[column / lanes * panelStride + row * lanes + column % lanes] = newValue }
  }

  /// All rows.
  var all: PanelRows {
    PanelRows(base: base, panelStride: panelStride, columns: columns, count: rows)
  }

  func copy() -> PanelBuffer {
    let other = PanelBuffer(rows: rows, columns: columns)
    other.base.update(from: base, count: count)
    return other
  }

  var paddingIsZero: Bool {
    (0..<rows).allSatisfy { row in
      (columns..<panelCount(columns) * lanes).allSatisfy { self[row, $0] == 0 }
    }
  }
}
