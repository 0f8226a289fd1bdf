import Networks
import Sweeps
import Training

/// A clock that stands still until somebody works.
final class ScriptedClock {
  var nanoseconds: Int64 = 0
}

/// A trainer whose steps take the time they are told, and which can be told to go wrong.
final class ScriptedTrainer: MeasuredTrainer {
  struct Faults {
    var startWeight: Float?
    var finalWeight: Float?
    var lastLoss: Double?
    /// The loss of long runs only: verification passes, the timed turn does not.
    var lossOfTurns: Double?
    /// Where timed turns end; verification ends where it should.
    var weightAfterTurns: Float?
    var missingGradients = 0
    var missingBuffers = 0
    /// Nanoseconds for which the process stands still in some runs, by their number from 0; the first
    /// one verifies.
    var stops: [Int: Int64] = [:]
    /// Every run ends elsewhere.
    var isRestless = false
  }

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

  func countParameters() -> [LayerCounts] {
    layers.map { layer in
      var counts = LayerCounts(layer.name)
      counts.formula = layer.parameterCount
      counts.buffers = layer.parameterCount - faults.missingBuffers
      counts.gradients = layer.parameterCount - faults.missingGradients
      return counts
    }
  }

  func reset() { stepsDone = 0 }

  func weights() -> [NamedTensor] {
    var value: Float = stepsDone == 0 ? (faults.startWeight ?? 0) : Float(stepsDone)
    if stepsDone > 0, let wrong = faults.finalWeight { value = wrong }
    if stepsDone > 0, runs > 1, let wrong = faults.weightAfterTurns { value = wrong }
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
    let stop = faults.stops[runs - 1] ?? 0
    clock.nanoseconds += Int64(Double(steps) * stepNanoseconds) + stop
    var report = RunReport()
    report.groupNanoseconds = [Int64](
      repeating: Int64(Double(stepsPerGroup) * stepNanoseconds), count: steps / stepsPerGroup)
    report.groupNanoseconds[0] += stop
    report.firstStepNanoseconds = Int64(stepNanoseconds)
    report.firstLosses = [1, 0.75]
    report.lastLoss = (runs > 1 ? faults.lossOfTurns : nil) ?? faults.lastLoss ?? 0.5
    report.workers = (0..<threads).map { _ in
      var worker = WorkerReport()
      worker.tasks = steps
      worker.allocatedBytes = 16
      worker.lostNanoseconds = stop
      return worker
    }
    return report
  }

  func profile(steps: Int) -> StepProfile { StepProfile() }
}
