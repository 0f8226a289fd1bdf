import Kernels
import Networks

/// The rows that count in at least one of some masks.
final class MaskUnion: Operation {
  private let masks: UnsafeMutablePointer<TimeMask>
  private let count: Int
  private let output: TimeMask

  /// - Parameter masks: of as many rows as the output, or of one, which stands for all.
  init(_ masks: [TimeMask], output: TimeMask, tables: Tables) {
    self.masks = tables.make(masks)
    count = masks.count
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    for row in output.rows(of: samples) {
      output.counts[row] = (0..<count).contains { index in
        let mask = masks[index]
        let own =
          mask.rowsPerSample == output.rowsPerSample ? row : row / output.rowsPerSample
        return mask.counts[own]
      }
    }
  }
}

/// The masks of tensors that stand one behind the other.
final class MaskConcatenation: Operation {
  private let parts: UnsafeMutablePointer<Part>
  private let count: Int
  private let output: TimeMask

  struct Part: BitwiseCopyable {
    /// `nil` where all rows count.
    let mask: TimeMask?
    /// See `RowConcatenation.Part`.
    let blockRows: Int
    let firstRow: Int
    let outputStep: Int
  }

  init(_ parts: [Part], output: TimeMask, tables: Tables) {
    self.parts = tables.make(parts)
    count = parts.count
    self.output = output
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    for index in 0..<count {
      let part = parts[index], blocks = output.rowsPerSample / part.outputStep
      for sample in samples {
        for block in 0..<blocks {
          let target =
            output.counts + sample * output.rowsPerSample + block * part.outputStep + part.firstRow
          if let mask = part.mask {
            target.update(
              from: mask.counts + sample * mask.rowsPerSample + block * part.blockRows,
              count: part.blockRows)
          } else {
            target.update(repeating: true, count: part.blockRows)
          }
        }
      }
    }
  }
}

/// The rows of a tensor that count, and elsewhere those of another one, or a number in all columns.
final class RowChoice: Operation {
  private let parts: Parts

  struct Parts: BitwiseCopyable {
    let mask: TimeMask
    let counted: PanelSignal
    let other: PanelSignal?
    let number: Float
    let output: PanelSignal
    let countedGradient: PanelGradient?
    let otherGradient: PanelGradient?
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    let target = parts.output.values
    for row in parts.output.rows(of: samples) {
      if parts.mask.counts[row] {
        copyRow(parts.counted.values, row, to: target, row)
      } else if let other = parts.other {
        copyRow(other.values, row, to: target, row)
      } else {
        fillRow(row, of: target)
      }
    }
  }

  /// Padding stays 0.
  private func fillRow(_ row: Int, of matrix: PanelMatrix) {
    clearRow(row, of: matrix)
    guard parts.number != 0 else { return }
    for column in 0..<matrix.columns {
      matrix.pointer(row: row)[column / lanes * matrix.panelStride + column % lanes] = parts.number
    }
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    guard let gradient = parts.output.gradient else { return }
    let rows = parts.output.rows(of: samples)
    if let target = parts.countedGradient {
      passOnRows(rows, of: gradient, to: target, where: true)
    }
    if let target = parts.otherGradient { passOnRows(rows, of: gradient, to: target, where: false) }
  }

  private func passOnRows(
    _ rows: Range<Int>, of gradient: PanelMatrix, to target: PanelGradient, where counts: Bool
  ) {
    for row in rows {
      if parts.mask.counts[row] == counts {
        passOn(row..<row + 1, of: gradient, to: target)
      } else if !target.isAdded {
        clearRow(row, of: target.matrix)
      }
    }
  }
}
