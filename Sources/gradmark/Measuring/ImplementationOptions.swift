import ArgumentParser
import Foundation
import Peers
import Records
import Suites
import Sweeps

/// Who trains the cases of a sweep beside gradmark, and where that is kept.
struct ImplementationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who trains each case, in turns and at the same work: gradmark, and some of "
        + "\(Peer.known.map(\.name).joined(separator: ", ")), or the path of a driver of your own. 'make "
        + "set-up-peers PEERS=jax,torch' sets libraries up.", valueName: "gradmark,jax"),
    completion: .implementations)
  var implementations: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the other libraries' environments; else gradmark/peers in the user's cache.",
      valueName: "folder"), completion: .directory)
  var environments: String?

  func validate() throws {
    if let environments, implementations == nil {
      throw ValidationError(
        "--environments '\(environments)' is of other libraries; name them with --implementations, too."
      )
    }
  }

  /// Refuses what other libraries do not train for.
  func refuse(_ quality: QualityOptions) throws {
    if let implementations, quality.untilQuality {
      throw ValidationError(
        "--implementations \(implementations) is of a sweep; leave it out, or --until-quality.")
    }
  }

  /// The libraries beside gradmark; none where it trains alone.
  ///
  /// - Throws: a `SweepError` that names the flag, the value and the remedy.
  func peers() throws(SweepError) -> [Peer] {
    guard let implementations else { return [] }
    let own = BenchmarkPlan.Implementation.gradmark
    let words = implementations.split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard words.contains(own), words.count > 1 else {
      throw SweepError(
        .usage,
        "--implementations: '\(implementations)' is not \(own) and a library beside it; write a list such "
          + "as \(own),jax")
    }
    var names: Set<String> = []
    var peers: [Peer] = []
    for word in words {
      let peer = word == own ? nil : try Self.peer(word)
      guard names.insert(peer?.name ?? own).inserted else {
        throw SweepError(
          .usage,
          "--implementations: \(peer?.name ?? own) stands there twice; name each one once")
      }
      if let peer { peers.append(peer) }
    }
    return peers
  }

  private static func peer(_ word: String) throws(SweepError) -> Peer {
    guard let peer = Peer(word) else {
      let own = BenchmarkPlan.Implementation.gradmark
      let known = ([own] + Peer.known.map(\.name)).joined(separator: ", ")
      throw SweepError(
        .usage,
        "--implementations: '\(word)' is unknown; use some of \(known), or the path of a driver, such as "
          + "./my_peer.py")
    }
    guard peer.hasNameOfItsOwn else {
      throw SweepError(
        .usage,
        "--implementations: the driver '\(word)' is called '\(peer.name)', which cannot be told from "
          + "gradmark's own names; give the file a name of letters and digits")
    }
    return peer
  }

  /// The libraries as they are set up here, each with its version.
  ///
  /// - Throws: a `SweepError` with the remedy where one is not.
  func readyPeers() throws(SweepError) -> [ReadyPeer] {
    let peers = try peers()
    guard !peers.isEmpty else { return [] }
    let places = try places()
    var ready: [ReadyPeer] = []
    for peer in peers { ready.append(try ReadyPeer(peer, in: places)) }
    return ready
  }

  /// A plan with gradmark and libraries: at the work that all do, and gradmark at that of a sweep without them.
  ///
  /// - Parameters:
  ///   - program: the SHA-256 of this program.
  ///   - libraries: as the plan has them; where there are none, it stays as it is.
  func beside(
    _ libraries: [BenchmarkPlan.Implementation], _ plan: SweepPlan, program: Reading<String>
  ) throws -> SweepPlan {
    guard !libraries.isEmpty else { return plan }
    guard let program = program.value else {
      throw SweepError(
        .unavailable,
        "the program's own file cannot be read, which tells what other libraries are compared with; mount "
          + "/proc, or leave --implementations out")
    }
    func own(_ name: String) -> BenchmarkPlan.Implementation { .init(name: name, program: program) }
    // A launch takes seconds, and what a sweep's own work takes over ranks a sweep without libraries tells.
    let shuffled =
      plan.launchedRanks == nil ? [own(BenchmarkPlan.Implementation.shuffled)] : []
    return try plan.beside(
      [own(BenchmarkPlan.Implementation.gradmark)] + libraries + shuffled,
      singles: peers().filter { !$0.trainsOverRanks }.map(\.name))
  }

  /// Where drivers and libraries are.
  ///
  /// - Throws: a `SweepError` where there are no drivers.
  func places() throws(SweepError) -> PeerPlaces {
    let path = "Benchmarks/Peers"
    guard let drivers = Shipped.path(path, installed: "share/gradmark/Peers") else {
      throw SweepError(
        .missingInput,
        "there is no \(path) here, nor is it installed beside the program; run gradmark in its repository"
      )
    }
    return PeerPlaces(
      drivers: drivers, environments: environments ?? Self.environmentsInCache,
      searchPath: ProcessInfo.processInfo.environment["PYTHONPATH"])
  }

  /// What the results' folder has behind its name: `-jax-torch`.
  func folderSuffix() throws(SweepError) -> String {
    try peers().map { "-\($0.name)" }.joined()
  }

  /// Where `make set-up-peers` puts environments.
  static var environmentsInCache: String {
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "\(environment["HOME"] ?? "")/.cache"
    return "\(cache)/gradmark/peers"
  }
}
