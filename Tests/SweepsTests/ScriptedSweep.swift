import Networks
import Records
import Suites
import Sweeps

/// A sweep over a scripted world: trainers, clock, ceiling and machine obey the test.
final class ScriptedSweep {
  let clock = ScriptedClock()
  /// Nanoseconds of a step by thread count.
  var stepNanoseconds: (_ threads: Int) -> Double = { 1_000_000 / Double($0) }
  /// What goes wrong with a thread count.
  var faults: [Int: ScriptedTrainer.Faults] = [:]
  /// Thread counts for which no trainer can be made.
  var impossible: Set<Int> = []
  /// After so many turns somebody presses Ctrl-C.
  var turnsUntilInterruption = Int.max
  var build = Machine.Build(
    compiler: "Swift 6.3", flags: "", targetCPU: "native", vectorLanes: 16, commit: "abc",
    allocator: "jemalloc 5.3.0")

  /// What the sweep did, in order.
  private(set) var turns: [String] = []
  private(set) var saved: [RunRecord] = []
  private(set) var events: [SweepEvent] = []

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  func run(
    _ suite: Suite, usableCPUs: Int = 4, seed: UInt64 = 1, resuming earlier: [RunRecord] = []
  ) throws -> SweepOutcome {
    let plan = try SweepPlan(suite: suite, usableCPUs: usableCPUs, seed: seed)
    turns = []
    saved = []
    events = []
    return try SweepRunner(plan: plan, surroundings: surroundings).run(
      resuming: earlier, save: { self.saved.append($0) },
      isInterrupted: { self.turns.count >= self.turnsUntilInterruption },
      report: { event in
        self.events.append(event)
        guard case .measuring(let group, .measuring(let threads, let round, _), _) = event
        else { return }
        self.turns.append("\(group.entry.name)/\(group.batchSize) r\(round) t\(threads)")
      })
  }

  private var surroundings: Surroundings {
    Surroundings(
      trainers: { group, _ in
        { threads in
          if self.impossible.contains(threads) {
            throw Refusal(description: "no trainer for \(threads) threads; use fewer")
          }
          return try ScriptedTrainer(
            group.entry.network, threads: threads, stepNanoseconds: self.stepNanoseconds(threads),
            clock: self.clock, faults: self.faults[threads] ?? .init())
        }
      },
      nanoseconds: { self.clock.nanoseconds }, multiplyAddRate: { Double($0) * 1e11 },
      allocatedBytes: { 0 },
      machine: {
        Machine(
          name: "scripted", architecture: "x86_64", cores: 4, usableCores: 4, build: self.build)
      }, date: { "2026-01-31T12:00:00Z" })
  }
}

extension Suite {
  /// One small network, two thread counts, three rounds.
  static let scripted = Suite(
    models: [Model(name: "pair")], batchSizes: [32], threads: [1, 2], rounds: 3,
    secondsPerCell: 0.3)
}
