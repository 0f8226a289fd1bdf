import Kernels
import Networks

/// The gradient of a kernel of 3×3 taps by minimal filtering: tiles of the input and of the output's gradient
/// are transformed, multiplied place by place, summed over all tiles of the batch, and the sums transformed
/// back. The transposes of the forward pass's transforms, so 36 products in place of 144.
///
/// A partial sum over some samples is that of the places, four times the gradient's size: sums that are
/// transformed back and then added up are none in the order of samples.
///
/// A task transforms what it needs by itself, in a scratch room. To keep transformed tiles of a whole batch
/// would take two to five times the memory of its images, and streaming them as long as making them anew.
final class WinogradGradient: KernelGradient {
  private let source: Source
  private let block: TileBlock
  private let rooms: References<ScratchRooms>
  private let copies: Copies

  /// What is convolved, and the gradient by the outputs.
  struct Source {
    var images: UnsafeMutablePointer<PanelMatrix>
    var size: Size2D
    /// Rows and columns of zeros before the images.
    var before: Size2D
    var outputGradient: UnsafeMutablePointer<PanelMatrix>
    var outputSize: Size2D
  }

  /// Transformed kernels, kept up to date with the weights; see `WinogradPass.rows(ofPlaceWith:)`.
  struct Copies {
    /// What the forward pass multiplies by.
    var forward: PanelMatrix
    /// What the backward pass multiplies by, from the transposed kernel turned by half a turn; `nil` where nothing
    /// before the layer learns.
    var backward: PanelMatrix?
  }

  /// Panels of inputs and outputs of a task. Each input is transformed once for every two panels of outputs, each
  /// output once for every two of inputs.
  private static let inputPanels = 2, outputPanels = 2

  /// - Parameters:
  ///   - zeros: one vector.
  ///   - tables: where the list of tasks is kept.
  init(
    _ tensor: WeightTensor, _ source: Source, copies: Copies, transposed: PanelMatrix?,
    reads: [SampleRead], inputs: Int, batchSize: Int, rooms: References<ScratchRooms>,
    zeros: UnsafePointer<Float>, tables: Tables
  ) {
    self.source = source
    self.copies = copies
    self.rooms = rooms
    block = TileBlock(
      source.outputSize, panels: Self.inputPanels + Self.outputPanels, samples: batchSize)
    super.init(
      tensor, reads: reads, taps: 9, inputs: inputs, inputPanels: Self.inputPanels,
      outputPanels: Self.outputPanels, transposed: transposed, zeros: zeros, tables: tables)
  }

  /// Floats of a room: both transforms of a block, and the sums of all places or what becomes of them.
  var roomFloats: Int {
    transformedFloats + winogradPlaces * Self.inputPanels * Self.outputPanels * lanes * lanes
  }

  private var transformedFloats: Int {
    (Self.inputPanels + Self.outputPanels) * block.panelStride
  }

  override func flopsPerSample(of index: Int) -> Double {
    2 * Double(winogradPlaces * block.tilesPerSample)
      * Double(rowCount(of: tasks[index]) * tasks[index].outputPanelCount * lanes)
  }

  override func compute(
    _ index: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    useRoom { room in
      let sums = room + transformedFloats
      sum(tasks[index], samples: samples, into: sums, room, continues: false)
      transformBack(sums, tasks[index], into: gradient)
    }
  }

  override var canBeContinued: Bool { true }

  /// [output panels][places][rows][lanes].
  override func partialFloats(of index: Int) -> Int {
    let task = tasks[index]
    return task.outputPanelCount * winogradPlaces * rowCount(of: task) * lanes
  }

  override func begin(
    _ index: Int, samples: Range<Int>, into partial: UnsafeMutablePointer<Float>
  ) {
    useRoom { sum(tasks[index], samples: samples, into: partial, $0, continues: false) }
  }

  override func accumulate(
    _ index: Int, samples: Range<Int>, into partial: UnsafeMutablePointer<Float>
  ) {
    useRoom { sum(tasks[index], samples: samples, into: partial, $0, continues: true) }
  }

  override func accumulateAndUpdate(
    _ index: Int, samples: Range<Int>, partial: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    accumulate(index, samples: samples, into: partial)
    stopwatch.lap(.reduce)
    var penalty = 0.0
    useRoom { room in
      transformBack(partial, tasks[index], into: room)
      penalty = apply(index, gradient: room, update)
    }
    return penalty
  }

  @inline(__always)
  private func useRoom(_ body: (_ room: UnsafeMutablePointer<Float>) -> Void) {
    rooms.with(0) { $0.use(body) }
  }

