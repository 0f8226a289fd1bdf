import Glibc
import Randomness
import Records

/// One side of a comparison: one run, or several sessions of one machine and program.
public struct RunSide: Sendable, Equatable {
  /// The sessions, at least one, in the order in which they were named.
  public let sessions: [ReportModel]
  /// What its cells are of: cells of other work have no part in it.
  private(set) var work: TrainedWork

  /// Creates a side: of sweeps' work, unless all of its sessions stand beside libraries.
  ///
  /// - Precondition: there is a session.
  public init(_ sessions: [ReportModel]) {
    precondition(!sessions.isEmpty, "a side of a comparison needs a session")
    self.sessions = sessions
    work = sessions.allSatisfy(\.isBesideLibraries) ? .inOrder : .ofSweeps
  }

  /// From so many sessions a side on, the spread between sessions is known well enough for a verdict.
  public static let leastSessions = 3

  /// The session that speaks for machine and program: the last one.
  var last: ReportModel { sessions[sessions.count - 1] }

  /// The side in one line.
  var heading: String {
    guard sessions.count > 1 else {
      return [last.heading, last.evidence.stoppedText].compactMap(\.self).joined(separator: ", ")
    }
    let names = sessions.map(\.name).joined(separator: ", ")
    func distinct(_ text: (ReportModel) -> String) -> [String] {
      sessions.map(text).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    }
    let commits = distinct { $0.machine.build.commit ?? Format.unknown }
    let machines = distinct(\.machineText).joined(separator: "; ")
    return "\(sessions.count) sessions (\(names)): \(machines), "
      + (commits.count == 1 ? "commit " : "commits ") + commits.joined(separator: ", ")
      + (sessions.stoppedText.map { "; \($0)" } ?? "")
  }

  /// The largest noise floor within a session; `nil` where one of them has none.
  var noiseFloor: NoiseFloor? {
    sessions.dropFirst().reduce(sessions[0].noiseFloor) { NoiseFloor.larger($0, $1.noiseFloor) }
  }

  /// The same side by the work that sweeps do, where one of its sessions has some.
  var asSweep: RunSide {
    guard sessions.contains(where: { !$0.results(of: .ofSweeps).isEmpty }) else { return self }
    var side = self
    side.work = .ofSweeps
    return side
  }

  /// The cells of a session that take part.
  private func results(of session: ReportModel) -> [CellResult] { session.results(of: work) }

  /// Every cell of any session, in the order of the first that has it.
  var cells: [Cell] {
    sessions.flatMap(results).map(\.cell).reduce(into: []) { cells, cell in
      if !cells.contains(where: { $0.isLike(cell) }) { cells.append(cell) }
    }
  }

  /// A cell in all sessions that have it; `nil` where none does.
  func cell(like cell: Cell) -> SideCell? {
    let found = sessions.compactMap { session in
      results(of: session).first { $0.cell.isLike(cell) }
    }
    return found.isEmpty ? nil : SideCell(results: found)
  }

  /// The cells that failed.
  var failures: [CellResult] { sessions.flatMap(results).filter { $0.failure != nil } }

  /// Why its sessions cannot stand for one machine, as a sentence; `nil` where they can.
  ///
  /// - Parameter isCrossMachine: whether several machines will do.
  public func obstacle(isCrossMachine: Bool) -> String? {
    for (index, session) in sessions.enumerated() {
      if let earlier = sessions[..<index].first(where: { $0.isSameSession(as: session) }) {
        return
          "'\(earlier.name)' and '\(session.name)' are one session, which tells nothing of the spread "
          + "between sessions; name each one once on a side"
      }
    }
    let other = sessions.first { !$0.isOfSameMachine(as: last) }
    guard !isCrossMachine, let other else { return nil }
    return "'\(other.name)' and '\(last.name)' are sessions of one side and of different machines "
      + "(\(other.machineText); \(last.machineText)); name those of one machine, or add --cross-machine"
  }

  /// Whether its sessions are of several machines, as whoever asks for that may have them.
  var isOfSeveralMachines: Bool { !sessions.allSatisfy { $0.isOfSameMachine(as: last) } }

  /// How many programs its sessions ran.
  var programCount: Int {
    var builds: [Fingerprint.Build] = []
    for build in sessions.map(\.fingerprint.build)
    where !builds.contains(where: { $0.isSameBinary(as: build) }) {
      builds.append(build)
    }
    return builds.count
  }

  /// The sessions beside libraries that take part with what they trained as sweeps do.
  private var shuffledSessions: [ReportModel] {
    work == .inOrder ? [] : sessions.filter { $0.isBesideLibraries && !results(of: $0).isEmpty }
  }

  /// Which cells stand for sessions that did two kinds of work, or none of this one, as clauses.
  ///
  /// - Parameter letter: the side's.
  func workClauses(_ letter: String) -> [String] {
    func names(_ sessions: [ReportModel]) -> String {
      sessions.map { "'\($0.name)'" }.joined(separator: ", ")
    }
    let idle =
      work == .inOrder ? [] : sessions.filter { results(of: $0).isEmpty && $0.isBesideLibraries }
    let whose = shuffledSessions.count == sessions.count ? "" : " of \(names(shuffledSessions))"
    return [
      shuffledSessions.isEmpty
        ? nil
        : "\(letter)'s cells\(whose) are those of \(BenchmarkPlan.Implementation.shuffled), which is what a "
          + "sweep trains",
      idle.isEmpty
        ? nil
        : "no cell of \(names(idle)) takes part in \(letter): all trained in order, beside libraries, which is "
          + "other work than a sweep's",
    ].compactMap(\.self)
  }

