import Records

/// A duel of two builds over two cases, eight pairs each: `pair` is as fast with both, `denoise` half as
/// fast with the candidate.
func duelEntries(
  pairs: Int = 8, pairSpread: Double = 0.002,
  change: (inout Replicate) -> Void = { _ in }
) throws -> [LogEntry] {
  let subjects = [("pair", 32, 6, 1.0), ("denoise", 128, 397_065, 2.0)]
  let builds = [(DuelTerms.base, duelPrograms[0]), (DuelTerms.candidate, duelPrograms[1])]
  let plan = BenchmarkPlan(
    cases: subjects.map {
      BenchmarkPlan.PlannedCase(
        subject: BenchmarkCase(model: $0.0, batchSize: $0.1), threads: [1],
        parameterCount: $0.2)
    }, processes: 8, secondsPerCell: 1, precision: 0, seed: 7,
    implementations: builds.map { .init(name: $0.0, program: $0.1) },
    duel: DuelTerms(margin: 0.05, turns: .blocks))
  let fingerprint = exampleFingerprint(of: exampleMachine)
  let entry = try PlanEntry(
    plan: plan, fingerprint: fingerprint,
    builds: duelPrograms.map { program in
      var build = fingerprint.build
      build.binaryDigest = .value(program)
      return build
    }, advice: [], date: "2026-01-31T12:00:00Z")
  var entries = [LogEntry.plan(entry)]
  for process in 0..<pairs {
    for (index, (model, batchSize, count, factor)) in subjects.enumerated() {
      let subject = BenchmarkCase(model: model, batchSize: batchSize)
      let date = "2026-01-31T12:0\(process):0\(index)Z"
      entries.append(.start(StartEntry(subject: subject, process: process, date: date)))
      let scatter = 1 + pairSpread * Double(process % 3 - 1)
      var replicate = Replicate(
        subject: subject, process: process,
        caseDigest: try plan.digest(of: plan.cases[index]), seed: 7,
        dataDigest: String(repeating: "d", count: 64), date: date, parameterCount: count,
        flopsPerStep: 512, bytesPerStep: 560,
        contestants: builds.map { name, _ in
          Replicate.Contestant(
            threads: 1, evidence: exampleEvidence(count, "fedcba9876543210"),
            implementation: name)
        },
        blocks: [[0, 1], [1, 0]].enumerated().flatMap { round, order in
          order.map { contestant in
            duelBlock(contestant, round, contestant == 1 ? factor * scatter : 1)
          }
        }, stop: .time)
      replicate.binaryDigests = Dictionary(builds) { $1 }
      replicate.missing["binaryDigest"] = "there are several programs"
      change(&replicate)
      entries.append(.replicate(replicate))
    }
  }
  return entries
}

/// The programs of the builds.
let duelPrograms = ["a", "b"].map { String(repeating: $0, count: 64) }

private func duelBlock(_ contestant: Int, _ round: Int, _ factor: Double) -> Replicate.Block {
  let group = Int64(100_000 * factor)
  return Replicate.Block(
    contestant: contestant, round: round,
    times: .init(groupNanoseconds: [group, group], stepsPerGroup: 10),
    cpuNanoseconds: 2 * group / 1_000 * 1_000, peakFlopsPerSecond: round == 0 ? 1e9 : nil,
    counters: Disturbance(
      wallNanoseconds: 2 * group + 1_000, cpuMicroseconds: 2 * group / 1_000,
      stealPercent: 0.5, cpuPressureMicroseconds: 1))
}
