import Kernels

/// How the gradient of one weight tensor is summed over the whole batch, and where it goes.
///
/// Each block of weights is a piece of work, which sums over the rows of a range of samples in one
/// chain, in ascending order. The order is the batch's, so the bits do not depend on who does it.
/// The range is the whole batch where the piece owns its block, a group where a tree reduces.
struct ParameterUpdate: BitwiseCopyable {
  var slice: ParameterSlice
  /// The rows that the gradient's rows come from: the layer's input. For a bias a single 1.
  var source: PanelMatrix
  /// Floats between neighbouring weights' inputs, and between neighbouring rows; both 0 for a bias.
  var sourceRowStride: Int
  var sourceDepthStride: Int
  /// The gradient by the layer's product.
  var deltas: PanelMatrix
  /// The runs of rows of one sample after the other; `nil` where all rows are one run.
  var segments: UnsafeMutablePointer<DepthBlock>?
  var segmentsPerSample: Int
  /// Rows summed for one sample.
  var rowsPerSample: Int
  /// For each tap of a convolution the row of the source that it begins at; one 0 elsewhere.
  var tapRows: UnsafeMutablePointer<Int>
  var taps: Int
  /// Inputs of one tap; rows of the slice are taps·inputs.
  var inputs: Int
  /// The transposed copy that the backward pass reads, kept up to date with the weights.
  var transposed: PanelMatrix?

  /// Rows summed before the partial sums go back to memory, so that source and deltas stay in the
  /// second-level cache while a piece passes over them once for every tile: 1,024 rows of 3 panels
  /// are 192 KiB with AVX-512, 128 KiB of 4 with AVX.
  private static let depthPerPass = 1_024

  /// A block of the weights: some input panels by the output panels of one tile, in every tap.
  struct Piece: BitwiseCopyable {
    var update: Int
    var firstInputPanel: Int
    var inputPanelCount: Int
    var firstOutputPanel: Int
    var outputPanelCount: Int
  }

  /// The pieces that this tensor is cut into: about 128 rows each, so that a piece's gradient fits
  /// into the first-level cache.
  func pieces(update index: Int) -> [Piece] {
    let inputPanels = panelCount(inputs), outputPanels = panelCount(slice.columns)
    let panelsPerPiece = max(1, 128 / lanes / taps)
    // Rows of the gradient come a panel of inputs at a time.
    let width = TileRows(min(lanes, inputs)).panels
    var pieces: [Piece] = []
    for input in stride(from: 0, to: inputPanels, by: panelsPerPiece) {
      for output in stride(from: 0, to: outputPanels, by: width) {
        pieces.append(
          Piece(
            update: index, firstInputPanel: input,
            inputPanelCount: min(panelsPerPiece, inputPanels - input),
            firstOutputPanel: output, outputPanelCount: min(width, outputPanels - output)))
      }
    }
    return pieces
  }

  /// Rows of one tap that a piece covers.
  func rowCount(of piece: Piece) -> Int {
    min((piece.firstInputPanel + piece.inputPanelCount) * lanes, inputs)
      - piece.firstInputPanel * lanes
  }

  /// Columns of a piece's last panel, padding not counted.
  private func lastColumns(of piece: Piece) -> Int {
    let before = (piece.firstOutputPanel + piece.outputPanelCount - 1) * lanes
    return min(slice.columns - before, lanes)
  }

  /// Weights that a piece covers, padding not counted.
  func weightCount(of piece: Piece) -> Int {
    let columns = (piece.outputPanelCount - 1) * lanes + lastColumns(of: piece)
    return taps * rowCount(of: piece) * columns
  }

  /// Floats of a piece's gradient: [taps][output panels][rows][lanes].
  func gradientFloats(of piece: Piece) -> Int {
    taps * piece.outputPanelCount * rowCount(of: piece) * lanes
  }

  /// gradient = sourceᵀ · deltas over the rows of `samples`, for one piece.
  ///
  /// - Shapes: `gradient` [taps][output panels][rows][lanes]; `zeros` one vector.
  func computeGradient(
    of piece: Piece, samples: Range<Int>, gradient: UnsafeMutablePointer<Float>,
    zeros: UnsafePointer<Float>
  ) {
    forEachPass(over: samples) { pass in
      for block in 0..<blockCount(of: piece) {
        let block = self.block(block, of: piece, gradient: gradient)
        computeProduct(
          operands(block, pass, zeros: zeros, piece), rows: block.rows,
          panels: piece.outputPanelCount)
      }
    }
  }

  /// The same, and right behind it the update of the piece's weights; returns their penalty.
  func computeGradient(
    of piece: Piece, samples: Range<Int>, gradient: UnsafeMutablePointer<Float>,
    zeros: UnsafePointer<Float>, followedBy update: inout TrailingUpdate, of buffers: StepBuffers
  ) -> Double {
    var penalty = 0.0
    forEachPass(over: samples) { pass in
      for block in 0..<blockCount(of: piece) {
        let block = self.block(block, of: piece, gradient: gradient)
        computeProduct(
          operands(block, pass, zeros: zeros, piece), rows: block.rows,
          panels: piece.outputPanelCount,
          beside: &update)
        guard pass.isLast else { continue }
        penalty += addPenalty(to: block, of: piece, buffers)
        update.follow(weights(of: block, piece, buffers))
      }
    }
    update.finish()
    return penalty
  }

  /// Runs of rows that are summed before the partial sums go back to memory.
  private struct Pass {
    var runs: UnsafePointer<DepthBlock>
    var count: Int
    var isFirst: Bool
    var isLast: Bool
  }

