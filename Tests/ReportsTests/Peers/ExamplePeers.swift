import Records

/// A run of gradmark beside two libraries over one case: JAX is half as fast with one thread and two fifths as
/// fast with two, NumPy does not take part.
///
/// - Parameter shuffled: whether gradmark's own shuffled training takes part, too, at 12 and 9 µs a step.
func peerEntries(
  shuffled: Bool = false, change: (inout Replicate) -> Void = { _ in }
) throws -> [LogEntry] {
  let subject = BenchmarkCase(model: "pair", batchSize: 32)
  let own = BenchmarkPlan.Implementation.shuffled
  let names = ["gradmark", "jax", "numpy"] + (shuffled ? [own] : [])
  let programs = names.enumerated().map { index, name in
    (name, String(repeating: "abca"[index], count: 64))
  }
  let microseconds: [Int64] = [10, 6, 10, 20, 15] + (shuffled ? [12, 9] : [])
  // Those that refuse, behind the fifth, have no turns.
  let places = shuffled ? [0, 1, 2, 3, 4, 7, 8] : [0, 1, 2, 3, 4]
  let count = places.count
  let plan = BenchmarkPlan(
    cases: [BenchmarkPlan.PlannedCase(subject: subject, threads: [1, 2], parameterCount: 6)],
    processes: 2, secondsPerCell: 1, precision: 0.02, seed: 7,
    implementations: programs.map { name, program in
      .init(
        name: name, program: program,
        version: name.hasPrefix("gradmark") ? nil : "\(name) 1.0")
    })
  var fingerprint = exampleFingerprint(of: exampleMachine)
  fingerprint.build.binaryDigest = .value(programs[0].1)
  var entries = [
    LogEntry.plan(
      try PlanEntry(
        plan: plan, fingerprint: fingerprint, advice: [], date: "2026-01-31T12:00:00Z"))
  ]
  for process in 0..<2 {
    let date = "2026-01-31T12:0\(process + 1):00Z"
    entries.append(.start(StartEntry(subject: subject, process: process, date: date)))
    var replicate = Replicate(
      subject: subject, process: process, caseDigest: try plan.digest(of: plan.cases[0]), seed: 7,
      dataDigest: String(repeating: "d", count: 64), date: date, parameterCount: 6,
      flopsPerStep: 512, bytesPerStep: 560,
      contestants: peerContestants + (shuffled ? shuffledContestants : []),
      blocks: (0..<count).flatMap { round in
        (0..<count).map { place in
          let index = (round + place) % count
          return peerBlock(places[index], round, microseconds: microseconds[index])
        }
      }, stop: .time)
    replicate.binaryDigests = Dictionary(programs) { $1 }
    replicate.missing["binaryDigest"] = "there are several programs"
    change(&replicate)
    entries.append(.replicate(replicate))
  }
  return entries
}

private let peerContestants: [Replicate.Contestant] = {
  let own = exampleEvidence(6, "0123456789abcdef")
  var theirs = exampleEvidence(6, "beef")
  theirs.layers = []
  theirs.losses = [2.0002, 0.03125]
  return [
    Replicate.Contestant(threads: 1, evidence: own, implementation: "gradmark"),
    Replicate.Contestant(threads: 2, evidence: own, implementation: "gradmark"),
    Replicate.Contestant(threads: 1, isControl: true, evidence: own, implementation: "gradmark"),
    Replicate.Contestant(threads: 1, evidence: theirs, implementation: "jax", form: "scan"),
    Replicate.Contestant(threads: 2, evidence: theirs, implementation: "jax", form: "step"),
    Replicate.Contestant(threads: 1, implementation: "numpy", refusal: "it has no such layer"),
    Replicate.Contestant(threads: 2, implementation: "numpy", refusal: "it has no such layer"),
  ]
}()

private let shuffledContestants: [Replicate.Contestant] = {
  var evidence = exampleEvidence(6, "0123")
  evidence.losses = [2.5, 0.0625]
  return [1, 2].map {
    Replicate.Contestant(
      threads: $0, evidence: evidence, implementation: BenchmarkPlan.Implementation.shuffled)
  }
}()

private func peerBlock(
  _ contestant: Int, _ round: Int, microseconds: Int64
) -> Replicate.Block {
  let group = microseconds * 10_000
  return Replicate.Block(
    contestant: contestant, round: round,
    times: .init(groupNanoseconds: [group, group], stepsPerGroup: 10),
    cpuNanoseconds: 2 * group, peakFlopsPerSecond: 1e9, memoryBytesPerSecond: 1e10,
    counters: Disturbance(
      wallNanoseconds: 2 * group + 1_000, cpuMicroseconds: 2 * group / 1_000, stealPercent: 0.5,
      cpuPressureMicroseconds: 1))
}

extension String {
  fileprivate subscript(index: Int) -> Character { Array(self)[index] }
}
