import Foundation
import Randomness
import Records

@testable import Reports

/// The report of a run with two CPUs, of which four threads are too many; derived once, as that takes
/// a while.
func realisticModel() throws -> ReportModel { try derivedModel.get() }

private let derivedModel = Result {
  var run = RealisticRun()
  return try ReportModel(name: "2026-01-31-amd-epyc-2c", log: run.log())
}

/// A run as a machine leaves it: several networks and batch sizes, noise, slow steps, limits and
/// phases. Made from a seed, so that every reading is the same.
struct RealisticRun {
  var threads = [1, 2, 4]
  var usableCores = 2
  var processes = 3
  /// Other libraries that train the cases, too: the first in one and a half times gradmark's time, each
  /// further one in half as much again.
  var libraries: [String] = []
  /// How often every network is there, under names of its own.
  var copies = 1
  /// The share of the peak that a network reaches, in place of its usual one.
  var shares: [String: Double] = [:]
  var random = SplitMix64(seed: 11)

  /// A network: what it is called, how large it is, and what it can reach.
  private struct Workload {
    let name: String
    let parameters: Int
    let flopsPerSample: Double
    /// Of the peak, with one thread.
    let share: Double
    let batchSizes: [Int]
  }

  private static let workloads = [
    Workload(name: "pair", parameters: 6, flopsPerSample: 16, share: 0.005, batchSizes: [32]),
    Workload(
      name: "ladder-16", parameters: 408, flopsPerSample: 1800, share: 0.2,
      batchSizes: [32, 128, 1024]),
    Workload(
      name: "ladder-64", parameters: 6240, flopsPerSample: 28_700, share: 0.6,
      batchSizes: [32, 128, 1024]),
    Workload(
      name: "digits", parameters: 7850, flopsPerSample: 31_400, share: 0.27,
      batchSizes: [32, 128, 1024]),
    Workload(
      name: "conv", parameters: 94_538, flopsPerSample: 3.9e8, share: 0.87, batchSizes: [8, 32]),
    Workload(
      name: "denoise", parameters: 397_065, flopsPerSample: 1.85e6, share: 0.82,
      batchSizes: [32, 128, 1024]),
  ]

  /// The log of the run: a plan, and a start and a replicate for every process.
  mutating func log(
    machine: Machine = exampleMachine, date: String = "2026-01-31T12:00:00Z"
  ) throws -> RunLog {
    var replicates: [Replicate] = []
    for copy in 1...copies {
      for (place, workload) in Self.workloads.enumerated() {
        for batchSize in workload.batchSizes {
          for process in 0..<processes {
            var replicate = replicate(of: workload, batchSize, process, hasControl: place == 1)
            if copy > 1 { replicate.subject.model += "-\(copy)" }
            replicates.append(replicate)
          }
        }
      }
    }
    let names = libraries.isEmpty ? [] : ["gradmark"] + libraries
    return try exampleLog(
      of: replicates, machine: machine, date: date,
      implementations: names.isEmpty
        ? nil
        : names.map {
          .init(
            name: $0, program: String(repeating: "c", count: 64),
            version: $0 == "gradmark" ? nil : "\($0) 1.0")
        })
  }

  private mutating func replicate(
    of workload: Workload, _ batchSize: Int, _ process: Int, hasControl: Bool
  ) -> Replicate {
    let own: [Turn] =
      threads.map { Turn(threads: $0) } + (hasControl ? [Turn(threads: 1, isControl: true)] : [])
    let turns =
      own
      + libraries.indices.flatMap { library in
        threads.map { Turn(threads: $0, library: library) }
      }
    let flops = workload.flopsPerSample * Double(batchSize)
    var blocks: [Replicate.Block] = []
    for round in 0..<6 {
      for (place, turn) in turns.enumerated() {
        let step = seconds(
          flops: flops, share: shares[workload.name] ?? workload.share, threads: turn.threads)
        blocks.append(
          block(of: place, round: round, threads: turn.threads, seconds: step * turn.slowness))
      }
    }
    return Replicate(
      subject: BenchmarkCase(model: workload.name, batchSize: batchSize), process: process,
      caseDigest: "\(workload.name) \(batchSize)", seed: 7, date: "2026-01-31T12:10:00Z",
      parameterCount: workload.parameters, flopsPerStep: flops,
      bytesPerStep: Double(12 * workload.parameters + 400 * batchSize),
      contestants: turns.map { contestant(workload, $0) }, blocks: blocks,
      stop: process == 0 ? .precise : .time, peakMemoryBytes: 80 << 20, loadAverage: 0.5)
  }

