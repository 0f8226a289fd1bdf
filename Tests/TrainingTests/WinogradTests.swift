import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// Convolutions by minimal filtering against sums over all taps in Double, within the bound that their
/// matrices give, at every edge: images smaller than a tile and larger, with and without a border, and panels
/// that are not full.
@Suite struct WinogradTests {
  /// Sizes of one convolution.
  struct Case: CustomTestStringConvertible, Sendable {
    let size: Size2D
    let padding: Padding
    let channels: Int
    let filters: Int

    var testDescription: String {
      "\(size.height)×\(size.width) \(padding), \(channels) to \(filters)"
    }

    var output: Size2D {
      padding == .same ? size : Size2D(size.height - 2, size.width - 2)
    }

    var before: Int { padding == .same ? 1 : 0 }
  }

  private static let sizes: [(Int, Int)] = [
    (1, 1), (2, 3), (3, 3), (4, 5), (5, 4), (6, 6), (7, 9), (8, 8), (11, 3), (13, 14),
  ]
  private static let widths: [(channels: Int, filters: Int)] = [
    (1, 1), (lanes - 1, lanes + 1), (lanes, 2 * lanes), (2 * lanes + 1, 3 * lanes + 2),
  ]

  static let cases: [Case] = [Padding.valid, .same].flatMap { padding in
    sizes.filter { padding == .same || min($0, $1) >= 3 }.flatMap { height, width in
      widths.map { channels, filters in
        Case(
          size: Size2D(height, width), padding: padding, channels: channels, filters: filters)
      }
    }
  }

  @Test(arguments: cases)
  func outputsAndInputGradientsKeepTheBound(sizes: Case) throws {
    let layer = try Filtered(sizes)
    for adds in [false, true] {
      let found = layer.outputs(adds: adds)
      for sample in 0..<Filtered.samples {
        layer.expectConvolution(
          found, sample, of: layer.images, sizes.size, before: sizes.before, into: sizes.output,
          channels: sizes.channels, filters: sizes.filters,
          start: { place, filter in
            adds ? layer.ones(place, filter) : Double(layer.bias[filter])
          },
          kernel: { tap, channel, filter in layer.kernel(tap, channel, filter) })
      }
    }
    let found = layer.inputGradients()
    for sample in 0..<Filtered.samples {
      layer.expectConvolution(
        found, sample, of: layer.gradients, sizes.output, before: 2 - sizes.before,
        into: sizes.size, channels: sizes.filters, filters: sizes.channels, start: { _, _ in 0 },
        kernel: { tap, filter, channel in layer.kernel(8 - tap, channel, filter) })
    }
  }

  @Test(arguments: cases)
  func kernelGradientsKeepTheBound(sizes: Case) throws {
    let layer = try Filtered(sizes)
    let found = layer.kernelGradient()
    let outputs = Winograd.outputs.transposed, kernel = Winograd.kernel.transposed
    for channel in 0..<sizes.channels {
      for filter in 0..<sizes.filters {
        var exact = [[Double]](repeating: [0, 0, 0], count: 3)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
        layer.forEachTile(of: sizes.output) { sample, top, left in
          let d = layer.tile(
            layer.images, sample, sizes.size, channel, 6, top - sizes.before, left - sizes.before)
          let dy = layer.tile(layer.gradients, sample, sizes.output, filter, 4, top, left)
          for tap in 0..<9 {
            for y in 0..<4 {
              for x in 0..<4 { exact[tap / 3][tap % 3] += dy[y][x] * d[y + tap / 3][x + tap % 3] }
            }
          }
          let input = Winograd.inputs.absolute.both(d.absolute)
          let output = outputs.absolute.both(dy.absolute)
          for y in 0..<6 { for x in 0..<6 { sums[y][x] += input[y][x] * output[y][x] } }
        }
        let size = kernel.absolute.both(sums)
        let tiles = Filtered.samples * layer.tiles(of: sizes.output)
        for tap in 0..<9 {
          let error = abs(
            Double(found(tap, channel, filter)) - exact[tap / 3][tap % 3])
          #expect(error <= gamma(2 * (tiles + 24)) * size[tap / 3][tap % 3])
        }
      }
    }
  }

