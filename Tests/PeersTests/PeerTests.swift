import Foundation
import Networks
import Suites
import TestSupport
import Testing

@testable import Peers

@Suite struct PeerTests {
  private func places(_ folder: String) -> PeerPlaces {
    PeerPlaces(drivers: folder, environments: folder)
  }

  private func peer(_ text: String) throws -> Peer { try #require(Peer(text)) }

  @Test func aLibraryThatIsNotSetUpIsNamed() throws {
    try withTemporaryFolder { folder in
      let jax = try peer("jax")
      let places = PeerPlaces(drivers: folder, environments: "\(folder)/none")
      let error = #expect(throws: SweepError.self) { try ReadyPeer(jax, in: places) }
      #expect(error?.kind == .unavailable)
      #expect(
        error?.sentence
          == "peer 'jax' is not set up, as there is no \(folder)/none/jax/bin/python; "
          + "type 'python3 \(folder)/set_up.py \(folder)/none jax'")
      #expect(jax.obstacle(in: places) == error?.sentence)
    }
  }

  @Test func aLibraryThatDoesNotStartIsNamedWithItsComplaint() throws {
    try withTemporaryFolder { folder in
      let environment = "\(folder)/numpy/bin"
      try FileManager.default.createDirectory(
        atPath: environment, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: "\(environment)/python", withDestinationPath: "/bin/sh")
      func write(_ script: String) throws {
        try Data(script.utf8).write(to: URL(filePath: "\(folder)/numpy_peer.py"))
      }
      let (numpy, places) = (try peer("numpy"), places(folder))
      try write("echo no module named numpy >&2; exit 1\n")
      let error = #expect(throws: SweepError.self) { try ReadyPeer(numpy, in: places) }
      #expect(
        error?.sentence
          == "peer 'numpy' does not start: it ended with status 1: no module named numpy; "
          + "type 'python3 \(folder)/set_up.py \(folder) numpy'")
      try write("echo NumPy 9 of $1\n")
      let ready = try ReadyPeer(numpy, in: places)
      #expect(ready.implementation.version == "NumPy 9 of --version")
      #expect(numpy.obstacle(in: places) == nil)
      // What a plan knows before anybody is asked.
      #expect(
        numpy.implementation(in: places, version: nil).program == ready.implementation.program)
      // Another driver is another program.
      try write("echo NumPy 9\n")
      let other = try ReadyPeer(numpy, in: places)
      #expect(other.implementation.program != ready.implementation.program)
    }
  }

  @Test func everyLibraryHasItsForms() throws {
    let conv = try PeerTask(Catalog.conv, batchSize: 8)
    #expect(
      Peer.known.map { $0.forms(for: conv) } == [
        ["step", "scan"], ["eager", "channels-last"], ["eager"], ["compile"], ["tensorflow"],
        ["jax"],
        [""], [""], [""],
      ])
    let pair = try PeerTask(Catalog.pair, batchSize: 32)
    #expect(try peer("torch").forms(for: pair) == ["eager"])
  }

  @Test func eachHasADriverAndWhatItIsSetUpFrom() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Benchmarks/Peers").standardized
    for peer in Peer.known {
      let requirements = folder.appending(path: "requirements/\(peer.environment).txt").path
      #expect(FileManager.default.fileExists(atPath: requirements))
      let obstacle = peer.obstacle(in: PeerPlaces(drivers: folder.path, environments: "/none"))
      #expect(obstacle?.contains("/none/\(peer.environment)/bin/python;") == true)
    }
  }

  @Test func aDriverOfOnesOwnIsOneFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/mine_peer.sh"
      let mine = try peer(path)
      #expect(mine.name == "mine" && mine.hasNameOfItsOwn && mine.forms(for: nil) == [""])
      #expect(
        mine.obstacle(in: places(folder)) == "there is no driver '\(path)'; name one that is there")
      try writeProgram("#!/bin/sh\necho Mine 7\n", to: path)
      try #require(chmod(path, 0o644) == 0)
      #expect(mine.obstacle(in: places(folder))?.contains("type 'chmod +x \(path)'") == true)
      try #require(chmod(path, 0o755) == 0)
      let ready = try ReadyPeer(mine, in: places(folder))
      #expect(ready.implementation.name == "mine" && ready.implementation.version == "Mine 7")
    }
    #expect(Peer("caffe") == nil)
    for name in ["./gradmark.py", "./A", "./gradmark-shuffled", "./my library.py", "./_peer.py"] {
      #expect(try !peer(name).hasNameOfItsOwn)
    }
  }

  /// It finds what the drivers here share, and the environment that is called as it is, if there is one.
  @Test func aDriverInPythonNeedsNoPlaceHere() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/mine_peer.py"
      try Data("import peer\nprint('Mine of', peer.__name__)\n".utf8)
        .write(to: URL(filePath: path))
      try Data().write(to: URL(filePath: "\(folder)/peer.py"))
      let elsewhere = "\(folder)/elsewhere"
      try FileManager.default.createDirectory(
        atPath: elsewhere, withIntermediateDirectories: false)
      try FileManager.default.moveItem(atPath: path, toPath: "\(elsewhere)/mine_peer.py")
      let mine = try peer("\(elsewhere)/mine_peer.py")
      let command = try mine.command(
        in: PeerPlaces(drivers: folder, environments: folder, searchPath: "/mine"))
      #expect(
        command == ["env", "PYTHONPATH=\(folder):/mine", "python3", "\(elsewhere)/mine_peer.py"])
      #expect(try ReadyPeer(mine, in: places(folder)).implementation.version == "Mine of peer")
      let environment = "\(folder)/mine/bin"
      try FileManager.default.createDirectory(
        atPath: environment, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: "\(environment)/python"))
      #expect(try mine.command(in: places(folder))[2] == "\(environment)/python")
    }
  }
}