  @inline(__always)
  private func forEachPass(over samples: Range<Int>, _ body: (Pass) -> Void) {
    guard let segments else {
      let begin = samples.lowerBound * rowsPerSample, end = samples.upperBound * rowsPerSample
      for first in stride(from: begin, to: end, by: Self.depthPerPass) {
        let depth = min(Self.depthPerPass, end - first)
        let run = DepthBlock(a: first * sourceDepthStride, b: first * lanes, depth: depth)
        withUnsafePointer(to: run) {
          body(Pass(runs: $0, count: 1, isFirst: first == begin, isLast: first + depth == end))
        }
      }
      return
    }
    let begin = samples.lowerBound * segmentsPerSample, end = samples.upperBound * segmentsPerSample
    let perPass = max(1, Self.depthPerPass * segmentsPerSample / max(rowsPerSample, 1))
    for first in stride(from: begin, to: end, by: perPass) {
      let count = min(perPass, end - first)
      body(
        Pass(
          runs: segments + first, count: count, isFirst: first == begin,
          isLast: first + count == end))
    }
  }

  /// One panel of a piece's inputs in one tap: what one product makes the gradient of.
  private struct Block {
    var tap: Int
    var inputPanel: Int
    var rows: Int
    /// Its place in the piece's gradient.
    var gradient: UnsafeMutablePointer<Float>
    /// Floats from one output panel of the gradient to the next.
    var gradientStride: Int
  }

  private func blockCount(of piece: Piece) -> Int { taps * piece.inputPanelCount }

  @inline(__always)
  private func block(
    _ index: Int, of piece: Piece, gradient: UnsafeMutablePointer<Float>
  ) -> Block {
    let tap = index / piece.inputPanelCount, panel = index % piece.inputPanelCount
    let inputPanel = piece.firstInputPanel + panel, rows = rowCount(of: piece)
    return Block(
      tap: tap, inputPanel: inputPanel, rows: min(lanes, inputs - inputPanel * lanes),
      gradient: gradient + (tap * piece.outputPanelCount * rows + panel * lanes) * lanes,
      gradientStride: rows * lanes)
  }

  /// The product that starts a block's gradient in the first pass, and adds to it in later ones.
  @inline(__always)
  private func operands(
    _ block: Block, _ pass: Pass, zeros: UnsafePointer<Float>, _ piece: Piece
  ) -> ProductOperands {
    ProductOperands(
      blocks: pass.runs, blockCount: pass.count,
      a: source.base + block.inputPanel * source.panelStride + tapRows[block.tap] * lanes,
      aRowStride: sourceRowStride, aDepthStride: sourceDepthStride,
      b: deltas.base + piece.firstOutputPanel * deltas.panelStride,
      bPanelStride: deltas.panelStride,
      start: pass.isFirst ? zeros : UnsafePointer(block.gradient),
      startRowStride: pass.isFirst ? 0 : lanes,
      startPanelStride: pass.isFirst ? 0 : block.gradientStride,
      c: block.gradient, cRowStride: lanes, cPanelStride: block.gradientStride,
      lastColumns: lastColumns(of: piece))
  }

  /// Floats from the beginning of the parameter array to a block's weights of the first output panel.
  private func offset(of block: Block, _ piece: Piece) -> Int {
    let row = block.tap * inputs + block.inputPanel * lanes
    return slice.offset + (piece.firstOutputPanel * slice.rows + row) * lanes
  }

  private func weights(of block: Block, _ piece: Piece, _ buffers: StepBuffers) -> WeightBlock {
    let offset = offset(of: block, piece)
    return WeightBlock(
      weights: buffers.weights + offset, first: buffers.firstMoments + offset,
      second: buffers.secondMoments + offset, stride: slice.rows * lanes,
      gradient: UnsafePointer(block.gradient), gradientStride: block.gradientStride,
      vectorsPerRun: block.rows, runs: piece.outputPanelCount)
  }

  private func addPenalty(to block: Block, of piece: Piece, _ buffers: StepBuffers) -> Double {
    let weights = buffers.weights + offset(of: block, piece)
    return (0..<piece.outputPanelCount).reduce(0) { penalty, panel in
      penalty
        + slice.addPenalty(
          of: weights + panel * slice.rows * lanes,
          toGradient: block.gradient + panel * block.gradientStride, count: block.rows * lanes)
    }
  }

  /// Calls `body` with each contiguous run of a piece's weights: its offset in the parameter array,
  /// its place in the piece's gradient, and its floats.
  @inline(__always)
  func forEachRun(
    of piece: Piece, _ body: (_ offset: Int, _ gradientOffset: Int, _ count: Int) -> Void
  ) {
    let rows = rowCount(of: piece)
    for tap in 0..<taps {
      for panel in 0..<piece.outputPanelCount {
        let row = tap * inputs + piece.firstInputPanel * lanes
        let offset =
          slice.offset
          + ((piece.firstOutputPanel + panel) * slice.rows + row) * lanes
        let gradientOffset = (tap * piece.outputPanelCount + panel) * rows * lanes
        body(offset, gradientOffset, rows * lanes)
      }
    }
  }

  /// Brings the transposed copy up to date with a piece's weights.
  func transpose(_ piece: Piece, weights: UnsafePointer<Float>) {
    guard let transposed else { return }
    let outputs = slice.columns
    for tap in 0..<taps {
      for output in piece.firstOutputPanel..<piece.firstOutputPanel + piece.outputPanelCount {
        for input in piece.firstInputPanel..<piece.firstInputPanel + piece.inputPanelCount {
          let row = tap * inputs + input * lanes
          transposeSquare(
            from: weights + slice.offset + (output * slice.rows + row) * lanes,
            rows: min(lanes, inputs - input * lanes),
            columns: min(lanes, outputs - output * lanes),
            to: transposed.base + input * transposed.panelStride
              + (tap * outputs + output * lanes) * lanes)
        }
      }
    }
  }
}