  /// Steps of whole networks, in every way to sum gradients.
  @Test(arguments: SampleNetwork.filtered, [3, 11])
  func agreesWithFiniteDifferencesInDouble(sample: SampleNetwork, batchSize: Int) throws {
    let expected = try ExpectedStep(sample, batchSize: batchSize)
    for way in StepWay.allCases {
      var options = way.options(batchSize: batchSize, threads: 2)
      options.convolution = .winograd
      try expected.check(options)
    }
  }

  /// More workers than samples cut outputs; several groups of samples, and norms of gradients.
  @Test(arguments: SampleNetwork.filtered, StepWay.allCases)
  func anyNumberOfThreadsGivesTheSameBits(sample: SampleNetwork, way: StepWay) throws {
    var random = SplitMix64(seed: 5)
    let data = try sample.data(45, using: &random)
    var training = sample.training(.adam())
    for clipping in [nil, GradientClipping.globalNorm(0.02)] {
      training.clipping = clipping
      let outcomes = try [1, 2, 3, 5, 8, 16].map { threads in
        var options = way.options(batchSize: 19, threads: threads)
        options.convolution = .winograd
        return try weights(sample, training, options, data)
      }
      for outcome in outcomes.dropFirst() { #expect(outcome == outcomes[0]) }
    }
  }

  @Test(arguments: SampleNetwork.filtered, [2, 3])
  func anyNumberOfRanksGivesTheSameBits(sample: SampleNetwork, count: Int) throws {
    var random = SplitMix64(seed: 5)
    let data = try sample.data(45, using: &random)
    @Sendable func outcome(_ group: (any RankGroup)?) throws -> [UInt32] {
      var options = StepWay.owned.options(batchSize: 19, threads: 2)
      (options.convolution, options.ranks) = (.winograd, group)
      return try weights(sample, sample.training(.adam()), options, data)
    }
    let expected = try outcome(nil)
    let outcomes = try ScriptedRanks(count).run { try outcome($0) }
    for outcome in outcomes { #expect(outcome == expected) }
  }

  /// Shapes choose, and either way can be asked for.
  @Test func theMethodIsChosenByShape() throws {
    let network = try Catalog.conv.trainingNetwork.resolved()
    func usesWinograd(_ method: ConvolutionMethod?) throws -> [Bool] {
      let plan = try Plan(
        network, training: Catalog.conv.training,
        options: TrainerOptions(batchSize: 2, convolution: method), memoryLimit: 1 << 30)
      var found: [Bool] = []
      plan.step.segments[0].operations.forEach { found.append($0 is WinogradOperation) }
      return found
    }
    #expect(try usesWinograd(nil) == [false, true, true, false])
    #expect(try usesWinograd(.direct) == [false, false, false, false])
    #expect(try usesWinograd(.winograd) == [true, true, true, false])
  }

  private func weights(
    _ sample: SampleNetwork, _ training: TrainingDescription, _ options: TrainerOptions,
    _ data: (inputs: [Tensor], targets: [Tensor])
  ) throws -> [UInt32] {
    let trainer = try Trainer(sample.network, training: training, options: options)
    try trainer.load(inputs: data.inputs, targets: data.targets)
    let report = trainer.run(steps: 5)
    return trainer.weights().flatMap { $0.tensor.elements.map(\.bitPattern) }
      + [Float(report.lastLoss).bitPattern]
  }
}

/// One convolution on random numbers, outside of a step.
private final class Filtered {
  static let samples = 2

  let sizes: WinogradTests.Case
  let images: PanelMatrix
  let gradients: PanelMatrix
  let bias: UnsafeMutablePointer<Float>
  private let tensor: WeightTensor
  private let gradient: WinogradGradient
  private let copies: WinogradGradient.Copies
  private let zeros: UnsafeMutablePointer<Float>
  private let rooms = ScratchRooms(count: 1)
  private let arena = Arena(limit: 1 << 28, purpose: "a test")
  private let tables = Tables()

  init(_ sizes: WinogradTests.Case) throws {
    self.sizes = sizes
    let network = try NetworkDescription(
      sequential: "net", input: [sizes.size.height, sizes.size.width, sizes.channels],
      layers: [
        LayerDescription(
          "conv",
          Conv2D(
            filters: sizes.filters, kernelSize: Size2D(3, 3), padding: sizes.padding,
            usesBias: false))
      ]
    ).resolved()
    let store = WeightStore(network.parameters, optimizer: .sgd(), arena: arena)
    tensor = try store.tensor(network.parameters[0])
    let (size, output) = (sizes.size, sizes.output)
    images = try arena.takeMatrix(
      rows: Self.samples * size.height * size.width, columns: sizes.channels)
    gradients = try arena.takeMatrix(
      rows: Self.samples * output.height * output.width, columns: sizes.filters)
    bias = try arena.take(panelCount(sizes.filters) * lanes)
    zeros = try arena.take(panelCount(max(sizes.filters, sizes.channels)) * lanes)
    copies = WinogradGradient.Copies(
      forward: try arena.takeMatrix(
        rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: sizes.channels),
        columns: sizes.filters),
      backward: try arena.takeMatrix(
        rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: sizes.filters),
        columns: sizes.channels))
    gradient = WinogradGradient(
      tensor,
      WinogradGradient.Source(
        images: tables.make([images]), size: size, before: Size2D(sizes.before, sizes.before),
        outputGradient: tables.make([gradients]), outputSize: output),
      copies: copies,
      transposed: try arena.takeMatrix(rows: 9 * sizes.filters, columns: sizes.channels),
      reads: [], inputs: sizes.channels, batchSize: Self.samples, rooms: tables.keep([rooms]),
      zeros: zeros, tables: tables)
    var random = SplitMix64(seed: 3)
    for matrix in [images, gradients] {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns {
          matrix.pointer(row: row)[column / lanes * matrix.panelStride + column % lanes] =
            Float(random.nextUniform(in: -1...1))
        }
      }
    }
    for filter in 0..<sizes.filters { bias[filter] = Float(random.nextUniform(in: -1...1)) }
    for index in 0..<tensor.placement.count {
      tensor.memory.values[tensor.placement[index]] = Float(random.nextUniform(in: -1...1))
    }
    for task in 0..<gradient.taskCount { gradient.refresh(task) }
    rooms.reserve(max(gradient.roomFloats, forward.roomFloats, backward.roomFloats))
    try rooms.layOut(in: arena)
  }

  private var forward: WinogradPass {
    WinogradPass(
      source: sizes.size, target: sizes.output, before: Size2D(sizes.before, sizes.before),
      channels: sizes.channels, kernel: copies.forward, zeros: zeros, tables: tables)
  }

  private var backward: WinogradPass {
    WinogradPass(
      source: sizes.output, target: sizes.size, before: Size2D(2 - sizes.before, 2 - sizes.before),
      channels: sizes.filters, kernel: copies.backward!, zeros: zeros, tables: tables)
  }

  func kernel(_ tap: Int, _ channel: Int, _ filter: Int) -> Double {
    let index = (tap * sizes.channels + channel) * sizes.filters + filter
    return Double(tensor.memory.values[tensor.placement[index]])
  }

  /// What stands in the outputs before something is added.
  func ones(_ place: Int, _ filter: Int) -> Double { filter % 2 == 0 ? 1 : -1 }

  /// The outputs from the bias on, or added to what is there.
  func outputs(adds: Bool) -> PanelMatrix {
    result(gradients.rows, columns: sizes.filters) { target in
      for row in 0..<target.rows {
        for filter in 0..<sizes.filters {
          target.pointer(row: row)[filter / lanes * target.panelStride + filter % lanes] =
            adds ? Float(ones(row, filter)) : .nan
        }
      }
      rooms.use { room in
        forward.compute(
          images, into: target, start: bias, adds: adds, samples: 0..<Self.samples,
          panels: 0..<target.panels, room: room)
      }
    }
  }

  /// The inputs' gradients, each panel by itself.
  func inputGradients() -> PanelMatrix {
    result(images.rows, columns: sizes.channels) { target in
      for panel in 0..<target.panels {
        rooms.use { room in
          backward.compute(
            gradients, into: target, start: zeros, samples: 0..<Self.samples,
            panels: panel..<panel + 1, room: room)
        }
      }
    }
  }

  private func result(
    _ rows: Int, columns: Int, _ body: (PanelMatrix) -> Void
  ) -> PanelMatrix {
    guard let matrix = try? arena.takeMatrix(rows: rows, columns: columns) else {
      preconditionFailure("a test needs more memory")
    }
    body(matrix)
    return matrix
  }

  /// The kernel's gradient over all samples, summed in blocks of the weights.
  func kernelGradient() -> (_ tap: Int, _ channel: Int, _ filter: Int) -> Float {
    var found = [Int: Float]()
    for task in 0..<gradient.taskCount {
      var block = [Float](repeating: .nan, count: gradient.gradientFloats(of: task))
      gradient.compute(task, samples: 0..<Self.samples, into: &block)
      gradient.forEachRun(of: task) { _, offset, place, count in
        for index in 0..<count { found[offset + index] = block[place + index] }
      }
    }
    let placement = tensor.placement, sizes = sizes
    return { tap, channel, filter in
      found[placement[(tap * sizes.channels + channel) * sizes.filters + filter]] ?? .nan
    }
  }

  // MARK: The reference

  func tiles(of size: Size2D) -> Int { (size.height + 3) / 4 * ((size.width + 3) / 4) }

  func forEachTile(of size: Size2D, _ body: (_ sample: Int, _ top: Int, _ left: Int) -> Void) {
    for sample in 0..<Self.samples {
      for top in stride(from: 0, to: size.height, by: 4) {
        for left in stride(from: 0, to: size.width, by: 4) { body(sample, top, left) }
      }
    }
  }

  /// A square of an image, 0 outside.
  func tile(
    _ images: PanelMatrix, _ sample: Int, _ size: Size2D, _ column: Int, _ width: Int, _ top: Int,
    _ left: Int
  ) -> [[Double]] {
    (top..<top + width).map { y in
      (left..<left + width).map { x in
        guard 0..<size.height ~= y, 0..<size.width ~= x else { return 0 }
        let row = (sample * size.height + y) * size.width + x
        return Double(
          images.pointer(row: row)[column / lanes * images.panelStride + column % lanes])
      }
    }
  }

  /// Compares a sample's convolution with sums over all taps.
  func expectConvolution(
    _ found: PanelMatrix, _ sample: Int, of images: PanelMatrix, _ size: Size2D, before: Int,
    into target: Size2D, channels: Int, filters: Int,
    start: (_ place: Int, _ filter: Int) -> Double,
    kernel: (_ tap: Int, _ channel: Int, _ filter: Int) -> Double
  ) {
    let kernels = (0..<channels).map { channel in
      (0..<filters).map { filter in
        (0..<3).map { y in (0..<3).map { kernel(3 * y + $0, channel, filter) } }
      }
    }
    let kernelSizes = kernels.map { $0.map { Winograd.kernel.absolute.both($0.absolute) } }
    for top in stride(from: 0, to: target.height, by: 4) {
      for left in stride(from: 0, to: target.width, by: 4) {
        let inputs = (0..<channels).map {
          tile(images, sample, size, $0, 6, top - before, left - before)
        }
        let inputSizes = inputs.map { Winograd.inputs.absolute.both($0.absolute) }
        for filter in 0..<filters {
          var products = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
          for channel in 0..<channels {
            for y in 0..<6 {
              for x in 0..<6 {
                products[y][x] += kernelSizes[channel][filter][y][x] * inputSizes[channel][y][x]
              }
            }
          }
          let bound = Winograd.outputs.absolute.both(products)
          for y in 0..<min(4, target.height - top) {
            for x in 0..<min(4, target.width - left) {
              let place = (sample * target.height + top + y) * target.width + left + x
              let begin = start(place, filter)
              var exact = begin
              for channel in 0..<channels {
                for tap in 0..<9 {
                  exact +=
                    kernels[channel][filter][tap / 3][tap % 3]
                    * inputs[channel][y + tap / 3][x + tap % 3]
                }
              }
              let number = Double(
                found.pointer(row: place)[filter / lanes * found.panelStride + filter % lanes])
              // See Winograd.swift among the kernels; a product without FMA is rounded as well.
              #expect(
                abs(number - exact) <= gamma(2 * (channels + 25)) * (bound[y][x] + abs(begin)))
            }
          }
        }
      }
    }
  }
}

extension [[Double]] {
  /// T·x·Tᵀ.
  fileprivate func both(_ x: [[Double]]) -> [[Double]] { times(x).times(transposed) }
}
