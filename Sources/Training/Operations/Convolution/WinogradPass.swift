import Kernels
import Networks

/// One direction of a convolution by minimal filtering: from its input to its output, or from the output's
/// gradient to the input's, which is a convolution with the kernel turned by half a turn.
///
/// Rows of tiles go block by block through a scratch room: their inputs are transformed for all channels,
/// then panels of the target, as many as a register tile takes, are computed place by place and transformed
/// back. Every number of the target is the same chain of operations whatever block it falls into.
struct WinogradPass: BitwiseCopyable {
  /// Sizes of the images.
  private let source: Size2D
  private let target: Size2D
  /// Rows and columns of zeros before the source that the first numbers of the target see.
  private let before: Size2D
  private let channels: Int
  /// The transformed kernel, for the target's columns; see `rows(ofPlaceWith:)`.
  private let kernel: PanelMatrix
  private let block: TileBlock
  /// The runs of the inner dimension: one for each panel of channels.
  private let runs: UnsafeMutablePointer<DepthBlock>
  /// One vector.
  private let zeros: UnsafePointer<Float>

  /// Panels of the target that a register tile takes at most.
  private static let panelsPerTile = 3

  init(
    source: Size2D, target: Size2D, before: Size2D, channels: Int, kernel: PanelMatrix,
    zeros: UnsafePointer<Float>, tables: Tables
  ) {
    self.source = source
    self.target = target
    self.before = before
    self.channels = channels
    self.kernel = kernel
    self.zeros = zeros
    let block = TileBlock(
      target, panels: panelCount(channels) + min(kernel.panels, Self.panelsPerTile), samples: 1)
    self.block = block
    runs = tables.make(
      (0..<panelCount(channels)).map { panel in
        DepthBlock(
          a: panel * block.panelStride, b: panel * lanes * lanes,
          depth: min(lanes, channels - panel * lanes))
      })
  }

  /// Rows from a place of a transformed kernel to the next: an odd number, so that the places of a channel,
  /// which are written one after the other, do not fall into the same few sets of a cache.
  static func rows(ofPlaceWith channels: Int) -> Int { channels | 1 }

  /// Floats of a room: the transformed inputs, and behind them the products of a register tile's panels.
  var roomFloats: Int {
    (panelCount(channels) + min(kernel.panels, Self.panelsPerTile)) * block.panelStride
  }

  /// Operations of a sample's products, padding of the target's last panel included.
  var flopsPerSample: Double {
    2 * Double(winogradPlaces * block.tilesPerSample * channels) * Double(kernel.panels * lanes)
  }

  /// Computes some panels of the target for some samples.
  ///
  /// - Parameters:
  ///   - images: the source's, one sample after the other.
  ///   - start: for each panel of the target one vector that all of its numbers start from.
  ///   - adds: whether numbers are added to what is there, without `start`.
  func compute(
    _ images: PanelMatrix, into results: PanelMatrix, start: UnsafePointer<Float>,
    adds: Bool = false, samples: Range<Int>, panels: Range<Int>,
    room inputs: UnsafeMutablePointer<Float>
  ) {
    let products = inputs + panelCount(channels) * block.panelStride
    block.forEach(in: samples) { rows in
      for panel in 0..<panelCount(channels) {
        block.transformInputs(
          of: rows, images, source, before: before, panel: panel,
          into: inputs + panel * block.panelStride)
      }
      let width = TileRows(block.tiles(of: rows)).panels
      for first in stride(from: panels.lowerBound, to: panels.upperBound, by: width) {
        let some = first..<min(first + width, panels.upperBound)
        multiply(inputs, tiles: block.tiles(of: rows), panels: some, into: products)
        for panel in some {
          block.forEachRow(of: rows) { sample, row, offset in
            transformWinogradOutputs(
              products + (panel - first) * block.panelStride + offset,
              placeStride: block.placeStride, start: start + panel * lanes,
              into: results.image(of: sample, panel, target), top: row * winogradTileSize,
              tiles: block.grid.width, adds: adds)
          }
        }
      }
    }
  }

  /// The products of all places.
  @inline(__always)
  private func multiply(
    _ inputs: UnsafeMutablePointer<Float>, tiles: Int, panels: Range<Int>,
    into products: UnsafeMutablePointer<Float>
  ) {
    let weights = kernel.base + panels.lowerBound * kernel.panelStride
    for place in 0..<winogradPlaces {
      computeProduct(
        ProductOperands(
          blocks: runs, blockCount: panelCount(channels), a: inputs + place * block.placeStride,
          aRowStride: lanes, aDepthStride: 1,
          b: weights + place * Self.rows(ofPlaceWith: channels) * lanes,
          bPanelStride: kernel.panelStride, start: zeros, startRowStride: 0, startPanelStride: 0,
          c: products + place * block.placeStride, cRowStride: lanes,
          cPanelStride: block.panelStride,
          lastColumns: min(kernel.columns - (panels.upperBound - 1) * lanes, lanes)),
        rows: tiles, panels: panels.count)
    }
  }
}
