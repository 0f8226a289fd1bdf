import Foundation
import Records
import Suites

/// A library that is set up on this machine: what starts it, and how the plan knows it.
public struct ReadyPeer: Sendable {
  let peer: Peer
  /// Python and the driver.
  let command: [String]
  /// Its name, its version, and the digest of its driver with what that asks for.
  public let implementation: BenchmarkPlan.Implementation

  /// Has a library tell its version, so that one that is missing is told before any work.
  ///
  /// - Parameters:
  ///   - peer: the library.
  ///   - drivers: the folder of the drivers.
  ///   - environments: the folder of the virtual environments.
  /// - Throws: a `SweepError` with the remedy where it is not set up.
  public init(_ peer: Peer, drivers: String, environments: String) throws(SweepError) {
    let command = try peer.command(drivers: drivers, environments: environments)
    let files = [
      "\(drivers)/\(peer.driver)", "\(drivers)/peer.py",
      "\(environments)/\(peer.environment)/requirements.txt",
    ]
    let version = try peer.version(
      command, remedy: peer.remedy(drivers: drivers, environments: environments))
    self.init(peer, command: command, files: files, version: version)
  }

  /// Names a library that is known already.
  init(_ peer: Peer, command: [String], files: [String] = [], version: String) {
    self.peer = peer
    self.command = command
    var hash = SHA256()
    for file in files { hash.update((fileDigest(file).value ?? "none").utf8) }
    implementation = BenchmarkPlan.Implementation(
      name: peer.rawValue, program: hash.hexadecimal(), version: version)
  }
}

extension Peer {
  /// The library's version, by its driver.
  fileprivate func version(
    _ command: [String], remedy: String
  ) throws(SweepError) -> String {
    do {
      return try PeerProcess(
        command + ["--version", "1", forms(for: nil)[0]], cpus: allowedCPUs()
      ).listen()
    } catch {
      throw SweepError(.unavailable, "peer '\(rawValue)' does not start: \(error); \(remedy)")
    }
  }
}
