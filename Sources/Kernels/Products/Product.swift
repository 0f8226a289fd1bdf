/// How the rows of a product are dealt out over register tiles: evenly, since a last tile of one or
/// two rows would leave the FMA units waiting.
public struct TileRows: BitwiseCopyable {
  /// Tiles, one below the other.
  public let count: Int
  private let short: Int
  private let longCount: Int

  /// Deals out `rows` rows, above 0.
  public init(_ rows: Int) {
    count = (rows + tileRows - 1) / tileRows
    short = rows / count
    longCount = rows % count
  }

  /// The rows of one tile.
  @inline(__always)
  public subscript(tile: Int) -> Int { short + (tile < longCount ? 1 : 0) }

  /// Panels that a tile of the product takes, where there are as many.
  public var panels: Int { self[0] <= flatTileRows ? 3 : 2 }
}

/// Computes C = S + Σ A·B for `rows` rows and `panels` panels.
///
/// Panels are the outer loop: what B has in a tile's panels stays in cache over all rows. A deep sum
/// is made in several passes, so that this part of B fits into the first-level cache with A's rows;
/// between them the sums lie in C. Every element is one chain of FMAs in the order of the blocks,
/// whatever tile it falls into.
///
/// - Shapes: see `ProductOperands`.
/// - Cost: 2·rows·panels·lanes flops for each step of depth.
public func computeProduct(_ operands: ProductOperands, rows: Int, panels: Int) {
  var companion = NoCompanion()
  computeTiles(operands, rows: rows, panels: panels, beside: &companion)
}

/// Computes the same product, and goes on with an update beside it.
public func computeProduct(
  _ operands: ProductOperands, rows: Int, panels: Int, beside update: inout TrailingUpdate
) {
  computeTiles(operands, rows: rows, panels: panels, beside: &update)
}

@inline(__always)
private func computeTiles<Companion: TileCompanion>(
  _ operands: ProductOperands, rows: Int, panels: Int, beside companion: inout Companion
) {
  require(rows >= 0 && panels >= 0, "a product of \(rows) rows and \(panels) panels")
  guard rows > 0, panels > 0 else { return }
  let tiles = TileRows(rows), width = tiles.panels
  let passes = Passes(operands, tiles: tiles.count)
  var panel = 0
  while panel < panels {
    let count = min(width, panels - panel)
    for pass in 0..<passes.count {
      withUnsafePointer(to: passes.operands(of: pass)) { operands in
        var row = 0
        for tile in 0..<tiles.count {
          computeTile(
            operands, rows: tiles[tile], panels: count, row: row, panel: panel, &companion)
          row += tiles[tile]
        }
      }
    }
    panel += count
  }
}

/// The blocks of a product, cut into passes.
private struct Passes {
  /// Depth of one pass: 256 rows of two panels are 16 KiB with AVX, half of a usual first-level
  /// cache, and 32 KiB with AVX-512, whose machines have 48.
  private static let depth = 256
  /// Tiles below which a pass is not worth its loads and stores of the sums.
  private static let leastTiles = 8

  private let all: ProductOperands
  private let blocksPerPass: Int
  let count: Int

  @inline(__always)
  init(_ operands: ProductOperands, tiles: Int) {
    all = operands
    let blocks = operands.blockCount
    let isCut = tiles >= Self.leastTiles && blocks > 1
    let most = isCut ? max(1, Self.depth / max(operands.blocks[0].depth, 1)) : max(blocks, 1)
    count = max(1, (blocks + most - 1) / most)
    blocksPerPass = (blocks + count - 1) / count
  }

  /// The operands of one pass: all but the first go on from what is in C.
  @inline(__always)
  func operands(of pass: Int) -> ProductOperands {
    var part = all
    let first = pass * blocksPerPass
    part.blocks = all.blocks + first
    part.blockCount = min(blocksPerPass, all.blockCount - first)
    if pass > 0 {
      part.start = UnsafePointer(all.c)
      part.startRowStride = all.cRowStride
      part.startPanelStride = all.cPanelStride
    }
    return part
  }
}
