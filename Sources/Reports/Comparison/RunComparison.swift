import Records

/// Runs against one of them, cell by cell.
public struct RunComparison: Sendable, Equatable {
  /// The run, or the sessions, that are compared with.
  public let baseline: RunSide
  /// Those that are asked about.
  public let candidates: [RunSide]
  /// The share by which a speed may change without it mattering.
  public let margin: Double
  /// Whether times of different machines are compared as if they were of one.
  public let isCrossMachine: Bool
  /// The cells that the baseline and any candidate have, in the baseline's order.
  public private(set) var rows: [Row]

  /// One cell of the baseline in all runs.
  public struct Row: Sendable, Equatable {
    /// Which cell.
    public let cell: Cell
    /// What the baseline has.
    public let baseline: SideCell
    /// What came out of each candidate.
    public let entries: [Entry]
  }

  /// One cell of one candidate.
  public struct Entry: Sendable, Equatable {
    /// The candidate's numbers; `nil` where it does not have the cell.
    public let cell: SideCell?
    /// What two measurements of one cell say.
    public let outcome: Relation
  }

  /// What two measurements of one cell say.
  public enum Relation: Sendable, Equatable {
    /// The candidate's throughput over the baseline's.
    case compared(ratio: Estimate, Verdict)
    /// The same where a side has fewer than three sessions: nobody knows what sessions differ by, so
    /// there is a ratio, with what is known within sessions, but no verdict.
    ///
    /// The counts are the baseline's and the candidate's.
    case fewSessions(ratio: Estimate, Int, Int)
    /// The same of two machines: a ratio, but no verdict.
    case otherMachine(ratio: Estimate)
    /// Why there is no ratio, as a clause.
    case incomparable(String)
    /// The candidate does not have the cell.
    case absent
  }

  /// Compares runs with a baseline, each of one session.
  public init(
    of candidates: [ReportModel], with baseline: ReportModel, margin: Double = 0.05,
    isCrossMachine: Bool = false
  ) {
    self.init(
      of: candidates.map { RunSide([$0]) }, with: RunSide([baseline]), margin: margin,
      isCrossMachine: isCrossMachine)
  }

  /// Compares sides with a baseline.
  public init(
    of candidates: [RunSide], with baseline: RunSide, margin: Double = 0.05,
    isCrossMachine: Bool = false
  ) {
    // What trains beside libraries is other work than a sweep, but for what it shuffled as one does.
    let isMixed = Set(([baseline] + candidates).map(\.work)).count > 1
    let baseline = isMixed ? baseline.asSweep : baseline
    let candidates = isMixed ? candidates.map(\.asSweep) : candidates
    self.baseline = baseline
    self.candidates = candidates
    self.margin = margin
    self.isCrossMachine = isCrossMachine
    let cells = baseline.cells
    let level = simultaneousLevel(count: cells.count * candidates.count)
    rows = cells.compactMap { cell in
      baseline.cell(like: cell).map { old in
        Row(
          cell: cell, baseline: old,
          entries: candidates.map { candidate in
            Entry(
              old, candidate.cell(like: cell),
              Terms(
                floor: NoiseFloor.larger(baseline.noiseFloor, candidate.noiseFloor),
                margin: margin, level: level, seed: baseline.last.plan.seed,
                isOneMachine: isCrossMachine || baseline.last.isOfSameMachine(as: candidate.last),
                isOneWork: baseline.work == candidate.work,
                isOneNetwork: baseline.hasSameNetwork(cell.subject.model, as: candidate)))
          })
      }
    }.filter { row in row.entries.contains { $0.outcome != .absent } }
  }

  /// What the comparison with one candidate rests on.
  fileprivate struct Terms {
    let floor: NoiseFloor?
    let margin: Double
    let level: Double
    let seed: UInt64
    let isOneMachine: Bool
    let isOneWork: Bool
    let isOneNetwork: Bool
  }

  /// The cells that only the baseline has.
  var onlyInBaseline: [Cell] {
    baseline.cells.filter { cell in candidates.allSatisfy { $0.cell(like: cell) == nil } }
  }

  /// The cells that a candidate has and the baseline does not.
  func onlyIn(_ candidate: RunSide) -> [Cell] {
    candidate.cells.filter { baseline.cell(like: $0) == nil }
  }

  /// What the cells of one candidate came to.
  func outcomes(of candidate: Int) -> [Relation] { rows.map { $0.entries[candidate].outcome } }

  /// Whether a candidate was measured where the baseline was, or is taken to have been.
  func isOfOneMachine(_ candidate: RunSide) -> Bool {
    isCrossMachine || baseline.last.isOfSameMachine(as: candidate.last)
  }

  /// The same rows, the greatest ratio of the first candidate first; those without one stand last.
  public func sortedByRatio() -> RunComparison {
    var sorted = self
    func ratio(_ row: Row) -> Double { row.entries.first?.outcome.ratio?.value ?? -1 }
    sorted.rows = rows.enumerated().sorted {
      (ratio($1.element), $0.offset) < (ratio($0.element), $1.offset)
    }.map(\.element)
    return sorted
  }
}

extension RunComparison.Relation {
  /// The ratio, where there is one.
  public var ratio: Estimate? {
    switch self {
    case .compared(let ratio, _), .fewSessions(let ratio, _, _), .otherMachine(let ratio): ratio
    case .incomparable, .absent: nil
    }
  }

  /// The verdict, where there is one.
  public var verdict: Verdict? {
    if case .compared(_, let verdict) = self { verdict } else { nil }
  }
}

