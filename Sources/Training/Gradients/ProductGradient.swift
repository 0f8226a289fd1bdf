import Kernels

/// The gradient of a matrix in panels, a kernel or a bias: sourceᵀ · output gradient.
final class ProductGradient: KernelGradient {
  /// One sum a call of the layer.
  private let sums: UnsafeMutablePointer<OuterProducts>
  private let sumCount: Int

  /// - Parameters:
  ///   - zeros: one vector.
  ///   - tables: where the lists of tasks and sums are kept.
  init(
    _ tensor: WeightTensor, sums: [OuterProducts], reads: [SampleRead], taps: Int, inputs: Int,
    transposed: PanelMatrix?, zeros: UnsafePointer<Float>, tables: Tables
  ) {
    self.sums = tables.make(sums)
    sumCount = sums.count
    // About 128 rows a task, so that its gradient fits into the first-level cache, and no more than half of
    // the rows, so that two workers have equal shares of a few tasks. Rows of the gradient come a panel of
    // inputs at a time, so these decide how many panels a tile has.
    super.init(
      tensor, reads: reads, taps: taps, inputs: inputs,
      inputPanels: max(1, min(128 / lanes / taps, panelCount(inputs) / 2)),
      outputPanels: TileRows(min(lanes, inputs)).panels, transposed: transposed, zeros: zeros,
      tables: tables)
  }

  override func flopsPerSample(of index: Int) -> Double {
    let rows = (0..<sumCount).reduce(0) { $0 + sums[$1].rowsPerSample }
    return 2 * Double(rows * gradientFloats(of: index))
  }

  override func compute(
    _ index: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    sum(index, samples: samples, into: gradient, continues: false)
  }

  /// A series of gates is summed moment by moment, and several calls of a layer one after the other: neither
  /// is in the order of samples alone.
  override var canBeContinued: Bool { sumCount == 1 && sums[0].moments == nil }

  override func accumulate(
    _ index: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>
  ) {
    sum(index, samples: samples, into: gradient, continues: true)
  }

  @inline(__always)
  private func sum(
    _ index: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>, continues: Bool
  ) {
    let task = tasks[index]
    for number in 0..<sumCount {
      let sum = sums + number
      sum.pointee.forEachPass(over: samples) { pass in
        let isFirst = pass.isFirst && number == 0 && !continues
        for block in 0..<blockCount(of: task) {
          let block = self.block(block, of: task, gradient: gradient)
          computeProduct(
            operands(block, pass, sum, isFirst: isFirst, task), rows: block.rows,
            panels: task.outputPanelCount)
        }
      }
    }
  }

  /// Adam's divisions go on beside the gradient's sums where that pays, and where the gradient is not
  /// wanted as a whole.
  override func computeAndUpdate(
    _ index: Int, samples: Range<Int>, gradient: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    let penalty = sum(
      index, samples: samples, into: gradient, followedBy: update, &stopwatch, continues: false)
    if let penalty { return penalty }
    return super.computeAndUpdate(
      index, samples: samples, gradient: gradient, update, &stopwatch)
  }

  override func accumulateAndUpdate(
    _ index: Int, samples: Range<Int>, partial: UnsafeMutablePointer<Float>,
    _ update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch
  ) -> Double {
    let penalty = sum(
      index, samples: samples, into: partial, followedBy: update, &stopwatch, continues: true)
    if let penalty { return penalty }
    return super.accumulateAndUpdate(
      index, samples: samples, partial: partial, update, &stopwatch)
  }

  /// Sums a gradient with the update right behind it; returns the penalty of the task's weights, or `nil`
  /// where the update is to be made by itself.
  private func sum(
    _ index: Int, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>,
    followedBy update: UnsafePointer<WeightUpdate>, _ stopwatch: inout Stopwatch, continues: Bool
  ) -> Double? {
    guard TrailingUpdate.isWorthwhile, update.pointee.gradientCopy == nil,
      update.pointee.elementLimit == nil,
      var trailing = update.pointee.rule._withUnsafeGuaranteedRef({
        $0.trailingUpdate(tensor.memory.values)
      })
    else { return nil }
    let penalty = sum(
      tasks[index], samples: samples, into: gradient, followedBy: &trailing, continues: continues)
    stopwatch.lap(.reduce)
    return penalty
  }

