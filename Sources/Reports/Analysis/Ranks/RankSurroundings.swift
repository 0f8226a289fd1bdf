import Records

/// What connected the ranks of a run, and what they had to share.
struct RankSurroundings: Sendable, Equatable {
  /// Bytes a second that each rank could send while all did, the median over cells of the most ranks that have a CPU
  /// for each thread, or of the most where none have; `nil` where nobody measured it.
  let bytesPerSecond: Double?
  /// Seconds in which a short message arrived, likewise.
  let latency: Double?
  /// How many hosts there were.
  let hosts: Int
  /// The CPUs that hosts share which are network namespaces of one machine; `nil` where each has its own.
  let sharedCPUs: Int?

  /// Derives them; `nil` of a run without ranks.
  init?(of model: ReportModel) {
    guard let launch = model.launch, !model.ranked.isEmpty else { return nil }
    let cells = model.ranked.flatMap(\.cells).filter { $0.measurement?.exchange?.links != nil }
    let roomy = cells.filter { !$0.cell.isOversubscribed }
    let candidates = roomy.isEmpty ? cells : roomy
    let most = candidates.map(\.cell.ranks).max()
    let links = candidates.filter { $0.cell.ranks == most }
      .compactMap { $0.measurement?.exchange?.links }
    bytesPerSecond = median(of: links.map(\.ringBytesPerSecond))
    latency = median(of: links.map { $0.latencyNanoseconds * 1e-9 })
    hosts = launch.hosts.count
    sharedCPUs = launch.isOfNamespaces ? model.machine.usableCores : nil
  }

  /// `The 4 hosts are network namespaces of one machine and share its 2 CPUs; each rank could send 94.7 Mbit/s over
  /// the wire, with 16.3 µs of latency.`; `nil` where there is nothing to tell.
  var sentence: String? {
    let sharing = sharedCPUs.map {
      "The \(counted(hosts, "host")) are network namespaces of one machine and share its \(counted($0, "CPU"))"
    }
    let wire = bytesPerSecond.flatMap { rate in
      latency.map {
        "each rank could send \(UnitLadder.bitsPerSecond.text(8 * rate))"
          + "\(hosts > 1 ? " over the wire" : ""), with \(UnitLadder.seconds.text($0)) of latency"
      }
    }
    let clauses = [sharing, wire].compactMap(\.self)
    return clauses.isEmpty ? nil : clauses.joined(separator: "; ").capitalizedFirst + "."
  }
}

extension Launched {
  /// The hosts that a team runs on: those of its ranks, the first of all that are launched.
  func hostCount(of team: Team) -> Int {
    hosts.count { $0.ranks.contains { $0 < team.ranks } }
  }

  /// Whether a team has more threads than CPUs, which older records do not tell of hosts that are one machine.
  ///
  /// - Parameters:
  ///   - team: ranks and threads.
  ///   - cpus: how many the first host has.
  func isCrowded(_ team: Team, cpus: Int) -> Bool { isOfNamespaces && team.workers > cpus }

  /// Whether the hosts are those that `Benchmarks/hosts` makes of one machine: then it is the remote shell by which
  /// the launcher enters them.
  fileprivate var isOfNamespaces: Bool {
    hosts.count > 1
      && launcher.split(separator: " ").contains { $0.hasSuffix("/Benchmarks/hosts") }
  }
}
