import Records

@testable import Reports

/// One and two threads of one process, and some ranks with one thread each, in three processes of equal times.
func rankReplicates(
  batchSize: Int, ranks: Int, microseconds: Double, digest: String?
) -> [Replicate] {
  let rounds = [Double](repeating: 1, count: 6)
  return (0..<3).map { process in
    var replicate = denoise(
      batchSize: batchSize, [1: rounds.map { $0 * 2000 }, 2: rounds.map { $0 * 1000 }]
    ).replicate(process: process)
    var team = denoise(batchSize: batchSize, [1: rounds.map { $0 * microseconds }])
    team.digest = digest ?? team.digest
    var other = team.replicate(process: process)
    other.contestants[0].ranks = ranks
    for index in other.blocks.indices {
      let nanoseconds = other.blocks[index].nanoseconds
      other.blocks[index].peakFlopsPerSecond = 500e9
      other.blocks[index].memoryBytesPerSecond = 1e12
      other.blocks[index].links = .init(
        latencyNanoseconds: 1_000, ringBytesPerSecond: 5e9, allReduceNanoseconds: 1e6)
      other.blocks[index].ranks = (0..<ranks).map { rank in
        .init(
          bytesSent: 1_000_000, messagesSent: 20,
          waitingNanoseconds: Int64(nanoseconds * (rank == 1 ? 0.2 : 0.1)),
          counters: rank == 0
            ? nil
            : Disturbance(wallNanoseconds: Int64(nanoseconds), cpuMicroseconds: 1, stealPercent: 0))
      }
    }
    replicate.add(other)
    replicate.hosts = [String](repeating: "node", count: ranks)
    return replicate
  }
}

extension Replicate {
  /// Adds the contestants of another one, and their blocks.
  mutating func add(_ other: Replicate) {
    let offset = contestants.count
    contestants += other.contestants
    blocks += other.blocks.map {
      var block = $0
      block.contestant += offset
      return block
    }
    hosts = other.hosts.map { $0.count > hosts?.count ?? 0 ? $0 : hosts ?? [] } ?? hosts
  }
}

/// A log of replicates over ranks, all on one host unless told otherwise.
func rankLog(of replicates: [Replicate], hosts: [Launched.Host]? = nil) throws -> RunLog {
  let log = try exampleLog(of: replicates)
  let most = replicates.compactMap(\.hosts?.count).max() ?? 2
  return RunLog(
    entries: try log.entries.map { entry in
      guard case .plan(let plan) = entry else { return entry }
      var content = plan.plan
      for (index, planned) in content.cases.enumerated() {
        let teams = replicates.filter { $0.subject == planned.subject }.flatMap(\.contestants)
          .map(\.team)
        content.cases[index].threads = Set(teams.map(\.threads)).sorted()
        content.cases[index].ranks = Set(teams.map(\.ranks)).sorted()
      }
      return .plan(
        try PlanEntry(
          plan: content, fingerprint: plan.fingerprint,
          launch: Launched(
            engine: "Open MPI v4.1.4", launcher: "mpirun -n {ranks}",
            hosts: hosts ?? [
              .init(name: "node", ranks: Array(0..<most), fingerprint: plan.fingerprint)
            ]), advice: [], date: plan.date))
    })
}
