import Foundation
import Records
import TestSupport
import Testing

/// The clock of the example: a second goes by from reading to reading.
func exampleClock() -> () -> Int64 {
  var nanoseconds: Int64 = 0
  return {
    nanoseconds += 1_000_000_000
    return nanoseconds
  }
}

/// A log as it lies on the disk: one of every kind of entry, but for its chain.
func exampleEntries() throws -> [LogEntry] {
  let plan = examplePlan()
  var fingerprint = exampleFingerprint()
  fingerprint.processor.architecture = "x86_64"
  fingerprint.limits.quota = .absent
  fingerprint.settings.governor = .unreadable("permission denied")
  fingerprint.build.sourceDigest = .value(String(repeating: "f", count: 64))
  return [
    .plan(
      try PlanEntry(
        plan: plan, fingerprint: fingerprint, nickname: "lab-7",
        advice: ["The governor is powersave; set it to performance."],
        date: "2026-01-31T12:00:00Z")),
    .start(StartEntry(subject: exampleCase, process: 0, date: "2026-01-31T12:00:01Z")),
    .replicate(try exampleReplicate()),
    .failure(
      FailureEntry(
        subject: exampleCase, process: 1, reason: "it was ended by signal 9",
        date: "2026-01-31T12:00:03Z")),
    .interruption(InterruptionEntry(signal: 2, date: "2026-01-31T12:00:04Z")),
    .quality(
      QualityEntry(
        subject: exampleCase, threads: 2, seed: 7, dataDigest: exampleDataDigest,
        measure: "accuracy", goal: 0.875,
        values: [0.5, 0.875], seconds: [0.25, 0.5], date: "2026-01-31T12:00:05Z")),
  ]
}

let exampleDataDigest = String(repeating: "d", count: 64)

let exampleCase = BenchmarkCase(model: "pair", batchSize: 32)

func examplePlan(seed: UInt64 = 7, secondsPerCell: Double = 1.5) -> BenchmarkPlan {
  BenchmarkPlan(
    cases: [
      BenchmarkPlan.PlannedCase(subject: exampleCase, threads: [1, 2], parameterCount: 6)
    ], processes: 2, secondsPerCell: secondsPerCell, precision: 0.02, seed: seed)
}

/// What a process of the plan measured: one thread and its control take two turns, two threads failed.
func exampleReplicate(
  of plan: BenchmarkPlan = examplePlan(), process: Int = 0
) throws -> Replicate {
  Replicate(
    subject: exampleCase, process: process, caseDigest: try plan.digest(of: plan.cases[0]),
    seed: plan.seed, dataDigest: exampleDataDigest,
    binaryDigest: String(repeating: "c", count: 64), date: "2026-01-31T12:00:02Z",
    parameterCount: 6, flopsPerStep: 512,
    bytesPerStep: 560,
    contestants: [
      Replicate.Contestant(
        threads: 1, evidence: exampleEvidence(),
        warmUp: Replicate.StepTimes(groupNanoseconds: [40_000], stepsPerGroup: 10),
        workers: [
          Replicate.Worker(
            tasks: 40, allocatedBytes: 64, steps: 20, cpus: [0, 1], cpuNanoseconds: 39_000)
        ],
        phases: Replicate.PhaseTimes(
          forward: 1, backward: 2, reduce: 3, update: 4, waiting: 5, other: 6)),
      Replicate.Contestant(threads: 2, failure: "the loss is not finite"),
      Replicate.Contestant(threads: 1, isControl: true),
    ],
    blocks: [
      Replicate.Block(
        contestant: 0, round: 0,
        times: Replicate.StepTimes(groupNanoseconds: [20_100, 19_900], stepsPerGroup: 10),
        cpuNanoseconds: 41_000, peakFlopsPerSecond: 450e9, memoryBytesPerSecond: 12.5e9,
        counters: exampleCounters),
      Replicate.Block(
        contestant: 2, round: 0,
        times: Replicate.StepTimes(groupNanoseconds: [20_200, 19_800], stepsPerGroup: 10),
        disturbances: ["3 involuntary context switches"]),
    ], stop: .time, peakMemoryBytes: 1 << 20, loadAverage: 0.25,
    missing: ["cpuNanoseconds": "it cannot be read", "counters": "nobody watched"])
}

let exampleCounters = Disturbance(
  wallNanoseconds: 45_000, cpuMicroseconds: 41, involuntarySwitches: 1, majorFaults: 0,
  stealPercent: 0.5, cpuPressureMicroseconds: 3, memoryPressureMicroseconds: 0,
  ioPressureMicroseconds: nil, throttledPeriods: 0, throttledMicroseconds: 0,
  thermalThrottles: nil)

func exampleEvidence() -> Replicate.Evidence {
  Replicate.Evidence(
    layers: [
      Replicate.LayerCount(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)
    ], countBeforeTraining: 6, countAfterTraining: 6,
    startDigest: String(repeating: "a", count: 64), finalDigest: String(repeating: "b", count: 64),
    digestedSteps: 16, losses: [2, 1, 0.5])
}

let exampleBuild = Machine.Build(
  compiler: "Swift 6.3.1", flags: "-Ounchecked", targetCPU: "native", vectorLanes: 16,
  commit: nil, allocator: "jemalloc 5.3.0")

let exampleMachine = Machine(
  name: "amd-epyc-2c", cpuModel: "AMD EPYC", architecture: "x86_64",
  vectorExtensions: ["avx2", "fma"], cores: 2, physicalCores: 2, usableCores: 2,
  caches: [Machine.Cache(name: "L1d", bytes: 49_152)], memoryBytes: 25_275_416_576,
  isVirtual: true, transparentHugePages: "madvise", kernel: "Linux 6.1.0",
  build: exampleBuild, loadAverage: 0.25)

/// Runs `body` with a log file of its own that holds a text.
func withLogFile(_ text: some StringProtocol, _ body: (LogFile) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let file = LogFile(path: "\(folder)/records.jsonl")
    try Data(text.utf8).write(to: URL(filePath: file.path))
    try body(file)
  }
}

/// Expects that `body` throws a `RecordError` with that sentence.
func expectSentence(
  _ expected: String, at location: SourceLocation = #_sourceLocation, from body: () throws -> Void
) {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: location)
  } catch {
    #expect((error as? RecordError)?.description == expected, sourceLocation: location)
  }
}

/// The committed results, beside the sources of these tests.
let resultsFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../results").standardizedFileURL.path
