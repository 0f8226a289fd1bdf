import Kernels
import Networks

/// Turns the calls of a network into operations on matrices in panels: the way for any network.
final class PanelBuilder {
  let arena: Arena
  let tables: Tables
  let weights: WeightStore
  let batchSize: Int
  /// Settles what is drawn at random in a step.
  let seed: UInt64
  let network: ResolvedNetwork
  /// Rows of zeros as wide as the widest tensor.
  let zeros: UnsafeMutablePointer<Float>
  let gradients: GradientList
  /// How convolutions are computed; `nil` where shapes are to choose.
  let convolution: ConvolutionMethod?
  /// Scratch memory of tasks, a room for each worker.
  let rooms: ScratchRooms
  let roomsReference: References<ScratchRooms>

  private var operations: [(operation: Operation, level: Int)] = []
  private var reductions: [(reduction: BatchReduction, level: Int)] = []
  private var inputs: [TensorReference: Input] = [:]
  private var signals: [TensorReference: PanelSignal] = [:]
  /// For each signal the operations that write its gradient.
  private var uses: [[GradientUse]] = []
  /// Tensors that an operation before them computes, too: an activation right behind a product.
  private var absorbed: [TensorReference: TensorReference] = [:]
  private let consumers: [TensorReference: [ResolvedCall]]
  /// Which rows of a tensor count, where some don't.
  var masks: [TensorReference: TimeMask] = [:]
  /// Those of each layer that has some.
  var movingAverages: [Int: MovingAverages] = [:]
  /// Where Keras runs each call.
  private(set) lazy var runPlaces = Dictionary(
    zip(network.runOrder, 0...), uniquingKeysWith: { first, _ in first })
  /// Signals that a head writes the gradient of before any operation does.
  private var scored: Set<Int> = []

  /// An operation's way to a signal's gradient.
  private struct GradientUse {
    let operation: Int
    let accumulates: UnsafeMutablePointer<Bool>
  }

  init(
    _ network: ResolvedNetwork, _ options: TrainerOptions, workerCount: Int, weights: WeightStore,
    arena: Arena, tables: Tables
  ) throws(ModelError) {
    self.network = network
    batchSize = options.batchSize
    seed = options.seed
    convolution = options.convolution
    rooms = ScratchRooms(count: workerCount)
    roomsReference = tables.keep([rooms])
    self.weights = weights
    self.arena = arena
    self.tables = tables
    var widest = 1
    for call in network.calls {
      for shape in call.outputShapes { widest = max(widest, shape.elementCount ?? Int.max) }
    }
    zeros = try arena.takeMatrix(rows: 1, columns: widest).base
    gradients = try GradientList(arena: arena, tables: tables, zeros: zeros)
    consumers = Dictionary(
      grouping: network.calls.flatMap { call in call.inputs.map { ($0, call) } }, by: \.0
    ).mapValues { $0.map(\.1) }
  }

  /// Lowers all calls.
  func build(_ training: TrainingDescription) throws(ModelError) -> StepParts {
    for call in network.calls { try lower(call) }
    var parts = StepParts(samplesPerShard: samplesPerShard, samplesPerChunk: samplesPerChunk)
    for input in network.network.inputs { parts.inputs.append(inputs[input]!) }
    for (output, settings) in zip(network.network.outputs, training.outputs) {
      parts.heads.append(try makeHead(output, settings))
    }
    settleGradients()
    try rooms.layOut(in: arena)
    // Behind a reduction there may be heads alone.
    let levels = (operations.map(\.level) + reductions.map(\.level)).reduce(0, max) + 1
    for level in 0..<levels {
      parts.segments.append(operations.filter { $0.level == level }.map(\.operation))
      guard level > 0 else { continue }
      parts.reductions.append(reductions.filter { $0.level == level }.map(\.reduction))
    }
    parts.gradients = gradients.make()
    return parts
  }

