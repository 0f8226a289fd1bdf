import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

@Suite struct ParameterCheckTests {
  private func makeTrainer(_ entry: Catalog.Entry) throws -> Trainer {
    var random = SplitMix64(seed: 3)
    let trainer = try Trainer(
      entry.trainingNetwork, training: entry.training,
      options: TrainerOptions(batchSize: 4, threads: 2))
    let x = Tensor.random([8] + trainer.network.inputShapes[0].dimensions, using: &random)
    let y = randomTargets(
      [8] + trainer.network.outputShapes[0].dimensions, for: entry.training.loss, using: &random)
    try trainer.load(inputs: x, targets: y)
    return trainer
  }

  /// Each way to make a step, and averages that a step keeps beside its weights.
  @Test(arguments: ["pair", "and", "rnn", "ladder-64", "digits", "resnet-8"])
  func everyWeightIsStoredAndWrittenOnce(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let counts = try makeTrainer(entry).countParameters().filter { $0.formula > 0 }
    #expect(counts.map(\.formula) == entry.referenceCounts)
    #expect(counts.map(\.buffers) == entry.referenceCounts)
    #expect(counts.map(\.gradients) == entry.referenceCounts)
  }

  /// A trace of two tensors, six weights in two vectors, that a step has written.
  private func trace(
    offset: Int = lanes, _ change: (UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> GradientTrace {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 2 * lanes)
    defer { memory.deallocate() }
    let weights = WeightMemory(
      values: memory, slots: OptimizerSlots(repeating: memory), floats: 2 * lanes, offset: 0)
    let network = try NetworkDescription(
      sequential: "net", input: [1], layers: [LayerDescription("dense", Dense(units: 3))]
    ).resolved()
    let tensors = network.parameters.enumerated().map { index, parameter in
      WeightTensor(
        parameter, number: index, memory: weights,
        placement: WeightPlacement(parameter.shape, offset: index * offset))
    }
    var copy = [Float](repeating: GradientTrace.untouched, count: 2 * lanes)
    return copy.withUnsafeMutableBufferPointer { copy in
      for place in [0, 1, 2, lanes, lanes + 1, lanes + 2] { copy[place] = 1 }
      change(copy)
      return GradientTrace(tensors: tensors, copy: UnsafeBufferPointer(copy))
    }
  }

  @Test func whatIsMissedOrWrittenBesideIsSeen() throws {
    let sound = try trace { _ in }
    #expect(sound.stored == [3, 3])
    #expect(sound.weights(of: 0, counted: 3, expected: 3) == 3)
    let missed = try trace { $0[1] = GradientTrace.untouched }
    #expect(missed.weights(of: 0, counted: 3, expected: 3) == 2)
    #expect(missed.weights(of: 1, counted: 3, expected: 3) == 3)
    let stray = try trace { $0[lanes - 1] = 1 }
    #expect(stray.weights(of: 0, counted: 3, expected: 3) == 4)
    let padded = try trace { $0[lanes - 1] = 0 }
    #expect(padded.weights(of: 0, counted: 3, expected: 3) == 3)
    #expect(sound.weights(of: 0, counted: 6, expected: 3) == 6)
  }

  @Test func tensorsThatShareAPlaceAreSeen() throws {
    #expect(try trace(offset: 2) { _ in }.stored == [3, 2])
  }
}
