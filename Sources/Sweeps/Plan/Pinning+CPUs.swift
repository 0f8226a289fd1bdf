import Records
import Suites

extension Pinning {
  /// The CPUs for `count` workers, or `nil` for all that there are.
  ///
  /// - Parameter topology: the CPUs that the sweep may use, and where they sit.
  func cpus(_ count: Int, of topology: [CPUPlace]) -> [Int]? {
    count < topology.count ? workerCPUs(count, of: topology) : nil
  }

  /// The CPU of each of `count` workers; `nil` where none is bound to one, or CPUs are fewer.
  func workerCPUs(_ count: Int, of topology: [CPUPlace]) -> [Int]? {
    guard self != .none, count <= topology.count else { return nil }
    let compact = topology.sorted { $0.compactRank < $1.compactRank }
    let ranks = compact.map { rank(of: $0, among: compact) }
    return zip(ranks, compact).sorted { $0.0 < $1.0 }.prefix(count).map(\.1.cpu)
  }

  /// What a CPU is sorted by. A CPU's place within its core first visits every core before any second hardware
  /// thread of one; the place of its core within its package next, every package before any second core of one.
  private func rank(of place: CPUPlace, among places: [CPUPlace]) -> CPUPlace.Rank {
    let cores = Set(places.filter { $0.package == place.package }.map(\.core)).sorted()
    let siblings = places.filter { $0.package == place.package && $0.core == place.core }
    let thread = siblings.firstIndex(of: place) ?? 0, core = cores.firstIndex(of: place.core) ?? 0
    return switch self {
    case .none, .compact: place.compactRank
    case .cores: CPUPlace.Rank(first: thread, second: place.package, third: core)
    case .scatter: CPUPlace.Rank(first: thread, second: core, third: place.package)
    }
  }
}

extension CPUPlace {
  /// Three numbers, the first of which weighs most.
  fileprivate struct Rank: Comparable {
    let first: Int
    let second: Int
    let third: Int

    static func < (a: Rank, b: Rank) -> Bool {
      (a.first, a.second, a.third) < (b.first, b.second, b.third)
    }
  }

  fileprivate var compactRank: Rank { Rank(first: package, second: core, third: cpu) }
}
