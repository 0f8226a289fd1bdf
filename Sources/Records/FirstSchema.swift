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
/// Where a cell was measured more than once, the newest counts; a plan stands before the replicates
/// of each binary.
///
/// - Throws: a `RecordError` where a value is impossible.
func upgrade(_ records: [FirstSchemaRecord]) throws -> [LogEntry] {
  var subjects: [BenchmarkCase] = []
  for record in records where !subjects.contains(record.cell.subject) {
    subjects.append(record.cell.subject)
  }
  guard let newest = records.last else { return [] }
  let cases = subjects.map { subject in
    let cells = records.filter { $0.cell.subject == subject }.map(\.cell)
    return BenchmarkPlan.PlannedCase(
      subject: subject, threads: Set(cells.map(\.threads)).sorted(),
      parameterCount: cells.map(\.parameterCount).max() ?? 0)
  }
  let plan = BenchmarkPlan(
    cases: cases, processes: 1, secondsPerCell: 0, precision: 0, seed: newest.seed)
  let entry = try PlanEntry(
    plan: plan, fingerprint: Fingerprint(newest.machine), advice: [], date: records[0].date)
  return try [.plan(entry)]
    + cases.map { planned in
      let cells = records.filter {
        $0.cell.subject == planned.subject && $0.seed == newest.seed
          && $0.machine.build == newest.machine.build
      }
      return .replicate(
        replicate(of: planned, cells, caseDigest: try plan.digest(of: planned)))
    }
}

private func replicate(
  of planned: BenchmarkPlan.PlannedCase, _ records: [FirstSchemaRecord], caseDigest: String
) -> Replicate {
  let newest = Dictionary(records.map { ($0.cell.threads, $0) }) { _, newer in newer }
    .values.sorted { $0.cell.threads < $1.cell.threads }
  let reason = "the first format did not record it"
  return Replicate(
    subject: planned.subject, process: 0, caseDigest: caseDigest, seed: newest.first?.seed ?? 0,
    date: newest.map(\.date).max() ?? "", parameterCount: planned.parameterCount,
    flopsPerStep: newest.first?.flopsPerStep ?? 0,
    // Weights read and written once: the data's share was not recorded.
    bytesPerStep: Double(8 * planned.parameterCount),
    contestants: newest.map(\.contestant),
    blocks: newest.enumerated().flatMap { index, record in record.blocks(of: index) },
    stop: .time, loadAverage: newest.compactMap(\.machine.loadAverage).max(),
    missing: [
      "phases": reason, "warmUp": reason, "cpuNanoseconds": reason, "peakMemoryBytes": reason,
      "memoryBytesPerSecond": reason, "bytesPerStep": "without the data: " + reason,
    ])
}

extension FirstSchemaRecord {
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
        Replicate.Worker(pieces: $0.pieces, allocatedBytes: $0.allocatedBytes, steps: $0.steps)
      },
      failure: failure)
  }

  fileprivate func blocks(of contestant: Int) -> [Replicate.Block] {
    rounds.enumerated().map { index, round in
      Replicate.Block(
        contestant: contestant, round: index,
        times: Replicate.StepTimes(
          groupNanoseconds: round.groupNanoseconds, stepsPerGroup: round.stepsPerGroup),
        // A burn that was not measured was written as 0.
        peakFlopsPerSecond: round.peakFlopsPerSecond > 0 ? round.peakFlopsPerSecond : nil)
    }
  }
}
