import Kernels
import Networks

extension SmallChain {
  /// A dense layer and the activation right behind it.
  struct Link {
    var layer: ResolvedLayer
    var dense: Dense
    var activation: Activation

    var inputs: Int { layer.inputShape.dimensions[0] }
    var outputs: Int { dense.units }
    /// Inputs, and the one of the bias.
    var rows: Int { inputs + (dense.usesBias ? 1 : 0) }

    /// Whether the weights of one output are neighbours, and not those of one input: what takes
    /// fewer vectors. Only in the second case are kernel and bias apart, as penalties need it.
    var isByOutputs: Bool {
      layer.parameters.allSatisfy { $0.regularizer == nil }
        && outputs * panelCount(rows) < rows * panelCount(outputs)
    }

    /// Floats from a weight to that of the next input, and of the next output.
    var strides: (input: Int, output: Int) {
      isByOutputs ? (1, panelCount(rows) * lanes) : (panelCount(outputs) * lanes, 1)
    }

    /// Floats of kernel and bias, rows padded to whole vectors.
    var floats: Int {
      (isByOutputs ? outputs * panelCount(rows) : rows * panelCount(outputs)) * lanes
    }
  }

  /// Weights up to which a chain is small, where a step takes less time this way than in stages.
  private static let mostWeights = 2_000

  /// Operations of a step up to which one worker is done as soon this way as two in stages, each of
  /// which takes longer over its share.
  private static let mostFlopsPerStep = 1e6

  /// The dense layers of a chain that is nothing else and small; else `nil`.
  static func links(of chain: [ResolvedLayer], flopsPerStep: Double) -> [Link]? {
    let weights = chain.reduce(0) { $0 + $1.parameterCount }
    return weights > mostWeights || flopsPerStep > mostFlopsPerStep ? nil : denseLinks(of: chain)
  }

  /// The dense layers of a chain of vectors that is nothing else; else `nil`.
  static func denseLinks(of chain: [ResolvedLayer]) -> [Link]? {
    var links: [Link] = []
    for layer in chain.drop(while: \.foldsInput) {
      switch layer.description.layer {
      case let dense as Dense where layer.inputShape.rank == 1:
        links.append(Link(layer: layer, dense: dense, activation: dense.activation))
      case let layer as ActivationLayer where layer.activation == .linear && !links.isEmpty:
        break
      case let layer as ActivationLayer where links.last?.activation == .linear:
        links[links.count - 1].activation = layer.activation
      default:
        return nil
      }
    }
    return links.isEmpty ? nil : links
  }

  /// Where each link's kernel and bias lie, and the floats that all take together.
  static func slices(of links: [Link]) -> (slices: [ParameterSlice], floats: Int) {
    var slices: [ParameterSlice] = [], offset = 0
    for link in links {
      let strides = link.strides
      for (index, parameter) in link.layer.parameters.enumerated() {
        // The bias comes second: it is the row behind the kernel's.
        slices.append(
          ParameterSlice(
            parameter, offset: offset + index * link.inputs * strides.input,
            layout: .strides(row: strides.input, column: strides.output)))
      }
      offset += link.floats
    }
    return (slices, offset)
  }
}

extension ResolvedLayer {
  /// Whether it is the input or only folds the input's axes.
  fileprivate var foldsInput: Bool {
    description.layer is InputLayer || description.layer is Flatten
  }
}

extension PlanBuilder {
  /// Lays out a small chain.
  mutating func buildSmallChain(
    _ links: [SmallChain.Link], _ moments: Moments, _ workerCount: Int, isMeasuring: Bool
  ) throws(ModelError) -> StepWork {
    let input = try makeLanes(links[0].inputs, isMeasuring)
    var values = input, gradient: LaneRows?
    var steps: [LinkStep] = []
    for link in links {
      let output = try makeLanes(link.outputs, isMeasuring)
      let outputGradient = try makeLanes(link.outputs, isMeasuring)
      let firstTensor = steps.last.map { $0.firstTensor + ($0.bias == nil ? 1 : 2) } ?? 0
      steps.append(
        makeStep(
          link, firstTensor: firstTensor, input: values, inputGradient: gradient, output: output,
          outputGradient: outputGradient))
      values = output
      gradient = gradient != nil || link.layer.description.isTrainable ? outputGradient : nil
    }
    let last = steps[steps.count - 1]
    let buffers = try makeBuffers(
      moments, outputRows: panelCount(batchSize) * lanes, pieceCount: 1, workerCount)
    let chain = SmallChain(
      buffers: buffers, links: tables.make(steps), linkCount: steps.count, input: input,
      output: last.output, outputGradient: last.outputGradient,
      targets: try makeLanes(last.output.columns, isMeasuring),
      loss: training.loss, reportsAccuracy: training.metrics.contains(.accuracy),
      gradient: try arena.take(parameterFloats))
    return StepWork(
      buffers: buffers, method: .smallChain(tables.make([chain])), rowsPerSample: 1,
      inputColumns: input.columns, outputColumns: last.output.columns, samplesPerShard: batchSize)
  }

  private func makeStep(
    _ link: SmallChain.Link, firstTensor: Int, input: LaneRows, inputGradient: LaneRows?,
    output: LaneRows, outputGradient: LaneRows
  ) -> LinkStep {
    let kernel = slices[firstTensor]
    return LinkStep(
      input: input, inputGradient: inputGradient, output: output, outputGradient: outputGradient,
      activation: link.activation, kernel: kernel,
      bias: link.dense.usesBias ? slices[firstTensor + 1] : nil, firstTensor: firstTensor,
      inputStride: link.strides.input, outputStride: link.strides.output, floats: link.floats,
      hasPenalties: link.layer.parameters.contains { $0.regularizer != nil })
  }

  /// Buffers for a tensor of the batch, with a vector of ones behind its elements, and room to read
  /// whole vectors of elements.
  private func makeLanes(_ columns: Int, _ isMeasuring: Bool) throws(ModelError) -> LaneRows {
    let matrix = try arena.takeMatrix(
      rows: panelCount(columns + 1) * lanes, columns: batchSize)
    if !isMeasuring {
      for panel in 0..<matrix.panels {
        let ones = matrix.base + panel * matrix.panelStride + columns * lanes
        ones.update(repeating: 1, count: lanes)
      }
    }
    return LaneRows(
      base: matrix.base, panelStride: matrix.panelStride, columns: columns, count: batchSize)
  }
}
