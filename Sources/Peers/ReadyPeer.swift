import Records
import Suites

/// A library that is set up on this machine: what starts it, and how the plan knows it.
public struct ReadyPeer: Sendable {
  let peer: Peer
  /// What starts the driver.
  let command: [String]
  /// Its name, its version, and the digest of its driver with what that asks for.
  public let implementation: BenchmarkPlan.Implementation

  /// Has a library tell its version, so that one that is missing is told before any work.
  ///
  /// - Parameters:
  ///   - peer: the library.
  ///   - places: where drivers and environments are.
  /// - Throws: a `SweepError` with the remedy where it is not set up.
  public init(_ peer: Peer, in places: PeerPlaces) throws(SweepError) {
    let command = try peer.command(in: places)
    let version: String
    do {
      version = try PeerProcess(
        command + ["--version", "1", peer.forms(for: nil)[0]], cpus: allowedCPUs()
      ).listen()
    } catch {
      throw SweepError(
        .unavailable,
        "peer '\(peer.name)' does not start: \(error); \(peer.remedy(in: places))")
    }
    self.init(
      peer, command: command,
      implementation: peer.implementation(in: places, version: version))
  }

  /// Names a library that is known already.
  init(_ peer: Peer, command: [String], implementation: BenchmarkPlan.Implementation) {
    self.peer = peer
    self.command = command
    self.implementation = implementation
  }
}
