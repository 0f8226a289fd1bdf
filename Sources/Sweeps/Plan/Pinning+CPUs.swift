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
    guard self == .scatter else { return compact.prefix(count).map(\.cpu) }
    let ranks = scatterRanks(of: compact)
    return zip(ranks, compact).sorted { $0.0 < $1.0 }.prefix(count).map(\.1.cpu)
  }

  /// For each CPU its place within its core, then that of its core within its package, then the
  /// package: ascending, these visit every package before any second core of one.
  private func scatterRanks(of places: [CPUPlace]) -> [CPUPlace.Rank] {
    places.map { place in
      let cores = Set(places.filter { $0.package == place.package }.map(\.core)).sorted()
      let siblings = places.filter { $0.package == place.package && $0.core == place.core }
      return CPUPlace.Rank(
        first: siblings.firstIndex(of: place) ?? 0, second: cores.firstIndex(of: place.core) ?? 0,
        third: place.package)
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