  private func sum(
    _ task: Task, samples: Range<Int>, into gradient: UnsafeMutablePointer<Float>,
    followedBy update: inout TrailingUpdate, continues: Bool
  ) -> Double {
    var penalty = 0.0
    for number in 0..<sumCount {
      let sum = sums + number
      sum.pointee.forEachPass(over: samples) { pass in
        let isFirst = pass.isFirst && number == 0 && !continues
        for block in 0..<blockCount(of: task) {
          let block = self.block(block, of: task, gradient: gradient)
          computeProduct(
            operands(block, pass, sum, isFirst: isFirst, task), rows: block.rows,
            panels: task.outputPanelCount, beside: &update)
          guard pass.isLast, number == sumCount - 1 else { continue }
          penalty += penalize(block, of: task, andUpdateBy: &update)
        }
      }
    }
    // Of no samples there is no product for updates to go on beside; penalties are still summed in this order.
    if samples.isEmpty {
      for index in 0..<blockCount(of: task) {
        let block = self.block(index, of: task, gradient: gradient)
        penalty += penalize(block, of: task, andUpdateBy: &update)
      }
    }
    update.finish()
    return penalty
  }

  /// Has a block updated whose gradient is summed; returns its penalty.
  @inline(__always)
  private func penalize(
    _ block: Block, of task: Task, andUpdateBy update: inout TrailingUpdate
  ) -> Double {
    let penalty = addPenalty(to: block, of: task)
    update.follow(weights(of: block, task))
    return penalty
  }

  /// One panel of a task's inputs in one tap: what one product makes the gradient of.
  private struct Block {
    var tap: Int
    var inputPanel: Int
    var rows: Int
    /// Its place in the task's gradient.
    var gradient: UnsafeMutablePointer<Float>
    /// Floats from one output panel of the gradient to the next.
    var gradientStride: Int
  }

  private func blockCount(of task: Task) -> Int { taps * task.inputPanelCount }

  @inline(__always)
  private func block(
    _ index: Int, of task: Task, gradient: UnsafeMutablePointer<Float>
  ) -> Block {
    let tap = index / task.inputPanelCount, panel = index % task.inputPanelCount
    let inputPanel = task.firstInputPanel + panel, rows = rowCount(of: task)
    return Block(
      tap: tap, inputPanel: inputPanel, rows: min(lanes, inputs - inputPanel * lanes),
      gradient: gradient + (tap * task.outputPanelCount * rows + panel * lanes) * lanes,
      gradientStride: rows * lanes)
  }

  /// The product that starts a block's gradient in the first pass, and adds to it in later ones.
  @inline(__always)
  private func operands(
    _ block: Block, _ pass: OuterProducts.Pass, _ sum: UnsafePointer<OuterProducts>, isFirst: Bool,
    _ task: Task
  ) -> ProductOperands {
    let source = sum.pointee.source.pointee, outputGradient = sum.pointee.outputGradient.pointee
    return ProductOperands(
      blocks: pass.runs, blockCount: pass.count,
      a: source.base + block.inputPanel * source.panelStride
        + sum.pointee.tapRows[block.tap] * lanes,
      aRowStride: sum.pointee.sourceRowStride, aDepthStride: sum.pointee.sourceDepthStride,
      b: outputGradient.base + task.firstOutputPanel * outputGradient.panelStride,
      bPanelStride: outputGradient.panelStride,
      start: isFirst ? zeros : UnsafePointer(block.gradient),
      startRowStride: isFirst ? 0 : lanes,
      startPanelStride: isFirst ? 0 : block.gradientStride,
      c: block.gradient, cRowStride: lanes, cPanelStride: block.gradientStride,
      lastColumns: lastColumns(of: task))
  }

  /// Floats from the beginning of the memory to a block's weights of the first output panel.
  private func offset(of block: Block, _ task: Task) -> Int {
    let row = block.tap * inputs + block.inputPanel * lanes
    return tensor.placement.offset + (task.firstOutputPanel * tensor.placement.rows + row) * lanes
  }

  private func weights(of block: Block, _ task: Task) -> WeightBlock {
    let offset = offset(of: block, task), memory = tensor.memory
    return WeightBlock(
      weights: memory.values + offset, first: memory.slots.first + offset,
      second: memory.slots.second + offset, stride: tensor.placement.rows * lanes,
      gradient: UnsafePointer(block.gradient), gradientStride: block.gradientStride,
      vectorsPerRun: block.rows, runs: task.outputPanelCount)
  }

  private func addPenalty(to block: Block, of task: Task) -> Double {
    guard tensor.hasPenalty else { return 0 }
    let offset = offset(of: block, task)
    return (0..<task.outputPanelCount).reduce(0) { penalty, panel in
      penalty
        + tensor.addPenalty(
          at: offset + panel * tensor.placement.rows * lanes,
          toGradient: block.gradient + panel * block.gradientStride, count: block.rows * lanes)
    }
  }
}
