import Foundation
import KerasFormat
import Kernels
import Networks
import Ranks
import Sweeps
import Training
import TrainingFiles

/// A command as the ranks of a launcher carry it out together, or as one process does.
///
/// All ranks do the same; the first one alone prints and writes files, and all end with the same status.
struct RankedRun {
  /// The ranks; `nil` where no launcher has started several.
  let group: MPIRanks?

  /// One process by itself.
  static let alone = RankedRun(group: nil)

  /// Whether this is the rank that prints and writes files.
  var isFirst: Bool { group.map { $0.rank == 0 } ?? true }

  /// Carries out a command with all ranks that a launcher has started.
  ///
  /// - Throws: what `body` throws, where all ranks know of it or there is but one; else all are ended.
  static func run(_ body: (RankedRun) throws -> Void) throws {
    guard let launch = Invocation.launch else { return try body(.alone) }
    let group = try MPIRanks(launch)
    // Launchers hand standard input to the first rank only, and others would wait for it for ever.
    if group.rank > 0 { closeStandardInput() }
    do {
      try body(RankedRun(group: group))
    } catch let error as SharedError {
      group.leave()
      throw error
    } catch {
      // The others may wait for this rank in the middle of a step.
      ExitStatus.report("rank \(group.rank) on \(group.hosts[group.rank]): \(error)")
      group.abort(status: ExitStatus(for: error).rawValue)
      throw SharedError(status: ExitStatus(for: error), sentence: nil)
    }
    group.leave()
  }

  /// Does something that may fail on some ranks: then it fails on all, and one of them tells why.
  func together<Result>(_ body: () throws -> Result) throws -> Result {
    guard let group else { return try body() }
    let result = Swift.Result { try body() }
    var told = ""
    if case .failure(let error) = result { told = "\(ExitStatus(for: error).rawValue) \(error)" }
    let failures = group.gather(told)
    guard let first = failures.firstIndex(where: { !$0.isEmpty }) else { return try result.get() }
    let parts = failures[first].split(separator: " ", maxSplits: 1)
    let status = Int32(parts[0]).flatMap(ExitStatus.init(rawValue:)) ?? .software
    let place = first == 0 ? "" : "rank \(first) on \(group.hosts[first]): "
    throw SharedError(
      status: status, sentence: isFirst ? place + parts.dropFirst().joined() : nil)
  }

  /// Has the first rank alone do something, while the others wait for whether it succeeds.
  func first(_ body: () throws -> Void) throws {
    try together { if isFirst { try body() } }
  }

  /// Sees to it that all ranks are about to do the same.
  func compare(_ run: SessionRun) throws {
    guard let group else { return }
    let facts = run.session.facts(startWeights: weightDigest(of: run.weights))
    try together { try group.compare(facts, hosts: group.hosts) }
  }

  /// Has the session's steps shared among the ranks.
  func share(_ session: inout Session) {
    guard let group else { return }
    session.options.ranks = group
    if session.options.usesFewerThreads {
      session.options.threads = max(1, session.options.threads / group.sharers)
    }
  }

  /// What results say of the ranks; nothing of a single process.
  var figures: [ResultFigure] {
    group.map { [ResultFigure(name: "ranks", value: Double($0.count))] } ?? []
  }

  private static func closeStandardInput() {
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { return }
    dup2(nothing, STDIN_FILENO)
    close(nothing)
  }
}

/// An error that all ranks end with; one of them tells it.
struct SharedError: Error {
  let status: ExitStatus
  /// `nil` where another rank tells it.
  let sentence: String?
}

extension Session {
  /// What all ranks need to have alike, so that they make the same steps.
  fileprivate func facts(startWeights: String) -> [RankFact] {
    let data =
      [samples, validation].compactMap(\.self).flatMap { $0.inputs + $0.targets }
      .map { NamedTensor(name: "", tensor: $0) }
    let settings = [
      "\(options.batchSize) \(options.seed) \(options.shuffles)",
      "\(options.reduction?.rawValue ?? "auto") \(options.convolution?.rawValue ?? "auto") "
        + "\(options.library?.description ?? "gradmark")",
      "\(validationSplit) \(course) \(snapshotSteps)",
    ]
    let resolved = (try? network.resolved()).map { ModelWriter.json($0, training: training) }
    return [
      RankFact(
        "another program", "\(runningBinaryDigest().value ?? "unknown") \(lanes)",
        remedy: "start the same build on every host"),
      RankFact("other flags", settings.joined(separator: " "), remedy: "give all ranks the same"),
      RankFact("another model", resolved ?? "", remedy: "give all ranks the same file"),
      RankFact("other start weights", startWeights, remedy: "give all ranks the same file"),
      RankFact("other samples", weightDigest(of: data), remedy: "give all ranks the same files"),
    ]
  }
}