  /// The sessions that stand on the other side as well.
  func sharedSessions(with other: RunSide) -> [ReportModel] {
    sessions.filter { mine in other.sessions.contains { $0.isSameSession(as: mine) } }
  }

  /// Whether both sides are the same sessions.
  public func hasSameSessions(as other: RunSide) -> Bool {
    sessions.count == other.sessions.count && sharedSessions(with: other).count == sessions.count
  }

  /// Whether a network of that name is one and the same on both sides: files of one name may hold others.
  func hasSameNetwork(_ name: String, as other: RunSide) -> Bool {
    let digests = (sessions + other.sessions).filter { session in
      session.groups.contains { $0.subject.model == name }
    }.map { $0.models[name]?.digest }
    return Set(digests).count < 2
  }

  /// Whether a session has a verified cell.
  var isMeasured: Bool {
    sessions.contains { results(of: $0).contains { $0.measurement != nil } }
  }
}

/// What gradmark trains in a cell, which settles what its time is of.
enum TrainedWork: Sendable {
  /// Samples are shuffled and metrics taken.
  case ofSweeps
  /// Batches go in order and no metrics are taken, as beside libraries.
  case inOrder
}

extension ReportModel {
  /// Whether other libraries took turns with gradmark.
  fileprivate var isBesideLibraries: Bool { !plan.peers.isEmpty }

  /// Gradmark's cells of such work.
  fileprivate func results(of work: TrainedWork) -> [CellResult] {
    switch work {
    case .ofSweeps: isBesideLibraries ? shuffledCells : ownCells
    case .inOrder: isBesideLibraries ? ownCells : []
    }
  }

  /// Whether both are one log; one that was written nowhere has no digest of its own.
  fileprivate func isSameSession(as other: ReportModel) -> Bool {
    evidence.head == other.evidence.head && evidence.head != RunLog.unwrittenHead
  }
}

/// One cell in the sessions of a side.
public struct SideCell: Sendable, Equatable {
  /// Its results, one a session.
  let results: [CellResult]

  /// The numbers of the sessions in which it is verified.
  public var measurements: [Measurement] { results.compactMap(\.measurement) }
  /// Why it has none, where a session's failed.
  var failure: String? { results.lazy.compactMap(\.failure).first }
  /// Weights in the network.
  var parameterCount: Int { results[0].parameterCount }

  /// One number of the cell: a session's with its interval, or the geometric mean of several with their
  /// range.
  func estimate(_ number: (Measurement) -> Estimate?) -> Estimate? {
    let all = measurements.compactMap(number)
    guard all.count > 1 else { return all.first }
    let values = all.map(\.value)
    guard let mean = geometricMean(of: values), let least = values.min(), let most = values.max()
    else { return nil }
    return Estimate(mean, (least, most))
  }

  /// The variance of the mean over sessions of the logarithm of a step's time, from draws of sessions, of
  /// processes within them, and of blocks within those; a draw of n sessions varies by (n − 1)/n of what
  /// sessions do, which is made up for.
  ///
  /// - Returns: `nil` below two sessions.
  /// - Source: “Bootstrap Methods and their Application”, 1997, section 3.8 (hierarchical data).
  fileprivate func varianceOfLogTime(using random: inout SplitMix64) -> Double? {
    let sessions = measurements.map { $0.secondsOfBlocks.map { $0.map { log($0) } } }
      .filter { !$0.isEmpty }
    guard sessions.count > 1 else { return nil }
    func drawn<Value>(_ values: [Value]) -> [Value] {
      values.map { _ in values[random.nextIndex(below: values.count)] }
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let means = (0..<200).map { _ in
      mean(
        drawn(sessions).map { processes in mean(drawn(processes).map { mean(drawn($0)) }) })
    }
    let center = mean(means)
    let variance = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(means.count - 1)
    return variance * Double(sessions.count) / Double(sessions.count - 1)
  }
}

extension Cell {
  /// Whether another run's cell is this one.
  func isLike(_ other: Cell) -> Bool { subject == other.subject && team == other.team }
}

/// The throughput of a cell over another's, both of several sessions, with an interval that holds what
/// sessions, processes and blocks differ by.
///
/// Few sessions say little about how sessions spread, so the interval is Student's: with three a side and
/// sixty cells only differences that stand far out of the spread have a verdict.
///
/// - Parameter level: the confidence of the interval.
/// - Source: “The Generalization of ‘Student's’ Problem when Several Different Population Variances are
///   Involved”, Biometrika 34, 1947 (degrees of freedom).
func sessionRatio(of cell: SideCell, to base: SideCell, level: Double, seed: UInt64) -> Estimate? {
  let sides = [cell, base]
  let speeds = sides.compactMap { geometricMean(of: $0.measurements.map(\.samplesPerSecond.value)) }
  guard speeds.count == 2 else { return nil }
  var random = SplitMix64(seed: seed)
  let variances = sides.compactMap { $0.varianceOfLogTime(using: &random) }
  guard variances.count == 2 else { return Estimate(speeds[0] / speeds[1]) }
  let variance = variances[0] + variances[1]
  let spread = zip(variances, sides).reduce(0) { sum, side in
    sum + side.0 * side.0 / Double(side.1.measurements.count - 1)
  }
  let degrees = spread > 0 ? max(1, Int(variance * variance / spread)) : 1
  let halfWidth = studentQuantile(level: level, degrees: degrees) * variance.squareRoot()
  let ratio = speeds[0] / speeds[1]
  return Estimate(
    ratio,
    (
      ratio * boundedRatio(ofLogarithm: -halfWidth), ratio * boundedRatio(ofLogarithm: halfWidth)
    ))
}
