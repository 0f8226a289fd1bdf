import Kernels
import Networks

/// Rows of tiles that minimal filtering takes together, and how what becomes of them lies in a scratch room:
/// [panels][places][tiles][lanes].
///
/// The rows of tiles of all samples are numbered one after the other.
struct TileBlock: BitwiseCopyable {
  /// Tiles of an image, below and beside one another; the last ones may reach beyond it.
  let grid: Size2D
  /// Rows of tiles of a block at most.
  private let rows: Int

  /// What a block's transforms may take, so that they stay in a second-level cache of 1 MiB, or half of it with
  /// vectors half as wide, with the kernel that streams past them.
  private static let panelFloats = lanes * 10_240

  /// - Parameters:
  ///   - size: of the images of outputs.
  ///   - panels: how many panels a room holds of every block.
  ///   - samples: most that are taken together.
  init(_ size: Size2D, panels: Int, samples: Int) {
    grid = Size2D(
      (size.height - 1) / winogradTileSize + 1, (size.width - 1) / winogradTileSize + 1)
    let most = max(1, Self.panelFloats / (panels * winogradPlaces * lanes * grid.width))
    let perImage = (grid.height - 1) / most + 1
    rows =
      perImage > 1
      ? (grid.height - 1) / perImage + 1 : min(most / grid.height, samples) * grid.height
  }

  /// Floats from a place of the transforms to the next: an odd number of vectors, so that the places of a tile
  /// do not fall into the same few sets of a cache.
  var placeStride: Int { (rows * grid.width | 1) * lanes }
  /// Floats from a panel to the next.
  var panelStride: Int { winogradPlaces * placeStride }
  /// Tiles of an image.
  var tilesPerSample: Int { grid.height * grid.width }

  /// Calls `body` with the rows of tiles of one block after the other.
  @inline(__always)
  func forEach(in samples: Range<Int>, _ body: (_ rows: Range<Int>) -> Void) {
    let end = samples.upperBound * grid.height
    for first in stride(from: samples.lowerBound * grid.height, to: end, by: rows) {
      body(first..<min(first + rows, end))
    }
  }

  /// Calls `body` with each row of tiles of a block: its sample, its number within the image, and where
  /// its first tile lies behind that of the block.
  @inline(__always)
  func forEachRow(
    of rows: Range<Int>, _ body: (_ sample: Int, _ row: Int, _ offset: Int) -> Void
  ) {
    for row in rows {
      let (sample, place) = row.quotientAndRemainder(dividingBy: grid.height)
      body(sample, place, (row - rows.lowerBound) * grid.width * lanes)
    }
  }

  /// Tiles of some rows.
  @inline(__always)
  func tiles(of rows: Range<Int>) -> Int { rows.count * grid.width }

  /// Transforms one panel of the inputs of some rows of tiles.
  ///
  /// - Parameters:
  ///   - size: of an image of inputs.
  ///   - before: rows and columns of zeros before the image that the first outputs see.
  @inline(__always)
  func transformInputs(
    of rows: Range<Int>, _ images: PanelMatrix, _ size: Size2D, before: Size2D, panel: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    forEachRow(of: rows) { sample, row, offset in
      transformWinogradInputs(
        images.image(of: sample, panel, size), top: row * winogradTileSize - before.height,
        left: -before.width, tiles: grid.width, into: target + offset, placeStride: placeStride)
    }
  }
}

extension PanelMatrix {
  /// One panel of a sample's image.
  @inline(__always)
  func image(of sample: Int, _ panel: Int, _ size: Size2D) -> ImagePanel {
    ImagePanel(
      base: base + panel * panelStride + sample * size.height * size.width * lanes,
      height: size.height, width: size.width)
  }
}
