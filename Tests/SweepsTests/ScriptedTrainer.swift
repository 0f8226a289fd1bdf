import Networks
import Sweeps

/// A clock that stands still until somebody works.
final class ScriptedClock {
  var nanoseconds: Int64 = 0
}

/// A trainer whose steps take the time they are told, and which can be told to go wrong.
final class ScriptedTrainer: MeasuredTrainer {
  struct Faults {
    var startWeight: Float?
    var finalWeight: Float?
    var lastLoss: Float?
    /// The loss of long runs only: verification passes, the timed turn does not.
    var lossOfTurns: Float?
    var missingGradients = 0
    var missingBuffers = 0
    /// Every run ends elsewhere.
    var isRestless = false
  }

  let flopsPerStep = 1_000.0
  private let layers: [ResolvedLayer]
  private let threads: Int
  private let stepNanoseconds: Double
  private let faults: Faults
  private let clock: ScriptedClock
  private var stepsDone = 0
  private var runs = 0

  init(
    _ network: NetworkDescription, threads: Int, stepNanoseconds: Double, clock: ScriptedClock,
    faults: Faults = Faults()
  ) throws {
    layers = try network.resolved().layers.filter { $0.parameterCount > 0 }
    self.threads = threads
    self.stepNanoseconds = stepNanoseconds
    self.clock = clock
    self.faults = faults
  }

  var census: [LayerCensus] {
    layers.map {
      LayerCensus(
        layer: $0.name, formula: $0.parameterCount,
        buffers: $0.parameterCount - faults.missingBuffers,
        gradients: $0.parameterCount - faults.missingGradients)
    }
  }

  func reset() { stepsDone = 0 }

  func weights() -> [NamedTensor] {
    var value: Float = stepsDone == 0 ? (faults.startWeight ?? 0) : Float(stepsDone)
    if stepsDone > 0, let wrong = faults.finalWeight { value = wrong }
    if stepsDone > 0, faults.isRestless { value += Float(runs) }
    return layers.flatMap(\.parameters).map { parameter in
      let elements = [Float](repeating: value, count: parameter.count)
      return NamedTensor(
        name: parameter.path,
        tensor: Tensor(dimensions: parameter.shape.dimensions, elements: elements))
    }
  }

  func run(steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64) -> RunReport {
    stepsDone += steps
    runs += 1
    clock.nanoseconds += Int64(Double(steps) * stepNanoseconds)
    let groups = (steps + stepsPerGroup - 1) / stepsPerGroup
    let isTurn = runs > 1
    return RunReport(
      groupNanoseconds: (0..<groups).map { _ in Int64(Double(stepsPerGroup) * stepNanoseconds) },
      firstLoss: 1, lastLoss: (isTurn ? faults.lossOfTurns : nil) ?? faults.lastLoss ?? 0.5,
      workers: (0..<threads).map { _ in WorkerReport(pieces: steps, allocatedBytes: 16) })
  }
}
