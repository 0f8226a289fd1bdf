/// The first format of a run: one line a cell, measured in one process, with no plan and no chain.
///
/// It is only read. A cell becomes a contestant of the one replicate of its case.
struct FirstSchemaRecord: Decodable {
  let cell: Cell
  let date: String
  let machine: Machine
  let seed: UInt64
  let flopsPerStep: Double
  let rounds: [Round]
  let verification: Verification
  let workers: [Worker]
  let failure: String?

  struct Cell: Decodable {
    let model: String
    let batchSize: Int
    let threads: Int
    let isOversubscribed: Bool
    let parameterCount: Int

    var subject: BenchmarkCase { BenchmarkCase(model: model, batchSize: batchSize) }
  }

  struct Round: Decodable {
    let groupNanoseconds: [Int64]
    let stepsPerGroup: Int
    let peakFlopsPerSecond: Double
  }

  struct Worker: Decodable {
    let pieces: Int
    let allocatedBytes: Int64
    let steps: Int
  }

  struct Verification: Decodable {
    let layers: [Replicate.LayerCount]
    let countBeforeTraining: Int
    let countAfterTraining: Int
    let startDigest: String
    let finalDigest: String
    let digestedSteps: Int
    let firstLoss: Double?
    let finalLoss: Double?
  }
}

/// A run of the first format as today's log tells it.
///
/// Every machine, binary and seed gets a plan of its own before its replicates, that of the last
/// record last; where one of them measured a cell more than once, the newest counts.
///
/// - Throws: a `RecordError` where a number is not finite.
func upgrade(_ records: [FirstSchemaRecord]) throws -> [LogEntry] {
  var runs: [[FirstSchemaRecord]] = []
  for record in records {
    if let index = runs.firstIndex(where: { $0[0].isOfOneRun(with: record) }) {
      runs.append(runs.remove(at: index) + [record])
    } else {
      runs.append([record])
    }
  }
  return try runs.flatMap(upgradeRun)
}

private func upgradeRun(_ records: [FirstSchemaRecord]) throws -> [LogEntry] {
  var subjects: [BenchmarkCase] = []
  for record in records where !subjects.contains(record.cell.subject) {
    subjects.append(record.cell.subject)
  }
  let cells = subjects.map { subject in
    let own = records.filter { $0.cell.subject == subject }
    // The newest of each thread count.
    return Dictionary(own.map { ($0.cell.threads, $0) }) { _, newer in newer }
      .values.sorted { $0.cell.threads < $1.cell.threads }
  }
  let plan = BenchmarkPlan(
    cases: cells.map {
      BenchmarkPlan.PlannedCase(
        subject: $0[0].cell.subject, threads: $0.map(\.cell.threads),
        parameterCount: $0[0].cell.parameterCount)
    }, processes: 1, secondsPerCell: 0, precision: 0, seed: records[0].seed)
  let entry = try PlanEntry(
    plan: plan, fingerprint: Fingerprint(records[records.count - 1].machine), advice: [],
    date: records[0].date)
  return try [.plan(entry)]
    + zip(plan.cases, cells).map { planned, cells in
      .replicate(replicate(of: planned, cells, caseDigest: try plan.digest(of: planned)))
    }
}

private func replicate(
  of planned: BenchmarkPlan.PlannedCase, _ cells: [FirstSchemaRecord], caseDigest: String
) -> Replicate {
  let reason = "the first format did not record it"
  return Replicate(
    subject: planned.subject, process: 0, caseDigest: caseDigest, seed: cells[0].seed,
    date: cells.map(\.date).max() ?? cells[0].date, parameterCount: planned.parameterCount,
    flopsPerStep: cells[0].flopsPerStep,
    // Weights read and written once: the data's share was not recorded.
    bytesPerStep: Double(8 * planned.parameterCount),
    contestants: cells.map(\.contestant),
    blocks: cells.enumerated().flatMap { index, record in record.blocks(of: index) },
    stop: .time, loadAverage: cells.compactMap(\.machine.loadAverage).max(),
    missing: [
      "phases": reason, "warmUp": reason, "cpuNanoseconds": reason, "peakMemoryBytes": reason,
      "memoryBytesPerSecond": reason, "counters": reason,
      "bytesPerStep": "without the data: " + reason,
    ])
}

extension FirstSchemaRecord {
  /// The first value that no run can have, as a clause; `nil` where all are possible.
  var impossibility: String? {
    // As it would stand in today's log, so that one set of checks does for both formats.
    let planned = BenchmarkPlan.PlannedCase(
      subject: cell.subject, threads: [cell.threads], parameterCount: cell.parameterCount)
    return replicate(of: planned, [self], caseDigest: "").impossibility
  }

  fileprivate func isOfOneRun(with other: FirstSchemaRecord) -> Bool {
    seed == other.seed
      && Fingerprint(machine).isSameSubject(as: Fingerprint(other.machine))
  }

  fileprivate var contestant: Replicate.Contestant {
    Replicate.Contestant(
      threads: cell.threads, isOversubscribed: cell.isOversubscribed,
      evidence: Replicate.Evidence(
        layers: verification.layers, countBeforeTraining: verification.countBeforeTraining,
        countAfterTraining: verification.countAfterTraining,
        startDigest: verification.startDigest, finalDigest: verification.finalDigest,
        digestedSteps: verification.digestedSteps,
        losses: [verification.firstLoss, verification.finalLoss].compactMap(\.self)),
      workers: workers.map {
        Replicate.Worker(tasks: $0.pieces, allocatedBytes: $0.allocatedBytes, steps: $0.steps)
      },
      failure: failure)
  }

  fileprivate func blocks(of contestant: Int) -> [Replicate.Block] {
    rounds.enumerated().map { index, round in
      Replicate.Block(
        contestant: contestant, round: index,
        times: Replicate.StepTimes(
          groupNanoseconds: round.groupNanoseconds, stepsPerGroup: round.stepsPerGroup),
        // An FMA peak loop that was not measured was written as 0.
        peakFlopsPerSecond: round.peakFlopsPerSecond > 0 ? round.peakFlopsPerSecond : nil)
    }
  }
}
