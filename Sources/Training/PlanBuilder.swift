import Kernels
import Networks

/// Turns a chain of layers into stages, buffers and pieces of work.
struct PlanBuilder {
  let arena: Arena
  let tables: Tables
  let batchSize: Int
  let chain: [ResolvedLayer]
  let training: TrainingDescription
  let lowering: Lowering

  private(set) var slices: [ParameterSlice] = []
  private(set) var parameterFloats = 0
  var stages: [Stage] = []
  /// One for each slice, in their order.
  var updates: [ParameterUpdate] = []
  /// Rows of zeros as wide as the widest signal.
  var zeros = UnsafeMutablePointer<Float>(bitPattern: 64)!
  /// A single 1: what a bias is multiplied by.
  private(set) var one = PanelMatrix(
    base: UnsafeMutablePointer(bitPattern: 64)!, rows: 1, columns: 1)
  private(set) var weights = UnsafeMutablePointer<Float>(bitPattern: 64)!
  /// Whether a stage so far has weights that learn.
  private(set) var somethingLearns = false
  private var nextSlice = 0

  init(
    arena: Arena, tables: Tables, batchSize: Int, chain: [ResolvedLayer],
    training: TrainingDescription, lowering: Lowering
  ) {
    self.arena = arena
    self.tables = tables
    self.batchSize = batchSize
    self.chain = chain
    self.training = training
    self.lowering = lowering
  }

  /// Samples that one claim takes where it can: enough rows to use each loaded panel of weights
  /// several times, few enough that their activations stay in the second-level cache.
  var samplesPerClaim: Int { hasImages ? 1 : 48 }

  /// A shard is about one register tile high, so that even a small batch can be dealt out to several
  /// workers, and whole vectors where samples are taken a vector at a time; an image is work enough
  /// by itself.
  private var samplesPerShard: Int {
    hasImages ? 1 : chain.contains(where: isNarrow) ? max(8, lanes) : 8
  }

  var hasImages: Bool {
    chain.contains { $0.description.layer is Conv2D }
  }

  /// Lays everything out. While measuring, no address is touched.
  mutating func build(workerCount: Int, isMeasuring: Bool) throws(ModelError) -> StepWork {
    let moments = try layOutParameters()
    try layOutConstants(isMeasuring: isMeasuring)
    switch lowering {
    case .stages(let reduction):
      return try buildStages(reduction, moments, workerCount)
    case .smallChain(let links):
      return try buildSmallChain(links, moments, workerCount, isMeasuring: isMeasuring)
    case .libraryChain(let library, let links):
      return try buildLibraryChain(library, links, moments, workerCount)
    }
  }

  private mutating func buildStages(
    _ reduction: Reduction, _ moments: Moments, _ workerCount: Int
  ) throws(ModelError) -> StepWork {
    let input = try makeInput()
    var signal = input.signal
    for layer in chain.dropFirst(input.layersConsumed) {
      signal = try lower(layer, signal)
    }
    let targets = try arena.takeMatrix(
      rows: signal.values.rows, columns: signal.values.columns)
    let pieces = updates.enumerated().flatMap { index, update in
      update.slice.isTrainable ? update.pieces(update: index) : []
    }
    guard pieces.count < WorkerTeam.maximumPieces else {
      throw ModelError(
        "its weights make \(pieces.count) pieces of work, more than \(WorkerTeam.maximumPieces); "
          + "use a smaller network")
    }
    let blockFloats = pieces.map { updates[$0.update].gradientFloats(of: $0) }
    let scratchStride = blockFloats.max() ?? 0
    let buffers = try makeBuffers(
      moments, outputRows: signal.values.rows, pieceCount: pieces.count, workerCount)
    let step = StagedStep(
      buffers: buffers, stages: tables.make(stages), stageCount: stages.count,
      updates: tables.make(updates), updateCount: updates.count, pieces: tables.make(pieces),
      input: input.signal, output: signal, targets: targets,
      gatheredInput: input.signal.values.base, gatheredTargets: targets.base, loss: training.loss,
      reportsAccuracy: training.metrics.contains(.accuracy), zeros: zeros,
      scratch: try arena.take(scratchStride * workerCount), scratchStride: scratchStride,
      groups: reduction == .tree ? try makeGroups(blockFloats: blockFloats) : nil,
      samplesPerPass: samplesPerClaim)
    return StepWork(
      buffers: buffers, method: .stages(tables.make([step])),
      rowsPerSample: signal.rowsPerSample, inputColumns: input.signal.values.columns,
      outputColumns: signal.values.columns, samplesPerShard: samplesPerShard)
  }

