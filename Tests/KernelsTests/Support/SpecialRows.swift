import Kernels

/// A kernel of rows in any layout, and its formula for one row.
struct RowKernel: Sendable, CustomStringConvertible {
  let description: String
  /// Whether the second operand has one column, of numbers of classes.
  var takesClassNumbers = false
  /// What the padding lanes of each operand may hold.
  let fillings: [Float]
  /// Whether the padding of what is written has to be 0.
  let clearsPadding: @Sendable (Layout) -> Bool
  /// Gives the numbers that each row becomes, and the buffer that was written.
  let run: @Sendable ([LayoutBuffer]) -> (results: [[Float]], written: LayoutBuffer?)
  let formula: @Sendable ([[Double]]) -> [Double]

  /// The formula takes predictions and targets, and gives the loss and its gradient.
  static func loss(
    _ loss: RowLoss, _ formula: @escaping @Sendable ([Double], [Double]) -> (Double, [Double])
  ) -> RowKernel {
    RowKernel(
      description: "\(loss)", takesClassNumbers: loss.isSparse, fillings: [.nan, .nan],
      clearsPadding: { _ in true },
      run: { operands in
        let p = operands[0], y = operands[1]
        let g = LayoutBuffer(p.layout, rows: p.rows, columns: p.columns, filling: .nan)
        var losses = [Float](repeating: 0, count: panelCount(p.rows) * lanes)
        if p.layout == .lanes {
          computeLosses(
            loss, predictions: p.laneRows, targets: y.laneRows, gradient: g.laneRows, scale: 1,
            losses: &losses)
        } else {
          computeLosses(
            loss, predictions: p.panelRows, targets: y.panelRows, gradient: g.panelRows,
            scale: 1, losses: &losses)
        }
        return ((0..<p.rows).map { [losses[$0]] + g[$0] }, g)
      },
      formula: { operands in
        let (p, y) = (operands[0], operands[1])
        let (loss, gradient) = formula(p, loss.isSparse ? distribution(y[0], over: p.count) : y)
        return [loss] + gradient
      })
  }

  /// 1 in the column of that number, 0 elsewhere; no number where it is none.
  private static func distribution(_ number: Double, over columns: Int) -> [Double] {
    (0..<columns).map { number.isFinite ? (Double($0) == number ? 1 : 0) : .nan }
  }

  /// The last operand becomes the result.
  static func inPlace(
    _ name: String, fillings: [Float],
    _ panels: @escaping @Sendable ([PanelRows]) -> Void,
    _ across: @escaping @Sendable ([LaneRows]) -> Void,
    _ formula: @escaping @Sendable ([[Double]]) -> [Double]
  ) -> RowKernel {
    RowKernel(
      description: name, fillings: fillings, clearsPadding: { $0 != .lanes },
      run: { operands in
        let last = operands[operands.count - 1]
        if last.layout == .lanes {
          across(operands.map(\.laneRows))
        } else {
          panels(operands.map(\.panelRows))
        }
        return ((0..<last.rows).map { last[$0] }, last)
      }, formula: formula)
  }
}
