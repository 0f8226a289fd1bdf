import Foundation
import Records

/// Records that the parser of them starts from: of the first format as they were published, and of
/// today's as this program writes them.
func recordSeeds() throws -> [[UInt8]] {
  let newline = UInt8(ascii: "\n")
  let runs = try SeedFiles.contents(below: "results", ending: "/records.jsonl")
  // Ended, since what is wrong with a line that is not counts as cut off.
  let lines = runs.flatMap { $0.split(separator: newline).map { Array($0) + [newline] } }
    // The shortest: most of a record are its figures, all of the same form.
    .filter { $0.count < 1 << 14 }
  let plan = lines.first { $0.starts(with: #"{"plan":"#.utf8) } ?? []
  return try lines.prefix(3) + [log(after: plan)]
}

/// A log of one plan, and of one process that measured every kind of thing.
private func log(after plan: [UInt8]) throws -> [UInt8] {
  var log: [UInt8] = []
  try withFile(plan) { path in
    // A clock that stands still: the seeds are the same in every run.
    let writer = try LogFile(path: path).open(clock: { 1_000_000_000 })
    let subject = BenchmarkCase(model: "pair", batchSize: 32)
    try writer.append(
      .start(StartEntry(subject: subject, process: 0, date: "2026-01-31T12:00:01Z")))
    try writer.append(.replicate(replicate(of: subject)))
    log = Array(try Data(contentsOf: URL(filePath: path)))
  }
  return log
}

private func replicate(of subject: BenchmarkCase) -> Replicate {
  let digest = String(repeating: "a", count: 64)
  let evidence = Replicate.Evidence(
    layers: [
      Replicate.LayerCount(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)
    ], countBeforeTraining: 6, countAfterTraining: 6, startDigest: digest, finalDigest: digest,
    digestedSteps: 16, losses: [2, 0.5])
  let counters = Disturbance(
    wallNanoseconds: 50_000, cpuMicroseconds: 45, involuntarySwitches: 6, majorFaults: 1,
    stealPercent: 2.5, cpuPressureMicroseconds: 7, memoryPressureMicroseconds: 0,
    throttledPeriods: 1, throttledMicroseconds: 20)
  return Replicate(
    subject: subject, process: 0, caseDigest: digest, seed: 7, date: "2026-01-31T12:00:02Z",
    parameterCount: 6, flopsPerStep: 512, bytesPerStep: 560,
    contestants: [
      Replicate.Contestant(
        threads: 1, evidence: evidence,
        warmUp: Replicate.StepTimes(groupNanoseconds: [40_000], stepsPerGroup: 10),
        workers: [
          Replicate.Worker(
            tasks: 40, allocatedBytes: 64, steps: 20, cpus: [0], cpuNanoseconds: 39_000)
        ],
        phases: Replicate.PhaseTimes(
          forward: 1, backward: 2, reduce: 3, update: 4, waiting: 5, other: 6)),
      Replicate.Contestant(threads: 1, isControl: true),
    ],
    blocks: (0..<2).map { contestant in
      Replicate.Block(
        contestant: contestant, round: 0,
        times: Replicate.StepTimes(groupNanoseconds: [20_100, 19_900], stepsPerGroup: 10),
        cpuNanoseconds: 45_000, peakFlopsPerSecond: 450e9, memoryBytesPerSecond: 12.5e9,
        counters: counters, disturbances: counters.reasons)
    }, stop: .time, peakMemoryBytes: 1 << 20, loadAverage: 0.25, missing: counters.missing)
}
