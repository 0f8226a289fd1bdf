/// Computes C = S + Σ A·B for `rows` rows and `panels` panels.
///
/// Rows are dealt out evenly over tiles, since a last tile of one or two rows would leave the FMA
/// units waiting. Panels are the outer loop: a pair of B's panels stays in cache over all rows.
/// Every element is one chain of FMAs in the order of the blocks, whatever tile it falls into.
///
/// - Shapes: see `ProductOperands`.
/// - Cost: 2·rows·panels·lanes flops for each step of depth.
public func computeProduct(_ operands: ProductOperands, rows: Int, panels: Int) {
  require(rows >= 0 && panels >= 0, "a product of \(rows) rows and \(panels) panels")
  guard rows > 0, panels > 0 else { return }
  let tiles = (rows + tileRows - 1) / tileRows
  let shortTile = rows / tiles, longTiles = rows % tiles
  withUnsafePointer(to: operands) { operands in
    var panel = 0
    while panel < panels {
      let isPair = panel + 1 < panels
      var row = 0
      for tile in 0..<tiles {
        let count = shortTile + (tile < longTiles ? 1 : 0)
        if isPair {
          computePairTile(operands, rows: count, row: row, panel: panel)
        } else {
          computeSingleTile(operands, rows: count, row: row, panel: panel)
        }
        row += count
      }
      panel += 2
    }
  }
}

@inline(__always)
private func computePairTile(
  _ operands: UnsafePointer<ProductOperands>, rows: Int, row: Int, panel: Int
) {
  switch rows {
  case 8: Tile<8, 2>.compute(operands, row: row, panel: panel)
  case 7: Tile<7, 2>.compute(operands, row: row, panel: panel)
  case 6: Tile<6, 2>.compute(operands, row: row, panel: panel)
  case 5: Tile<5, 2>.compute(operands, row: row, panel: panel)
  case 4: Tile<4, 2>.compute(operands, row: row, panel: panel)
  case 3: Tile<3, 2>.compute(operands, row: row, panel: panel)
  case 2: Tile<2, 2>.compute(operands, row: row, panel: panel)
  default: Tile<1, 2>.compute(operands, row: row, panel: panel)
  }
}

@inline(__always)
private func computeSingleTile(
  _ operands: UnsafePointer<ProductOperands>, rows: Int, row: Int, panel: Int
) {
  switch rows {
  case 8: Tile<8, 1>.compute(operands, row: row, panel: panel)
  case 7: Tile<7, 1>.compute(operands, row: row, panel: panel)
  case 6: Tile<6, 1>.compute(operands, row: row, panel: panel)
  case 5: Tile<5, 1>.compute(operands, row: row, panel: panel)
  case 4: Tile<4, 1>.compute(operands, row: row, panel: panel)
  case 3: Tile<3, 1>.compute(operands, row: row, panel: panel)
  case 2: Tile<2, 1>.compute(operands, row: row, panel: panel)
  default: Tile<1, 1>.compute(operands, row: row, panel: panel)
  }
}
