import Foundation
import KerasFormat
import Kernels
import Networks
import Ranks
import Sweeps
import Synchronization
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
  /// - Parameters:
  ///   - stepTimeout: seconds that a step may take; `nil` where earlier steps say so.
  ///   - preparation: how long ranks may wait for each other before the first step.
  ///   - tell: hears of this rank's number and of what its watchdog has to tell meanwhile, on another thread.
  ///   - body: what to do.
  /// - Throws: what `body` throws, where all ranks know of it or there is but one; else all are ended.
  static func run(
    stepTimeout: Double?, preparation: Watchdog.Preparation = .training,
    telling tell: @escaping @Sendable (Int, Watchdog.News) -> Void = { _, _ in },
    _ body: (RankedRun) throws -> Void
  ) throws {
    guard let launch = Invocation.launch else {
      try requireMeeting()
      return try body(.alone)
    }
    let watchdog = Watchdog(rank: launch.rank, limit: stepTimeout, preparation: preparation)
    let places = Places(rank: launch.rank)
    watch(watchdog, rank: launch.rank, places, tell)
    let group = try MPIRanks(launch, watchdog: watchdog, tellHosts: places.set)
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

  /// Sees to it that processes which were started together can find each other; one of them tells where they
  /// cannot.
  static func requireMeeting() throws {
    let environment = ProcessInfo.processInfo.environment
    do {
      try Launch.requireMeeting(environment: environment)
    } catch {
      let isFirst = environment["SLURM_PROCID"] == "0"
      throw SharedError(
        status: ExitStatus(for: error), sentence: isFirst ? error.description : nil)
    }
  }

  /// Ends this rank where a step never ends, others do not come to the first one, or its launcher is gone: even one
  /// that is gone before ranks meet.
  private static func watch(
    _ watchdog: Watchdog, rank: Int, _ places: Places,
    _ tell: @escaping @Sendable (Int, Watchdog.News) -> Void
  ) {
    // Before any thread begins.
    Watchdog.holdSignals()
    watchdog.begin(telling: { tell(rank, $0) }) { reason in
      if let sentence = reason.sentence(of: rank, name: { places[$0] }) {
        ExitStatus.report(sentence)
      }
      // The others, and the launcher, may never come to an orderly end.
      _exit(reason.signal.map { 128 + $0 } ?? ExitStatus.unavailable.rawValue)
    }
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
  func compare(_ facts: () -> [RankFact]) throws {
    guard let group else { return }
    let facts = facts()
    try together { try group.compare(facts, hosts: group.hosts) }
  }

  /// Has steps shared among the ranks.
  func share(_ options: inout TrainerOptions) {
    guard let group else { return }
    options.ranks = group
    if options.usesFewerThreads { options.threads = max(1, options.threads / group.sharers) }
  }

  /// Options with which steps are shared among the ranks.
  func sharing(_ options: TrainerOptions) -> TrainerOptions {
    var options = options
    share(&options)
    return options
  }

  /// What results say of the ranks; nothing of a single process.
  ///
  /// - Parameter exchange: how they share the sums of gradients; `nil` where each makes all steps by itself.
  func figures(_ exchange: RankExchange?) -> [ResultFigure] {
    guard let group else { return [] }
    return [ResultFigure(name: "ranks", value: Double(group.count))]
      + (exchange.map { [ResultFigure(name: "exchange", text: $0.rawValue)] } ?? [])
  }

  private static func closeStandardInput() {
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { return }
    dup2(nothing, STDIN_FILENO)
    close(nothing)
  }
}

/// The ranks as sentences name them: with their hosts, once those are known.
private final class Places: Sendable {
  private let hosts: Mutex<[Int: String]>

  /// - Parameter rank: of this process, whose host is known before ranks meet.
  init(rank: Int) {
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&name, name.count - 1) == 0
    let host = String(
      decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    hosts = Mutex(isKnown ? [rank: host] : [:])
  }

  func set(_ hosts: [String]) {
    let byRank = Dictionary(uniqueKeysWithValues: zip(hosts.indices, hosts))
    self.hosts.withLock { $0 = byRank }
  }

  subscript(rank: Int) -> String {
    hosts.withLock { hosts in "rank \(rank)" + (hosts[rank].map { " on \($0)" } ?? "") }
  }
}

/// An error that all ranks end with; one of them tells it.
struct SharedError: Error {
  let status: ExitStatus
  /// `nil` where another rank tells it.
  let sentence: String?
}

extension SessionRun {
  /// What all ranks need to have alike, so that they make the same steps.
  var facts: [RankFact] {
    let samples = [session.samples, session.validation].compactMap(\.self)
    return [RankFact].facts(
      of: network, session.training, session.options, weights: weights,
      weightsName: "other start weights",
      data: samples.flatMap { $0.inputs + $0.targets },
      settings: "\(session.validationSplit) \(session.course) \(session.snapshotSteps)")
  }
}

extension [RankFact] {
  /// What all ranks need to have alike, whatever they do together.
  static func facts(
    of network: ResolvedNetwork, _ training: TrainingDescription, _ options: TrainerOptions,
    weights: [NamedTensor], weightsName: String, data: [Tensor], settings: String
  ) -> [RankFact] {
    let flags = [
      "\(options.batchSize) \(options.seed) \(options.shuffles)",
      "\(options.reduction?.rawValue ?? "auto") \(options.convolution?.rawValue ?? "auto") "
        + "\(options.library?.description ?? "gradmark")",
      "\(options.exchange?.rawValue ?? "auto") \(settings)",
    ]
    let samples = data.map { NamedTensor(name: "", tensor: $0) }
    return [
      RankFact(
        "another program", "\(runningBinaryDigest().value ?? "unknown") \(lanes)",
        remedy: "start the same build on every host"),
      RankFact("other flags", flags.joined(separator: " "), remedy: "give all ranks the same"),
      RankFact(
        "another model", ModelWriter.json(network, training: training),
        remedy: "give all ranks the same file"),
      RankFact(weightsName, weightDigest(of: weights), remedy: "give all ranks the same file"),
      RankFact("other samples", weightDigest(of: samples), remedy: "give all ranks the same files"),
    ]
  }
}