  private func lower(_ call: ResolvedCall) throws(ModelError) {
    let layer = network.layers[call.layer]
    let outputs: [PanelSignal]
    if let origin = absorbed[network.output(of: call)] {
      outputs = [signals[origin]!]
    } else if layer.description.isInput {
      outputs = [try makeInput(call)]
    } else if let lowered = layer.description.layer as? any PanelLayer {
      outputs = try lowered.lower(
        PanelCall(layer: layer, call: call, inputs: call.inputs.map { signals[$0]! }), in: self)
    } else {
      preconditionFailure("'\(layer.name)' has no operations, which requireTrainable() checks")
    }
    for (index, signal) in outputs.enumerated() {
      signals[TensorReference(layer: layer.name, node: call.node, tensor: index)] = signal
    }
    try passOnMask(call)
  }

  /// Adds an operation behind all others.
  ///
  /// - Parameter level: that of the signals it computes from, or of what a reduction before it made.
  func add(_ operation: Operation, level: Int) {
    operations.append((operation, level))
  }

  /// Adds what has to be known of the whole batch before operations of that level.
  func add(_ reduction: BatchReduction, before level: Int) {
    reductions.append((reduction, level))
  }

  // MARK: Signals

  /// Buffers for a tensor of the batch.
  ///
  /// - Parameters:
  ///   - inputs: what it is computed from.
  ///   - learns: whether its gradient is wanted.
  ///   - reduces: whether a batch reduction lies between the inputs and it.
  func signal(
    _ shape: Shape, behind inputs: [PanelSignal], learns: Bool, reduces: Bool = false
  ) throws(ModelError) -> PanelSignal {
    let values = try matrix(shape)
    let gradient = learns ? try matrix(shape) : nil
    uses.append([])
    return PanelSignal(
      place: tables.make([values]), gradient: gradient,
      rowsPerSample: shape.dimensions.dropLast().reduce(1, *), number: uses.count - 1,
      level: (inputs.map(\.level).max() ?? 0) + (reduces ? 1 : 0))
  }

  /// A matrix of a batch of tensors.
  func matrix(_ shape: Shape) throws(ModelError) -> PanelMatrix {
    let columns = shape.dimensions.last ?? 1
    guard let rowsPerSample = checkedProduct(Array(shape.dimensions.dropLast())),
      let rows = checkedProduct([rowsPerSample, batchSize])
    else {
      throw ModelError("a batch of \(batchSize) tensors \(shape) is too large to address")
    }
    // Whole squares of lanes, for those operations that take a vector of samples at a time.
    let (padded, overflow) = rows.addingReportingOverflow(lanes - 1)
    return try arena.takeMatrix(rows: overflow ? rows : padded / lanes * lanes, columns: columns)
  }

  /// Where the operation that is added next puts the gradient by one of its inputs; `nil` where
  /// nothing before it learns.
  func gradient(by input: PanelSignal) -> PanelGradient? {
    guard let matrix = input.gradient else { return nil }
    let accumulates = tables.make([false])
    uses[input.number].append(
      GradientUse(operation: operations.count, accumulates: accumulates))
    return PanelGradient(matrix: matrix, accumulates: accumulates)
  }

  /// Of all that write a signal's gradient the first in the backward pass starts it, and the others
  /// add to it. A head is before all operations.
  private func settleGradients() {
    for (signal, uses) in uses.enumerated() {
      func order(_ use: GradientUse) -> (Int, Int) {
        (operations[use.operation].level, use.operation)
      }
      var first: Int?
      if !scored.contains(signal) {
        for index in uses.indices where first.map({ order(uses[$0]) < order(uses[index]) }) ?? true
        {
          first = index
        }
      }
      for index in uses.indices { uses[index].accumulates.pointee = index != first }
    }
  }

  // MARK: Ends

  /// The signal that data enter by. Layers that only put its elements into other rows are part of it,
  /// since row-major data are the same before and after.
  private func makeInput(_ call: ResolvedCall) throws(ModelError) -> PanelSignal {
    var shape = call.outputShapes[0], tensor = network.output(of: call)
    while let next = onlyConsumer(of: tensor), panelLayer(next)?.onlyReshapes == true {
      absorbed[network.output(of: next)] = tensor
      (shape, tensor) = (next.outputShapes[0], network.output(of: next))
    }
    let signal = try signal(shape, behind: [], learns: false)
    inputs[network.output(of: call)] = Input(PanelReader(signal))
    return signal
  }

