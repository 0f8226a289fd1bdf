import Kernels
import Testing

@Suite struct ColumnsTests {
  private static let rowCounts = [1, 2, 3, 5]

  /// A matrix of different numbers, NaN in the padding, and its middle rows.
  private struct Matrix {
    let buffer: PanelBuffer
    let rows: Int

    init(rows: Int, columns: Int, sign: Float) {
      self.rows = rows
      buffer = PanelBuffer(rows: rows + 2, columns: columns)
      for index in 0..<buffer.floatCount { buffer.base[index] = sign * Float(index + 1) }
      for row in 0..<rows + 2 {
        for column in columns..<panelCount(columns) * lanes { buffer[row, column] = .nan }
      }
    }

    var middle: PanelRows {
      var rows = buffer.all
      (rows.base, rows.count) = (rows.base + lanes, self.rows)
      return rows
    }
  }

  /// All shifts between lanes, whole and parts of panels, beginnings and ends.
  @Test(arguments: rowCounts, 0...lanes)
  func columnsArriveAndOthersStay(rows: Int, first: Int) {
    for (from, width) in [
      (0, 1), (0, lanes), (1, lanes - 1), (2, lanes), (lanes - 1, 2), (3, 2 * lanes),
      (0, 2 * lanes + 3),
    ] {
      for rest in [0, 1, lanes] {
        let columns = from..<from + width
        let source = Matrix(rows: rows, columns: from + width + 1, sign: 1)
        let target = Matrix(rows: rows, columns: first + width + rest, sign: -1)
        let before = target.buffer.copy(),
          after = Matrix(rows: rows, columns: first + width + rest, sign: -1)
        copyColumns(columns, of: source.middle, to: target.middle, at: first)
        accumulateColumns(columns, of: source.middle, to: after.middle, at: first)
        for row in 0..<rows + 2 {
          for column in 0..<panelCount(before.columns) * lanes {
            let old = before[row, column]
            let isMoved =
              (1...rows).contains(row) && (first..<first + width).contains(column)
            let number = isMoved ? source.buffer[row, from + column - first] : old
            let isCleared = (1...rows).contains(row) && column >= before.columns && rest == 0
            #expect(same(target.buffer[row, column], isCleared ? 0 : number))
            #expect(same(after.buffer[row, column], isMoved ? old + number : old))
          }
        }
      }
    }
  }

  private func same(_ a: Float, _ b: Float) -> Bool { a.isNaN ? b.isNaN : a == b }

  /// Rows that are no neighbours are copied too.
  @Test func rowsApartAreCopied() {
    let source = Matrix(rows: 4, columns: lanes + 2, sign: 1)
    let target = Matrix(rows: 4, columns: lanes + 2, sign: -1)
    var from = source.middle, to = target.middle
    (from.rowStride, from.count) = (2 * lanes, 2)
    (to.rowStride, to.count) = (2 * lanes, 2)
    copyColumns(1..<lanes, of: from, to: to, at: 2)
    for column in 2..<lanes + 1 {
      #expect(target.buffer[1, column] == source.buffer[1, column - 1])
      #expect(target.buffer[3, column] == source.buffer[3, column - 1])
      #expect(target.buffer[2, column] < 0)
    }
    withExtendedLifetime((source, target)) {}
  }

  @Test(arguments: rowCounts, [1, 2, 3, lanes + 3])
  func columnsAreRepeatedAndSummed(rows: Int, times: Int) {
    for columns in [1, lanes - 1, lanes, lanes + 1] {
      let short = Matrix(rows: rows, columns: columns, sign: 1)
      let long = Matrix(rows: rows, columns: columns * times, sign: -1)
      repeatColumns(short.middle, times: times, into: long.middle)
      let sums = Matrix(rows: rows, columns: columns, sign: -1)
      sumRepeatedColumns(long.middle, times: times, into: sums.middle)
      for row in 1...rows {
        for column in 0..<panelCount(long.buffer.columns) * lanes {
          let isInside = column < columns * times
          #expect(
            long.buffer[row, column] == (isInside ? short.buffer[row, column / times] : 0))
        }
        for column in 0..<panelCount(columns) * lanes {
          let sum = column < columns ? Float(times) * short.buffer[row, column] : 0
          #expect(sums.buffer[row, column] == sum)
        }
      }
      let doubled = sums.buffer.copy()
      accumulateRepeatedColumns(long.middle, times: times, into: sums.middle)
      for row in 1...rows {
        for column in 0..<columns { #expect(sums.buffer[row, column] == 2 * doubled[row, column]) }
      }
      #expect(long.buffer[0, 0] < 0 && sums.buffer[rows + 1, 0] < 0)
    }
  }
}