extension RunComparison.Entry {
  fileprivate init(_ old: SideCell, _ new: SideCell?, _ terms: RunComparison.Terms) {
    cell = new
    outcome = new.map { Self.outcome(old, $0, terms) } ?? .absent
  }

  private static func outcome(
    _ old: SideCell, _ new: SideCell, _ terms: RunComparison.Terms
  ) -> RunComparison.Relation {
    guard terms.isOneWork else {
      return .incomparable("other work: only one side trained in order, beside libraries")
    }
    guard terms.isOneNetwork else {
      return .incomparable("other work: another network of that name")
    }
    guard let mine = old.measurements.first, old.failure == nil else {
      return .incomparable("failed in A")
    }
    guard let theirs = new.measurements.first, new.failure == nil else {
      return .incomparable("failed")
    }
    if old.parameterCount != new.parameterCount {
      return .incomparable(
        "other work: \(old.parameterCount) and \(new.parameterCount) parameters")
    }
    // Equal batches: the arithmetic of a step is the ratio of these two.
    let work = [mine, theirs].map { $0.flopsPerSecond.value / $0.samplesPerSecond.value }
    guard abs(work[0] / work[1] - 1) < 1e-9 else {
      return .incomparable(
        "other work: \(UnitLadder.flops.text(work[0])) and \(UnitLadder.flops.text(work[1])) a sample"
      )
    }
    let (mineCount, theirCount) = (old.measurements.count, new.measurements.count)
    guard min(mineCount, theirCount) >= RunSide.leastSessions,
      let ratio = sessionRatio(of: new, to: old, level: terms.level, seed: terms.seed)
    else {
      let ratio =
        mineCount == 1 && theirCount == 1
        ? unpairedRatio(of: theirs.samplesPerSecond, to: mine.samplesPerSecond)
        : sessionRatio(of: new, to: old, level: terms.level, seed: terms.seed).map {
          Estimate($0.value)
        }
      guard let ratio else { return .incomparable("failed") }
      return terms.isOneMachine
        ? .fewSessions(ratio: ratio, mineCount, theirCount) : .otherMachine(ratio: ratio)
    }
    guard terms.isOneMachine else { return .otherMachine(ratio: ratio) }
    return .compared(
      ratio: ratio, Verdict(on: ratio, floor: terms.floor?.share, margin: terms.margin))
  }
}

/// What differs between two runs and can explain a difference in time, each as a clause. Whether times may
/// be compared is a matter of the machine; which build is asked about, of the program.
struct RunDifferences: Sendable, Equatable {
  /// Of the machine, its settings and its kernel.
  let machine: [String]
  /// Of what connects ranks; `nil` where that is one thing, or not known of both.
  let wire: String?
  /// Of the program.
  let build: [String]
  /// Of what was asked for.
  let work: [String]

  /// All of them.
  var all: [String] { surroundings + build + work }

  /// Those of the machine and of what connects ranks.
  var surroundings: [String] { machine + [wire].compactMap(\.self) }
}

extension ReportModel {
  /// What differs between two runs.
  func differences(from other: ReportModel) -> RunDifferences {
    let theirs = Dictionary(other.workFacts) { first, _ in first }
    let mine = Dictionary(workFacts) { first, _ in first }
    let titles = (workFacts + other.workFacts.filter { mine[$0.title] == nil }).map(\.title)
    return RunDifferences(
      machine: nicknameDifference(from: other)
        + fingerprint.machineDifferences(from: other.fingerprint),
      wire: wireDifference(from: other),
      build: fingerprint.buildDifferences(from: other.fingerprint),
      work: titles.compactMap { title in
        let (first, second) = (mine[title] ?? "none", theirs[title] ?? "none")
        return first == second ? nil : "another \(title): \(first), \(second)"
      } + [dataDifference(from: other)].compactMap(\.self))
  }

  /// How fast ranks could hand on bytes in a ring, as a clause where that is another thing: from one run to the
  /// next it is never the same.
  private func wireDifference(from other: ReportModel) -> String? {
    let rates = [self, other].compactMap { run in
      median(of: run.ownCells.compactMap { $0.measurement?.exchange?.links?.ringBytesPerSecond })
    }
    guard rates.count == 2, rates.max()! > 1.5 * rates.min()! else { return nil }
    let texts = rates.map { "\(UnitLadder.bytes.text($0))/s" }
    return "another wire between ranks: \(texts[0]), \(texts[1])"
  }

  private func nicknameDifference(from other: ReportModel) -> [String] {
    let names = [nickname, other.nickname].compactMap(\.self)
    return Set(names).count > 1 ? ["another name: \(names.joined(separator: ", "))"] : []
  }

  /// What was asked for that shapes results, as titles and values.
  private var workFacts: [(title: String, value: String)] {
    [("seed", "\(plan.seed)"), ("pinning", plan.pinning)]
      + fileFacts.map { ($0.title == "digits" ? "source of digits" : $0.title, $0.value) }
      + (plan.peers.isEmpty
        ? [] : [("set of libraries", plan.peers.map(\.name).joined(separator: " and "))])
  }

  /// The cases of both runs that trained on other samples, as a clause; `nil` where none is known to.
  private func dataDifference(from other: ReportModel) -> String? {
    let differing = groups.filter { hasOtherData(than: other, for: $0.subject) }
    return differing.isEmpty
      ? nil : "other data for \(differing.map { "\($0.subject)" }.joined(separator: "; "))"
  }
}

extension NoiseFloor {
  /// The larger one, where both runs have one.
  static func larger(_ first: NoiseFloor?, _ second: NoiseFloor?) -> NoiseFloor? {
    guard let first, let second else { return nil }
    return first.share < second.share ? second : first
  }
}
