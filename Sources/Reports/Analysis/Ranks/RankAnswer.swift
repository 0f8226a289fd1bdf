import Records

/// What the most ranks of a run bring, by its cases that one process trained, too.
struct RankAnswer: Sendable, Equatable {
  /// The ranks, and the threads of each.
  let team: Team
  /// The cases.
  let cases: [Case]
  /// What binds most cases, and how many of them; `nil` where no limits were measured.
  let bound: (limit: RankExchange.Bound, count: Int)?

  /// A case that one process and several ranks trained.
  struct Case: Sendable, Equatable {
    let subject: BenchmarkCase
    /// How many times as fast as one process with as many threads the ranks are.
    let factor: Estimate
    /// Whether that is known to be faster or slower.
    let verdict: Verdict
  }

  /// How many times as fast each case is.
  var factors: [Estimate] { cases.map(\.factor) }

  /// Whether both say the same.
  static func == (a: RankAnswer, b: RankAnswer) -> Bool {
    a.team == b.team && a.cases == b.cases && a.bound?.limit == b.bound?.limit
      && a.bound?.count == b.bound?.count
  }

  /// Derives the answer; `nil` where no case has been trained by several ranks with a CPU each, and by one.
  init?(of model: ReportModel) {
    let all = model.rankScaling.flatMap { one in
      one.speedups.filter { $0.ranks > 1 }.map {
        (team: Team(ranks: $0.ranks, threads: one.threads), subject: one.subject, factor: $0.factor)
      }
    }
    guard let team = all.map(\.team).max(by: { ($0.ranks, $0.threads) < ($1.ranks, $1.threads) })
    else { return nil }
    let found = all.filter { $0.team == team }
    func measurement(_ subject: BenchmarkCase) -> Measurement? {
      model.ranked.first { $0.subject == subject && $0.ranks == team.ranks }?
        .cell(threads: team.threads)?.measurement
    }
    let bounds = found.compactMap { measurement($0.subject)?.exchange?.bound }
    self.team = team
    // The tables' own speed-ups, from turns; they are against one thread.
    cases = found.map { one in
      let turns = team.threads == 1 ? measurement(one.subject)?.speedup : nil
      return Case(
        subject: one.subject, factor: turns?.factor ?? Estimate(one.factor),
        verdict: Verdict(on: turns, floor: model.noiseFloor))
    }
    bound = RankExchange.Bound.allCases
      .map { limit in (limit: limit, count: bounds.count { $0 == limit }) }
      .filter { $0.count > 0 }.max { $0.count < $1.count }
  }

  /// `With 4 ranks × 1 thread on 4 hosts, training runs 0.0213× as fast as in one process …`
  ///
  /// - Parameter hosts: how many; 1 goes without saying.
  func sentence(hosts: Int) -> String {
    let sorted = factors.sorted { $0.value < $1.value }
    let mean = factors.meanText
    let ends = [sorted.first, sorted.last].map { UnitLadder.factor.valueText($0) }
    let place = hosts > 1 ? " on \(counted(hosts, "host"))" : ""
    let cases = counted(factors.count, "case")
    let doubt = Verdict.inconclusiveText(
      self.cases.count { $0.verdict == .inconclusive }, of: self.cases.count)
    let range =
      (factors.count == 1
        ? "one case" : "geometric mean over \(cases); \(ends[0]) to \(ends[1])")
      + (doubt.map { ", \($0)" } ?? "")
    let limit = bound.map { "; \($0.limit.clause) in \($0.count) of \(factors.count)" } ?? ""
    return "With \(team)\(place), training runs \(mean) as fast as in one process "
      + "(\(range))\(limit)."
  }
}

extension RankExchange.Bound {
  /// What holds a step up.
  fileprivate var clause: String {
    switch self {
    case .arithmetic: "arithmetic is the limit"
    case .memory: "memory is the limit"
    case .latency: "the latency of messages is the limit"
    case .wire: "the wire is the limit"
    }
  }
}