  typealias Moments = (
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>
  )

  /// What any way to make a step works on.
  func makeBuffers(
    _ moments: Moments, outputRows: Int, pieceCount: Int, _ workerCount: Int
  ) throws(ModelError) -> StepBuffers {
    let coverageStride = slices.count + 1 + 128 / MemoryLayout<Int>.stride
    let counts = tables.make([Int](repeating: 0, count: coverageStride * workerCount))
    return StepBuffers(
      context: tables.make([StepContext.idle]), weights: weights, firstMoments: moments.first,
      secondMoments: moments.second, rowLosses: try arena.take(outputRows),
      rowMatches: try arena.take(outputRows),
      penalties: tables.make([Double](repeating: 0, count: pieceCount)), pieceCount: pieceCount,
      coverage: counts + 1, coverageStride: coverageStride, piecesDone: counts)
  }

  /// One array for all parameters; the optimizer's arrays have the same layout.
  private mutating func layOutParameters() throws(ModelError) -> Moments {
    switch lowering {
    case .stages: try layOutPanels()
    case .smallChain(let links): (slices, parameterFloats) = SmallChain.slices(of: links)
    case .libraryChain(_, let links):
      (slices, parameterFloats) = try LibraryChain.slices(of: links)
    }
    weights = try arena.take(parameterFloats)
    let slots = training.optimizer.slotCount
    let first = slots > 0 ? try arena.take(parameterFloats) : weights
    let second = slots > 1 ? try arena.take(parameterFloats) : weights
    return (first, second)
  }

  private mutating func layOutPanels() throws(ModelError) {
    let parameters = chain.flatMap { layer in layer.parameters.map { ($0, isNarrow(layer)) } }
    for (parameter, isNarrow) in parameters {
      let slice = ParameterSlice(
        parameter, offset: parameterFloats,
        layout: isNarrow && parameter.shape.rank > 1 ? .transposedPanels : .panels)
      guard let floats = PanelMatrix.floatCount(rows: slice.rows, columns: slice.columns),
        case let (end, overflow) = parameterFloats.addingReportingOverflow(floats), !overflow,
        end < Int.max / 8
      else {
        throw ModelError(
          layer: parameter.layer, "its weights are too large to address; make it smaller")
      }
      slices.append(slice)
      // Slices begin at whole cache lines, so that no two workers write the same one.
      parameterFloats = (end + 31) / 32 * 32
    }
  }

  private mutating func layOutConstants(isMeasuring: Bool) throws(ModelError) {
    var widest = 1
    for layer in chain {
      widest = max(widest, layer.outputShape.dimensions.last ?? 1)
      widest = max(widest, layer.inputShape.elementCount ?? Int.max)
    }
    zeros = try arena.takeMatrix(rows: 1, columns: widest).base
    one = try arena.takeMatrix(rows: 1, columns: 1)
    if !isMeasuring { one.base[0] = 1 }
  }

  /// The signal that data enters by. Layers that only fold the input's axes are part of it, since
  /// row-major data is the same before and after.
  private mutating func makeInput() throws(ModelError) -> (signal: Signal, layersConsumed: Int) {
    var consumed = 1
    while consumed < chain.count, chain[consumed].description.layer is Flatten {
      consumed += 1
    }
    let shape = chain[consumed - 1].outputShape
    return (try makeSignal(shape, hasGradient: false), consumed)
  }