  /// What gathers a signal; `nil` where operations compute it.
  func reader(of signal: PanelSignal) -> Unmanaged<PanelReader>? {
    inputs.values.lazy.compactMap { $0.reader as? PanelReader }
      .first { $0.signal.number == signal.number }.map(Unmanaged.passUnretained)
  }

  private func makeHead(
    _ tensor: TensorReference, _ settings: OutputTraining
  ) throws(ModelError) -> Head {
    let output = try scoredSignal(of: tensor), columns = output.values.columns
    let mask = masks[tensor]
    guard mask.map({ $0.rowsPerSample == output.rowsPerSample }) ?? true else {
      throw ModelError(
        layer: tensor.layer,
        "an output of other time steps than its mask has can be counted, but not trained; return "
          + "the last step alone")
    }
    let targets = try signal(
      Shape([output.rowsPerSample, settings.loss.targetColumns(outputs: columns)]), behind: [],
      learns: false)
    let head = PanelHead(
      try Head.Parts(
        settings, targets: PanelReader(targets), rows: output.values.rows,
        rowsPerSample: output.rowsPerSample, columns: columns, isMasked: mask != nil, arena: arena,
        tables: tables),
      output: output, targets: targets, mask: mask)
    if let mask { try addCounting(mask, for: head, level: output.level) }
    return head
  }

  /// The signal that a head scores: a copy where another head has written the tensor's gradient.
  private func scoredSignal(of tensor: TensorReference) throws(ModelError) -> PanelSignal {
    let signal = signals[tensor]!
    guard scored.insert(signal.number).inserted else {
      let layer = network.layers.first { $0.name == tensor.layer }
      let shape = layer!.outputShapes[tensor.node][tensor.tensor]
      return try function(.identity, of: signal, shape)
    }
    return signal
  }

  // MARK: What shapes decide

  private func panelLayer(_ call: ResolvedCall) -> (any PanelLayer)? {
    network.layers[call.layer].description.layer as? any PanelLayer
  }

  /// The one call that takes a tensor, where there is one and nobody else looks at it.
  private func onlyConsumer(of tensor: TensorReference) -> ResolvedCall? {
    guard let calls = consumers[tensor], calls.count == 1, !network.network.outputs.contains(tensor)
    else { return nil }
    return calls[0]
  }

  /// What a product applies to its rows: its own function, or that of the layer right behind it.
  func function(of call: PanelCall, _ own: Activation) throws(ModelError) -> RowFunction {
    guard own == .linear, let next = onlyConsumer(of: network.output(of: call.call)),
      let function = panelLayer(next)?.rowFunction, function.derivativeFollowsFromOutput
    else { return try call.function(own) }
    absorbed[network.output(of: next)] = network.output(of: call.call)
    return function
  }

  /// Samples that one worker takes together where it can: enough rows to use each loaded panel of
  /// weights several times, few enough that their activations stay in the second-level cache.
  var samplesPerChunk: Int { hasWorkPerSample ? 1 : 48 }

  /// A shard is about one register tile high, so that even a small batch can be dealt out to several
  /// workers, and whole vectors where samples are taken a vector at a time; an image is work enough
  /// by itself.
  var samplesPerShard: Int {
    hasWorkPerSample ? 1 : network.calls.contains(where: isNarrow) ? max(8, lanes) : 8
  }

  /// Shards of a full batch.
  var shardCount: Int { (batchSize + samplesPerShard - 1) / samplesPerShard }

  private var hasWorkPerSample: Bool {
    network.calls.contains { panelLayer($0)?.hasWorkPerSample == true }
  }

  /// Whether a call is one of a dense layer that is better computed by inner products.
  func isNarrow(_ call: ResolvedCall) -> Bool {
    guard !hasWorkPerSample, network.layers[call.layer].calls.count == 1,
      let dense = network.layers[call.layer].description.layer as? Dense
    else { return false }
    return InnerProductOperation.suits(dense, network.layers[call.layer].inputShape)
  }
}