  /// The time of a step: a fixed cost of meeting, and work that is shared as far as there are CPUs.
  private func seconds(flops: Double, share: Double, threads: Int) -> Double {
    let cpus = min(threads, usableCores)
    return flops / (share * 117e9 * Double(cpus)) + (threads > 1 ? 1.2e-6 * Double(threads) : 0)
  }

  private mutating func block(
    of contestant: Int, round: Int, threads: Int, seconds: Double
  ) -> Replicate.Block {
    let stepsPerGroup = max(1, Int(20e-6 / seconds))
    let groups = (0..<20).map { _ -> Int64 in
      let isSlow = random.nextUnit() < 0.02
      let factor = 1 + 0.02 * abs(random.nextNormal()) + (isSlow ? 3 * random.nextUnit() : 0)
      return Int64(seconds * factor * Double(stepsPerGroup) * 1e9)
    }
    let cpus = Double(min(threads, usableCores))
    let nanoseconds = groups.reduce(0, +)
    let cpuMicroseconds = Int64(Double(nanoseconds) * cpus / 1_000)
    let counters = Disturbance(
      wallNanoseconds: nanoseconds + 50_000, cpuMicroseconds: cpuMicroseconds,
      involuntarySwitches: Int64(threads), stealPercent: round == 3 ? 0.75 : 0,
      cpuPressureMicroseconds: nanoseconds / (threads > usableCores ? 2_000 : 100_000),
      memoryPressureMicroseconds: 0, ioPressureMicroseconds: 0, throttledPeriods: 0,
      throttledMicroseconds: 0)
    return Replicate.Block(
      contestant: contestant, round: round,
      times: Replicate.StepTimes(groupNanoseconds: groups, stepsPerGroup: stepsPerGroup),
      cpuNanoseconds: cpuMicroseconds * 1_000,
      peakFlopsPerSecond: 117e9 * cpus * (1 - 0.02 * random.nextUnit()),
      memoryBytesPerSecond: 14e9 * (1 + 0.4 * (cpus - 1)) * (1 - 0.05 * random.nextUnit()),
      counters: counters, disturbances: threads > usableCores ? [] : counters.reasons)
  }

  /// Who takes turns: gradmark, or a library by its place.
  private struct Turn {
    let threads: Int
    var isControl = false
    var library: Int?

    /// Its time over gradmark's.
    var slowness: Double { library.map { 1.5 + 0.5 * Double($0) } ?? 1 }
  }

  private func contestant(_ workload: Workload, _ turn: Turn) -> Replicate.Contestant {
    let threads = turn.threads, isControl = turn.isControl
    let evidence = exampleEvidence(workload.parameters, "fedcba9876543210")
    if let library = turn.library {
      return Replicate.Contestant(
        threads: threads, isOversubscribed: threads > usableCores, evidence: evidence,
        implementation: libraries[library], form: "step")
    }
    let waiting = threads > 1 ? 150 / workload.share.squareRoot() : 0
    return Replicate.Contestant(
      threads: threads, isControl: isControl, isOversubscribed: threads > usableCores,
      evidence: isControl && libraries.isEmpty ? nil : evidence,
      workers: (0..<threads).map {
        Replicate.Worker(
          tasks: 100, allocatedBytes: 0, steps: 12, cpus: [$0 % usableCores],
          cpuNanoseconds: 1_000_000)
      },
      phases: isControl
        ? nil
        : Replicate.PhaseTimes(
          forward: 320, backward: 290, reduce: 210, update: 110, waiting: Int64(waiting), other: 60
        ),
      implementation: libraries.isEmpty ? nil : "gradmark")
  }
}