  /// Sums the products of all places.
  @inline(__always)
  private func sum(
    _ task: Task, samples: Range<Int>, into sums: UnsafeMutablePointer<Float>,
    _ room: UnsafeMutablePointer<Float>, continues: Bool
  ) {
    let inputs = room, outputs = room + Self.inputPanels * block.panelStride
    block.forEach(in: samples) { tileRows in
      transform(tileRows, task, inputs: inputs, outputs: outputs)
      let isFirst = tileRows.lowerBound == samples.lowerBound * block.grid.height
      multiply(
        task, tiles: block.tiles(of: tileRows), inputs, outputs, into: sums,
        isFirst: isFirst && !continues)
    }
  }

  /// Makes a gradient of the sums of all places.
  @inline(__always)
  private func transformBack(
    _ sums: UnsafePointer<Float>, _ task: Task, into gradient: UnsafeMutablePointer<Float>
  ) {
    let rows = rowCount(of: task)
    for panel in 0..<task.outputPanelCount {
      transformWinogradKernelGradient(
        sums + panel * winogradPlaces * rows * lanes, placeStride: rows * lanes, channels: rows,
        into: gradient + panel * rows * lanes,
        tapStride: task.outputPanelCount * rows * lanes)
    }
  }

  /// The inputs and the output gradient of some rows of tiles.
  @inline(__always)
  private func transform(
    _ rows: Range<Int>, _ task: Task, inputs: UnsafeMutablePointer<Float>,
    outputs: UnsafeMutablePointer<Float>
  ) {
    for panel in 0..<task.inputPanelCount {
      block.transformInputs(
        of: rows, source.images.pointee, source.size, before: source.before,
        panel: task.firstInputPanel + panel, into: inputs + panel * block.panelStride)
    }
    for panel in 0..<task.outputPanelCount {
      block.forEachRow(of: rows) { sample, row, offset in
        transformWinogradOutputGradient(
          source.outputGradient.pointee.image(
            of: sample, task.firstOutputPanel + panel, source.outputSize),
          top: row * winogradTileSize, tiles: block.grid.width,
          into: outputs + panel * block.panelStride + offset, placeStride: block.placeStride)
      }
    }
  }

  /// The products of all places, added to the sums: [output panels][places][rows][lanes].
  @inline(__always)
  private func multiply(
    _ task: Task, tiles: Int, _ inputs: UnsafePointer<Float>, _ outputs: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>, isFirst: Bool
  ) {
    let rows = rowCount(of: task), panelStride = winogradPlaces * rows * lanes
    let run = DepthBlock(a: 0, b: 0, depth: tiles)
    withUnsafePointer(to: run) { run in
      for place in 0..<winogradPlaces {
        for panel in 0..<task.inputPanelCount {
          let sum = sums + (place * rows + panel * lanes) * lanes
          computeProduct(
            ProductOperands(
              blocks: run, blockCount: 1,
              a: inputs + panel * block.panelStride + place * block.placeStride, aRowStride: 1,
              aDepthStride: lanes, b: outputs + place * block.placeStride,
              bPanelStride: block.panelStride, start: isFirst ? zeros : UnsafePointer(sum),
              startRowStride: isFirst ? 0 : lanes, startPanelStride: isFirst ? 0 : panelStride,
              c: sum, cRowStride: lanes, cPanelStride: panelStride,
              lastColumns: lastColumns(of: task)),
            rows: min(lanes, rows - panel * lanes), panels: task.outputPanelCount)
        }
      }
    }
  }

  /// Brings the transposed copy and the transformed kernels up to date with a task's weights.
  override func refresh(_ index: Int) {
    super.refresh(index)
    let task = tasks[index], outputs = tensor.placement.columns
    let weights = tensor.memory.values + tensor.placement.offset
    let firstInput = task.firstInputPanel * lanes, firstOutput = task.firstOutputPanel * lanes
    for panel in task.firstOutputPanel..<task.firstOutputPanel + task.outputPanelCount {
      transformWinogradKernel(
        weights + (panel * tensor.placement.rows + firstInput) * lanes, tapStride: inputs * lanes,
        channels: rowCount(of: task),
        into: copies.forward.base + panel * copies.forward.panelStride + firstInput * lanes,
        placeStride: WinogradPass.rows(ofPlaceWith: inputs) * lanes)
    }
    guard let transposed, let backward = copies.backward else { return }
    for panel in task.firstInputPanel..<task.firstInputPanel + task.inputPanelCount {
      // From the last tap to the first: the kernel turned by half a turn.
      transformWinogradKernel(
        transposed.base + panel * transposed.panelStride
          + ((taps - 1) * outputs + firstOutput) * lanes,
        tapStride: -outputs * lanes,
        channels: min(outputs - firstOutput, task.outputPanelCount * lanes),
        into: backward.base + panel * backward.panelStride + firstOutput * lanes,
        placeStride: WinogradPass.rows(ofPlaceWith: outputs) * lanes)
    }
  }
}