  /// Buffers for a tensor of the batch.
  func makeSignal(_ shape: Shape, hasGradient: Bool) throws(ModelError) -> Signal {
    let columns = shape.dimensions.last ?? 1
    guard let rowsPerSample = checkedProduct(shape.dimensions.dropLast()),
      let rows = checkedProduct([rowsPerSample, batchSize])
    else {
      throw ModelError("a batch of \(batchSize) tensors \(shape) is too large to address")
    }
    // Whole squares of lanes, for those stages that take a vector of samples at a time.
    let (padded, overflow) = rows.addingReportingOverflow(lanes - 1)
    let places = overflow ? rows : padded / lanes * lanes
    let values = try arena.takeMatrix(rows: places, columns: columns)
    let gradient = hasGradient ? try arena.takeMatrix(rows: places, columns: columns) : values
    return Signal(values: values, gradient: gradient, rowsPerSample: rowsPerSample)
  }

  private mutating func lower(
    _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    switch layer.description.layer {
    case is InputLayer:
      return input
    case let dense as Dense:
      return isNarrow(layer)
        ? try lowerNarrow(dense, layer, input) : try lowerDense(dense, layer, input)
    case let convolution as Conv2D:
      return try lowerConvolution(convolution, layer, input)
    case let recurrence as SimpleRNN:
      return try lowerRecurrence(recurrence, layer, input)
    case let activation as ActivationLayer:
      return try lowerActivation(activation.activation, layer, input)
    case is Flatten:
      if layer.inputShape.rank == 1 { return input }
      let output = try makeSignal(layer.outputShape, hasGradient: true)
      stages.append(
        .flatten(
          FlattenStage(input: input, output: output, needsInputGradient: somethingLearns)))
      return output
    default:
      throw ModelError(
        layer: layer.name, "a layer \(layer.description.layer.className) is not trained yet")
    }
  }

  /// An activation right behind a product becomes part of it.
  private mutating func lowerActivation(
    _ activation: Activation, _ layer: ResolvedLayer, _ input: Signal
  ) throws(ModelError) -> Signal {
    if activation == .linear { return input }
    switch stages.last {
    case .product(var product) where product.activation == .linear:
      product.activation = activation
      stages[stages.count - 1] = .product(product)
      return input
    case .narrow(var narrow) where narrow.activation == .linear:
      narrow.activation = activation
      stages[stages.count - 1] = .narrow(narrow)
      return input
    default:
      break
    }
    let output = try makeSignal(layer.outputShape, hasGradient: true)
    stages.append(
      .activation(
        ActivationStage(
          input: input, output: output, activation: activation,
          needsInputGradient: somethingLearns)))
    return output
  }

  /// The next parameter's slice, in Keras's order.
  mutating func takeSlice() -> ParameterSlice {
    defer { nextSlice += 1 }
    return slices[nextSlice]
  }

  /// The row of a bias, or zeros where the layer has none; plans the bias's update.
  mutating func takeBias(
    _ isUsed: Bool, deltas: PanelMatrix, rowsPerSample: Int
  ) -> UnsafeMutablePointer<Float> {
    guard isUsed else { return zeros }
    let slice = takeSlice()
    plan(
      ParameterUpdate(
        slice: slice, source: one, sourceRowStride: 0, sourceDepthStride: 0, deltas: deltas,
        segments: nil, segmentsPerSample: 1, rowsPerSample: rowsPerSample,
        tapRows: tables.make([0]), taps: 1, inputs: 1, transposed: nil))
    return weights + slice.offset
  }

  /// Notes how a tensor's gradient is made; frozen ones keep their copies but get no pieces.
  mutating func plan(_ update: ParameterUpdate) {
    somethingLearns = somethingLearns || update.slice.isTrainable
    updates.append(update)
  }
}

extension StepContext {
  /// Before the first step.
  static var idle: StepContext {
    StepContext(
      inputs: UnsafePointer(bitPattern: 64)!, targets: nil,
      order: nil, sampleCount: 0, lossScale: 0, isTraining: false,
      optimizerStep: .sgd(rate: 0), gradientCopy: nil, predictions: nil)
  }
}
