import Kernels
import Networks

extension LibraryChain {
  /// Samples of one call, so that a batch can be dealt out, but the library's own blocks fill up.
  static func samplesPerShard(batchSize: Int) -> Int {
    max(32, min(128, (batchSize + 3) / 4))
  }

  /// Rows of a kernel that one piece of work updates.
  private static let rowsPerPiece = 128

  /// Where each tensor lies: rows one after the other, padded to whole vectors.
  static func slices(
    of links: [SmallChain.Link]
  ) throws(ModelError) -> (slices: [ParameterSlice], floats: Int) {
    var slices: [ParameterSlice] = [], offset = 0
    for link in links {
      for parameter in link.layer.parameters {
        let slice = ParameterSlice(
          parameter, offset: offset,
          layout: .strides(row: panelCount(link.outputs) * lanes, column: 1))
        slices.append(slice)
        guard let floats = PanelMatrix.floatCount(rows: slice.rows, columns: slice.columns),
          case let (end, overflow) = offset.addingReportingOverflow(floats), !overflow,
          end < Int.max / 8, slice.rows <= Int(Int32.max), slice.columns <= Int(Int32.max) - lanes
        else {
          throw ModelError(
            layer: parameter.layer, "its weights are too large to address; make it smaller")
        }
        offset = (end + 31) / 32 * 32
      }
    }
    return (slices, offset)
  }

  /// The pieces of work that update the weights that learn.
  static func pieces(of links: [LibraryLink]) -> [Piece] {
    links.enumerated().flatMap { index, link -> [Piece] in
      guard link.kernel.isTrainable else { return [] }
      let blocks = stride(from: 0, to: link.kernel.rows, by: rowsPerPiece).map { first in
        Piece(
          link: index, isBias: false, firstRow: first,
          rowCount: min(rowsPerPiece, link.kernel.rows - first))
      }
      guard link.bias != nil else { return blocks }
      return blocks + [Piece(link: index, isBias: true, firstRow: 0, rowCount: 1)]
    }
  }
}

extension PlanBuilder {
  /// Lays out a chain whose products are those of a library.
  mutating func buildLibraryChain(
    _ library: CBLASLibrary, _ links: [SmallChain.Link], _ moments: Moments, _ workerCount: Int
  ) throws(ModelError) -> StepWork {
    let input = try makeRowMajor(links[0].inputs)
    var values = input, gradient: RowMajorMatrix?
    var steps: [LibraryLink] = []
    for link in links {
      let output = try makeRowMajor(link.outputs), outputGradient = try makeRowMajor(link.outputs)
      let tensor = steps.last.map { $0.firstTensor + ($0.bias == nil ? 1 : 2) } ?? 0
      steps.append(
        LibraryLink(
          input: values, inputGradient: gradient, output: output, outputGradient: outputGradient,
          activation: link.activation, kernel: slices[tensor],
          bias: link.dense.usesBias ? slices[tensor + 1] : nil, firstTensor: tensor))
      values = output
      gradient = gradient != nil || link.layer.description.isTrainable ? outputGradient : nil
    }
    let pieces = LibraryChain.pieces(of: steps)
    let scratchStride = pieces.map { $0.rowCount * steps[$0.link].output.stride }.max() ?? 0
    let buffers = try makeBuffers(
      moments, outputRows: batchSize, pieceCount: pieces.count, workerCount)
    let chain = LibraryChain(
      buffers: buffers, multiply: library.multiply, links: tables.make(steps),
      linkCount: steps.count, pieces: tables.make(pieces),
      targets: try makeRowMajor(values.columns),
      loss: training.loss, reportsAccuracy: training.metrics.contains(.accuracy),
      scratch: try arena.take(scratchStride * workerCount), scratchStride: scratchStride)
    return StepWork(
      buffers: buffers, method: .libraryChain(tables.make([chain])), rowsPerSample: 1,
      inputColumns: input.columns, outputColumns: values.columns,
      samplesPerShard: LibraryChain.samplesPerShard(batchSize: batchSize))
  }

  private func makeRowMajor(_ columns: Int) throws(ModelError) -> RowMajorMatrix {
    // The arena knows one kind of matrix; as many floats serve either layout.
    let matrix = try arena.takeMatrix(rows: batchSize, columns: columns)
    return RowMajorMatrix(base: matrix.base, columns: columns, stride: matrix.panels * lanes)
  }
}
