import Networks
import Records
import Suites
import Synchronization

@testable import Sweeps

/// The measurement of a case in a scripted world: trainers, clock, ceilings and disturbances obey the
/// test.
final class ScriptedCase {
  let clock = ScriptedClock()
  var job = MeasuringJob(
    subject: BenchmarkCase(model: "pair", batchSize: 32), threads: [1, 2], usableCPUs: 4,
    process: 0, caseDigest: "case", seed: 1, secondsPerContestant: 0.6, precision: 0.02)
  /// Nanoseconds of a step by thread count.
  var stepNanoseconds: (_ threads: Int) -> Double = { 1_000_000 / Double($0) }
  /// What goes wrong with a thread count.
  var faults: [Int: ScriptedTrainer.Faults] = [:]
  /// Thread counts for which no trainer can be made.
  var impossible: Set<Int> = []
  /// The steal of the n-th block, counted from 0; more than 1 % disturbs it.
  var stealPercent: [Int: Double] = [:]

  private(set) var phases: [SweepEvent.Phase] = []
  private(set) var fractions: [Double] = []
  private var watches = 0

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  func replicate() throws -> Replicate { try measurement().replicate() }

  func measurement(arrival: Int64? = nil) throws -> CaseMeasurement {
    try CaseMeasurement(job, surroundings: surroundings, arrival: arrival) { phase, fraction in
      self.phases.append(phase)
      self.fractions.append(fraction)
    }
  }

  private var surroundings: Surroundings {
    var surroundings = Surroundings(
      trainers: { group, _ in
        Surroundings.TrainerSource(dataDigest: "data") { team in
          let threads = team.threads
          if self.impossible.contains(threads) {
            throw Refusal(description: "no trainer for \(threads) threads; use fewer")
          }
          return try ScriptedTrainer(
            group.entry.network, threads: threads, stepNanoseconds: self.stepNanoseconds(threads),
            clock: self.clock, faults: self.faults[threads] ?? .init())
        }
      },
      binaryDigest: .value("program"), nanoseconds: { self.clock.nanoseconds },
      multiplyAddRate: { Double($0.threads) * 1e11 },
      memoryRate: { Double($0.threads) * 1e10 }, allocatedBytes: { 0 },
      watch: {
        let block = self.watches
        self.watches += 1
        let start = self.clock.nanoseconds
        return {
          Disturbance(
            wallNanoseconds: self.clock.nanoseconds - start, cpuMicroseconds: Int64(block),
            stealPercent: self.stealPercent[block] ?? 0, cpuPressureMicroseconds: 1,
            memoryPressureMicroseconds: 2, ioPressureMicroseconds: 3, throttledPeriods: 0,
            throttledMicroseconds: 0)
        }
      }, peakMemoryBytes: { 1_000_000 }, loadAverage: { nil },
      date: { "2026-01-31T12:00:00Z" })
    surroundings.coreLatency = { $0.threads > 1 ? Double($0.threads) * 10 : nil }
    return surroundings
  }
}

extension Suite {
  /// One small network, two thread counts, three processes.
  static let scripted = Suite(
    models: [Model(name: "pair")], batchSizes: [32], threads: [1, 2], processes: 3,
    secondsPerCell: 0.3)
}
