import ArgumentParser
import Foundation
import Peers
import Records
import Suites

/// Who trains the cases of a sweep beside gradmark, and where that is kept.
struct ImplementationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who trains each case, in turns and at the same work: gradmark, and some of "
        + "\(Peer.allCases.map(\.rawValue).joined(separator: ", ")). 'make set-up-peers PEERS=jax,torch' "
        + "sets them up.", valueName: "gradmark,jax"))
  var implementations: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the other libraries' environments; else gradmark/peers in the user's cache.",
      valueName: "folder"))
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
    let names = implementations.split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw SweepError(
        .usage, "--implementations: \(name) stands there twice; name each one once")
    }
    guard names.contains(own), names.count > 1 else {
      throw SweepError(
        .usage,
        "--implementations: '\(implementations)' is not \(own) and a library beside it; write a list such "
          + "as \(own),jax")
    }
    var peers: [Peer] = []
    for name in names where name != own {
      guard let peer = Peer(rawValue: name) else {
        let known = ([own] + Peer.allCases.map(\.rawValue)).joined(separator: ", ")
        throw SweepError(.usage, "--implementations: '\(name)' is unknown; use some of \(known)")
      }
      peers.append(peer)
    }
    return peers
  }

  /// The libraries as they are set up here, each with its version.
  ///
  /// - Throws: a `SweepError` with the remedy where one is not.
  func readyPeers() throws(SweepError) -> [ReadyPeer] {
    let peers = try peers()
    guard !peers.isEmpty else { return [] }
    let path = Peer.repositoryFolder
    guard let drivers = Shipped.path(path, installed: Peer.installedFolder) else {
      throw SweepError(
        .missingInput, "there is no \(path) here; run gradmark in its repository, or install it")
    }
    var ready: [ReadyPeer] = []
    for peer in peers {
      ready.append(
        try ReadyPeer(
          peer, drivers: drivers, environments: environments ?? Self.environmentsInCache))
    }
    return ready
  }

  /// What the results' folder has behind its name: `-jax-torch`.
  func folderSuffix() throws(SweepError) -> String {
    try peers().map { "-\($0.rawValue)" }.joined()
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
