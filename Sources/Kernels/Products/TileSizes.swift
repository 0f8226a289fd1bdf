/// Computes the tile of a size, from among those that were compiled: none is higher than this target's registers
/// allow.
///
/// - Parameter panels: panels of the tile; a single one is the product's last.
@inline(__always)
func computeTile<Companion: TileCompanion>(
  _ operands: UnsafePointer<ProductOperands>, rows: Int, panels: Int, row: Int, panel: Int,
  _ companion: inout Companion
) {
  switch panels {
  case 3:
    computeFlatTile(operands, rows: rows, row: row, panel: panel, &companion)
  case 2:
    computePairTile(operands, rows: rows, row: row, panel: panel, &companion)
  case _ where hasHalfTiles && operands.pointee.lastColumns <= lanes / 2:
    computeSingleTile(HalfVector.self, operands, rows: rows, row: row, panel: panel, &companion)
  default:
    computeSingleTile(Vector.self, operands, rows: rows, row: row, panel: panel, &companion)
  }
}

@inline(__always)
private func computeFlatTile<Companion: TileCompanion>(
  _ operands: UnsafePointer<ProductOperands>, rows: Int, row: Int, panel: Int,
  _ companion: inout Companion
) {
  switch rows {
  case 4: Tile<4, 3, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 3: Tile<3, 3, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 2: Tile<2, 3, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  default: Tile<1, 3, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  }
}

@inline(__always)
private func computePairTile<Companion: TileCompanion>(
  _ operands: UnsafePointer<ProductOperands>, rows: Int, row: Int, panel: Int,
  _ companion: inout Companion
) {
  switch rows {
  case 8 where tileRows >= 8:
    Tile<8, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 7 where tileRows >= 7:
    Tile<7, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 6 where tileRows >= 6:
    Tile<6, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 5 where tileRows >= 5:
    Tile<5, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 4: Tile<4, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 3: Tile<3, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  case 2: Tile<2, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  default: Tile<1, 2, Vector>.compute(operands, row: row, panel: panel, beside: &companion)
  }
}

@inline(__always)
private func computeSingleTile<V: TileVector, Companion: TileCompanion>(
  _ vector: V.Type, _ operands: UnsafePointer<ProductOperands>, rows: Int, row: Int, panel: Int,
  _ companion: inout Companion
) {
  switch rows {
  case 8 where tileRows >= 8:
    Tile<8, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 7 where tileRows >= 7:
    Tile<7, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 6 where tileRows >= 6:
    Tile<6, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 5 where tileRows >= 5:
    Tile<5, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 4: Tile<4, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 3: Tile<3, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  case 2: Tile<2, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  default: Tile<1, 1, V>.compute(operands, row: row, panel: panel, beside: &companion)
  }
}
