import Reports

@testable import Records

/// A run that is consistent: two processes of one case, whose threads and control take turns.
func soundEntries(microseconds: Double = 2, finalDigest: Character = "b") throws -> [LogEntry] {
  let plan = BenchmarkPlan(
    cases: [
      BenchmarkPlan.PlannedCase(subject: soundCase, threads: [1, 2], parameterCount: 6)
    ], processes: 2, secondsPerCell: 1, precision: 0.02, seed: 7)
  var fingerprint = Fingerprint(soundMachine)
  fingerprint.build.binaryDigest = .value(soundProgram)
  let entry = try PlanEntry(
    plan: plan, fingerprint: fingerprint, advice: [], date: "2026-01-31T12:00:00Z")
  var entries = [LogEntry.plan(entry)]
  for process in 0..<2 {
    entries.append(
      .start(
        StartEntry(
          subject: soundCase, process: process, date: "2026-01-31T12:00:0\(1 + 2 * process)Z")))
    entries.append(
      .replicate(
        Replicate(
          subject: soundCase, process: process, caseDigest: try plan.digest(of: plan.cases[0]),
          seed: 7, dataDigest: String(repeating: "d", count: 64), binaryDigest: soundProgram,
          date: "2026-01-31T12:00:0\(2 + 2 * process)Z", parameterCount: 6, flopsPerStep: 512,
          bytesPerStep: 560,
          contestants: [
            Replicate.Contestant(threads: 1, evidence: evidence(finalDigest)),
            Replicate.Contestant(threads: 2, evidence: evidence(finalDigest)),
            Replicate.Contestant(threads: 1, isControl: true),
          ], blocks: blocks(microseconds), stop: .time)))
  }
  return entries
}

/// The program of the sound run.
let soundProgram = String(repeating: "c", count: 64)

/// A clock by which a second goes by from reading to reading.
func secondsClock() -> () -> Int64 {
  var nanoseconds: Int64 = 0
  return {
    nanoseconds += 1_000_000_000
    return nanoseconds
  }
}

/// A log whose lines were written a second apart.
func writtenLog(of entries: [LogEntry]) -> RunLog {
  let clock = secondsClock()
  return RunLog(lines: entries.map { RunLog.Line($0, clock: clock()) })
}

/// What does not hold of a log, without the words that it begins with.
func verificationFault(of log: RunLog) -> String? {
  Verification(of: log).fault.map { $0.replacing("it does not hold that ", with: "") }
}

/// The same of the sound run after a change.
func verificationFault(_ change: (inout [LogEntry]) -> Void) throws -> String? {
  var entries = try soundEntries()
  change(&entries)
  return verificationFault(of: writtenLog(of: entries))
}

/// The same where the second process's replicate was changed.
func replicateFault(_ change: (inout Replicate) -> Void) throws -> String? {
  try verificationFault { entries in
    guard case .replicate(var replicate) = entries[4] else { return }
    change(&replicate)
    entries[4] = .replicate(replicate)
  }
}

let soundCase = BenchmarkCase(model: "pair", batchSize: 32)

private let soundMachine = Machine(
  name: "amd-epyc-2c", architecture: "x86_64", cores: 2, usableCores: 2,
  build: Machine.Build(
    compiler: "Swift 6.3.1", flags: "-Ounchecked", targetCPU: "native", vectorLanes: 16,
    commit: "abc1234", allocator: "jemalloc 5.3.0"))

private func evidence(_ finalDigest: Character) -> Replicate.Evidence {
  Replicate.Evidence(
    layers: [
      Replicate.LayerCount(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)
    ], countBeforeTraining: 6, countAfterTraining: 6,
    startDigest: String(repeating: "a", count: 64),
    finalDigest: String(repeating: finalDigest, count: 64), digestedSteps: 16, losses: [2, 0.5])
}

/// A whole Latin square and the first round of another.
private func blocks(_ microseconds: Double) -> [Replicate.Block] {
  [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]].enumerated().flatMap { round, order in
    order.map { contestant in
      let group = Int64(microseconds * 10_000)
      return Replicate.Block(
        contestant: contestant, round: round,
        times: Replicate.StepTimes(
          groupNanoseconds: [group - 100, group + 100], stepsPerGroup: 10),
        cpuNanoseconds: 2 * group / 1_000 * 1_000, peakFlopsPerSecond: 1e9,
        counters: Disturbance(
          wallNanoseconds: 2 * group + 1_000, cpuMicroseconds: 2 * group / 1_000,
          stealPercent: 0.5, cpuPressureMicroseconds: 1))
    }
  }
}
