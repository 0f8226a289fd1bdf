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
    // What reports ask says the same.
    #expect(try usesWinograd(nil).contains(true) == network.usesMinimalFiltering)
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
