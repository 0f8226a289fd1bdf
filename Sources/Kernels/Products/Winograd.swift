import CVector

// Minimal filtering F(4×4, 3×3): a convolution with 3×3 taps as 36 products of matrices, one for each
// place of a transformed tile. A tile of 6×6 inputs makes 4×4 outputs, so tiles of inputs overlap by two
// rows and columns, and the 36 products take the place of 144. The transforms are in Winograd.h.
//
// Transformed tiles lie as matrices in panels whose rows are the tiles, one such matrix for each place:
// the place p of tile t is the vector at `p·placeStride + t·lanes`.
//
// - Shapes: all functions take one panel of channels; an image is [height][width][lanes].
// - Error: |y − exact| ≤ γ(channels + 25) · |Aᵀ|·(Σ |G|·|g|·|Gᵀ| ∘ |Bᵀ|·|d|·|B|)·|A|, with the matrices of
//   that file: every path from a number to an output has one rounding for each channel, and at most four for
//   each of the six transforms along an axis, the rounded constants among them, and one for what sums start from. With
//   numbers of one size that bound is 7.7·(1 + 25/channels) times the one of a chain of 9·channels FMAs.

/// Places of a transformed tile.
public let winogradPlaces = 36
/// Rows and columns of outputs that one tile makes.
public let winogradTileSize = 4

/// One panel of an image.
public struct ImagePanel: BitwiseCopyable {
  /// The first row's first vector.
  public var base: UnsafeMutablePointer<Float>
  /// Rows.
  public var height: Int
  /// Vectors in a row.
  public var width: Int

  /// Describes a panel.
  public init(base: UnsafeMutablePointer<Float>, height: Int, width: Int) {
    self.base = base
    self.height = height
    self.width = width
  }

  fileprivate var rowStride: Int { width * lanes }

  fileprivate func place(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Float> {
    base + row * rowStride + column * lanes
  }
}

/// The inputs of one row of tiles, transformed: Bᵀ·d·B.
///
/// - Parameters:
///   - image: what is convolved; outside it counts as 0.
///   - top: the first row of the tiles' inputs, which may lie above the image.
///   - left: the first column of the first tile's inputs.
///   - tiles: tiles side by side, four columns apart.
///   - target: the first tile's vector of the first place.
///   - placeStride: floats from a place to the next.
/// - Cost: 168 operations on vectors for each tile.
public func transformWinogradInputs(
  _ image: ImagePanel, top: Int, left: Int, tiles: Int, into target: UnsafeMutablePointer<Float>,
  placeStride: Int
) {
  let size = winogradTileSize + 2, rows = top >= 0 && top + size <= image.height
  for tile in 0..<tiles {
    let column = left + tile * winogradTileSize, target = target + tile * lanes
    let source = image.place(top, column)
    if rows, column >= 0, column + size <= image.width {
      gm_winograd_input_tile(source, image.rowStride, target, placeStride)
    } else {
      gm_winograd_input_edge(
        source, image.rowStride, place(-top), place(image.height - top), place(-column),
        place(image.width - column), target, placeStride)
    }
  }
}

/// The outputs of one row of tiles: Aᵀ·m·A + start, or the same added to what the image holds.
///
/// - Parameters:
///   - source: the first tile's vector of the first place.
///   - placeStride: floats from a place to the next.
///   - start: one vector that is added to every output.
///   - image: where outputs go; what is outside is dropped.
///   - top: the tiles' first row of outputs, within the image.
///   - tiles: tiles side by side from the image's first column on; they cover it.
///   - adds: whether outputs are added to what is there, in which case `start` is left out.
/// - Cost: 130 operations on vectors for each tile.
public func transformWinogradOutputs(
  _ source: UnsafePointer<Float>, placeStride: Int, start: UnsafePointer<Float>,
  into image: ImagePanel, top: Int, tiles: Int, adds: Bool
) {
  let start = Vector(loading: start), rows = place(image.height - top)
  for tile in 0..<tiles {
    let column = tile * winogradTileSize
    gm_winograd_output_tile(
      source + tile * lanes, placeStride, start, image.place(top, column), image.rowStride, rows,
      place(image.width - column), adds ? 1 : 0)
  }
}

/// The gradient by the outputs of one row of tiles, transformed: A·dy·Aᵀ.
///
/// - Parameters:
///   - image: the gradient by the outputs; outside it counts as 0.
///   - top: the tiles' first row, within the image.
///   - tiles: tiles side by side from the image's first column on; they cover it.
///   - target: the first tile's vector of the first place.
///   - placeStride: floats from a place to the next.
/// - Cost: 80 operations on vectors for each tile.
public func transformWinogradOutputGradient(
  _ image: ImagePanel, top: Int, tiles: Int, into target: UnsafeMutablePointer<Float>,
  placeStride: Int
) {
  let rows = image.height - top
  for tile in 0..<tiles {
    let column = tile * winogradTileSize, columns = image.width - column
    let source = image.place(top, column), target = target + tile * lanes
    if rows >= winogradTileSize, columns >= winogradTileSize {
      gm_winograd_output_gradient_tile(source, image.rowStride, target, placeStride)
    } else {
      gm_winograd_output_gradient_edge(
        source, image.rowStride, place(rows), place(columns), target, placeStride)
    }
  }
}

/// Kernels of some input channels, transformed: G·g·Gᵀ.
///
/// - Parameters:
///   - kernel: the first tap's vector of the first channel, channels one vector apart.
///   - tapStride: floats from a tap to the next; below 0, from the last tap on, the kernel is turned by
///     half a turn.
///   - channels: how many.
///   - target: the first channel's vector of the first place, channels one vector apart.
///   - placeStride: floats from a place to the next.
public func transformWinogradKernel(
  _ kernel: UnsafePointer<Float>, tapStride: Int, channels: Int,
  into target: UnsafeMutablePointer<Float>, placeStride: Int
) {
  for channel in 0..<channels {
    gm_winograd_kernel_tile(
      kernel + channel * lanes, tapStride, target + channel * lanes, placeStride)
  }
}

/// The gradient of such kernels from that of the transformed ones: Gᵀ·du·G.
///
/// - Parameters:
///   - source: the first channel's vector of the first place, channels one vector apart.
///   - placeStride: floats from a place to the next.
///   - channels: how many.
///   - gradient: the first tap's vector of the first channel, channels one vector apart.
///   - tapStride: floats from a tap to the next.
public func transformWinogradKernelGradient(
  _ source: UnsafePointer<Float>, placeStride: Int, channels: Int,
  into gradient: UnsafeMutablePointer<Float>, tapStride: Int
) {
  for channel in 0..<channels {
    gm_winograd_kernel_gradient_tile(
      source + channel * lanes, placeStride, gradient + channel * lanes, tapStride)
  }
}

/// A place within a tile, or one beyond either end.
private func place(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: min(max(index, 0), 8)) }
