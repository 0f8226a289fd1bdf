import Kernels
import Networks

/// What one step works on; the leader writes it between phases, when no piece is under way.
struct StepContext: BitwiseCopyable {
  /// Row-major data, rows padded to whole vectors: see `PaddedData`. Without an order the batch
  /// itself: see `PackedBatches`.
  var inputs: UnsafePointer<Float>
  var targets: UnsafePointer<Float>?
  /// Which samples the batch takes, in its order; `nil` where it is packed.
  var order: UnsafePointer<Int32>?
  var sampleCount: Int
  /// 1 over the number of positions that the loss is a mean of.
  var lossScale: Float
  /// Whether gradients are computed.
  var isTraining: Bool
  var optimizerStep: OptimizerStep
  /// Where the whole gradient, penalties included, is kept if somebody wants to see it; laid out
  /// as the parameter array.
  var gradientCopy: UnsafeMutablePointer<Float>?
  /// Where predictions go, row-major, in the order of the batch.
  var predictions: UnsafeMutablePointer<Float>?
}

/// The arrays that a step reads and writes, however it is made.
struct StepBuffers: BitwiseCopyable {
  var context: UnsafeMutablePointer<StepContext>
  /// The parameter array and the optimizer's arrays of the same layout.
  var weights: UnsafeMutablePointer<Float>
  var firstMoments: UnsafeMutablePointer<Float>
  var secondMoments: UnsafeMutablePointer<Float>
  /// One entry a row of the output: its part of the loss (before scaling), and whether it is right.
  var rowLosses: UnsafeMutablePointer<Float>
  var rowMatches: UnsafeMutablePointer<Float>
  /// One entry a piece of the update.
  var penalties: UnsafeMutablePointer<Double>
  var pieceCount: Int
  /// For each worker and tensor the weights whose gradient it has computed.
  var coverage: UnsafeMutablePointer<Int>
  var coverageStride: Int
  /// For each worker the pieces it has done; shares the coverage's stride.
  var piecesDone: UnsafeMutablePointer<Int>
}

extension StepBuffers {
  /// Updates a contiguous run of a tensor's weights from its gradient, to which the penalty's slope
  /// is added, and returns the penalty.
  ///
  /// - Parameter offset: floats from the beginning of the parameter array.
  func update(
    _ slice: ParameterSlice, at offset: Int, gradient: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    let penalty = slice.addPenalty(of: weights + offset, toGradient: gradient, count: count)
    if let copy = context.pointee.gradientCopy {
      (copy + offset).update(from: gradient, count: count)
    }
    updateWeights(
      weights + offset, gradient: gradient, first: firstMoments + offset,
      second: secondMoments + offset, count: count, by: context.pointee.optimizerStep)
    return penalty
  }
}

/// The phases of a step, as pieces of work for a team.
struct StepWork: TeamWork, BitwiseCopyable, @unchecked Sendable {
  /// Numbers of the phases.
  enum Phase {
    static let propagate = 0
    static let update = 1
    /// `propagate` in groups that also leave their gradients behind.
    static let propagateGroups = 2
  }

  /// How a step is made; shapes and options decide it.
  enum Method: BitwiseCopyable {
    case stages(UnsafeMutablePointer<StagedStep>)
    /// In one piece a phase.
    case smallChain(UnsafeMutablePointer<SmallChain>)
    /// With the products of somebody else's library.
    case libraryChain(UnsafeMutablePointer<LibraryChain>)
  }

  var buffers: StepBuffers
  var method: Method
  /// Rows of the output that one sample has, and the columns of input and output.
  var rowsPerSample: Int
  var inputColumns: Int
  var outputColumns: Int
  var samplesPerShard: Int

  func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
    var stopwatch = NoStopwatch()
    perform(phase, range, worker: worker, &stopwatch)
  }

  /// Does pieces and times their parts.
  @inline(__always)
  func perform<Watch: Stopwatch>(
    _ phase: Int, _ range: Range<Int>, worker: Int, _ stopwatch: inout Watch
  ) {
    stopwatch.start()
    buffers.piecesDone[worker * buffers.coverageStride] += range.count
    switch method {
    case .stages(let step):
      if phase == Phase.propagate {
        step.pointee.propagate(range, samplesPerShard: samplesPerShard, &stopwatch)
      } else if phase == Phase.propagateGroups, let groups = step.pointee.groups {
        for group in range { step.pointee.propagate(group: group, of: groups, &stopwatch) }
      } else {
        for index in range { step.pointee.update(index, worker: worker, &stopwatch) }
      }
    case .smallChain(let chain):
      if phase == Phase.propagate {
        chain.pointee.propagate(&stopwatch)
      } else {
        chain.pointee.update(worker: worker, &stopwatch)
      }
    case .libraryChain(let chain):
      for index in range {
        if phase == Phase.propagate {
          chain.pointee.propagate(shard: index, samplesPerShard: samplesPerShard, &stopwatch)
        } else {
          chain.pointee.update(index, worker: worker, &stopwatch)
        }
      }
    }
  }

  /// The groups whose gradients a tree adds up, where one does.
  var groups: GradientGroups? {
    if case .stages(let step) = method { step.pointee.groups } else { nil }
  }

  /// Sets what the next phases work on; called by the leader between phases.
  func begin(_ context: StepContext) {
    buffers.context.pointee = context
    if case .stages(let step) = method { step.pointee.bind(context) }
  }

  /// Cuts data up into batches as a step reads them; `nil` where it has to gather them.
  func packed(
    inputs: PaddedData, targets: PaddedData, sampleCount: Int, batchSize: Int
  ) -> (inputs: PackedBatches, targets: PackedBatches)? {
    switch method {
    case .smallChain:
      func pack(_ data: PaddedData, _ columns: Int) -> PackedBatches {
        PackedBatches(
          lanesOf: data, columns: columns, sampleCount: sampleCount, batchSize: batchSize)
      }
      return (pack(inputs, inputColumns), pack(targets, outputColumns))
    case .stages(let step):
      guard step.pointee.readsPackedBatches else { return nil }
      func pack(_ data: PaddedData, _ matrix: PanelMatrix, _ rowsPerSample: Int) -> PackedBatches {
        PackedBatches(
          panelsOf: data, like: matrix, rowsPerSample: rowsPerSample, sampleCount: sampleCount,
          batchSize: batchSize)
      }
      return (
        pack(inputs, step.pointee.input.values, step.pointee.input.rowsPerSample),
        pack(targets, step.pointee.targets, step.pointee.output.rowsPerSample)
      )
    case .libraryChain:
      return nil
    }
  }

  /// Floats from a row of the input data, or of the targets, to the next.
  func dataStride(columns: Int) -> Int {
    switch method {
    case .stages, .libraryChain: panelCount(columns) * lanes
    case .smallChain: columns
    }
  }

  /// Rebuilds all transposed copies, after weights have been set from outside.
  func refreshTransposes() {
    guard case .stages(let step) = method else { return }
    step.pointee.refreshTransposes()
  }
}
