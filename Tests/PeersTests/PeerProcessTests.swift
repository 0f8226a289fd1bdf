import Foundation
import Records
import Suites
import Sweeps
import TestSupport
import Testing

@testable import Peers

@Suite struct PeerProcessTests {
  /// Starts a shell script.
  private func start(_ script: String) throws -> PeerProcess {
    try PeerProcess(["sh", "-c", script], cpus: [allowedCPUs()[0]])
  }

  @Test func linesGoToAndFro() throws {
    let process = try start("echo hello; while read verb count; do echo $count $verb; done")
    #expect(try process.listen() == "hello")
    #expect(try process.ask("steps 12") == "12 steps")
    #expect(try process.ask("losses 3") == "3 losses")
  }

  @Test func itIsHeldToItsCPUs() throws {
    let process = try start(
      #"grep Cpus_allowed_list /proc/self/status; echo "$OMP_NUM_THREADS""#)
    #expect(try process.listen().split(separator: "\t").last == "\(allowedCPUs()[0])")
    #expect(try process.listen() == "1")
  }

  @Test func itsCPUTimeIsTold() throws {
    let process = try start(
      "while read count; do i=0; while [ $i -lt $count ]; do i=$((i + 1)); done; echo $i; done")
    let start = try #require(process.cpuNanoseconds)
    _ = try process.ask("200000")
    let worked = try #require(process.cpuNanoseconds)
    #expect(worked - start > 1_000_000)
    usleep(300_000)
    #expect(try #require(process.cpuNanoseconds) - worked < 100_000_000)
  }

  @Test func theLastComplaintSaysWhyItEnded() throws {
    let process = try start("read line; echo first >&2; echo no such module >&2; exit 3")
    #expect(throws: PeerError("it ended with status 3: no such module")) {
      try process.ask("steps 1")
    }
  }

  @Test func aProgramThatIsNotThereIsAFailure() throws {
    try withTemporaryFolder { folder in
      _ = #expect(
        throws: PeerError("cannot start '\(folder)/python': No such file or directory")
      ) {
        try PeerProcess(["\(folder)/python"], cpus: [allowedCPUs()[0]])
      }
    }
  }

  @Test func aPeerThatIsNotSetUpIsNamed() throws {
    try withTemporaryFolder { folder in
      let session = PeerSession(
        tasks: [PeerTask.catalog[8]], threads: [1], peers: [.jax], rounds: 1, secondsPerTurn: 0.01,
        seed: 1, drivers: folder, environments: "\(folder)/none", program: "/bin/false")
      let error = #expect(throws: SweepError.self) {
        _ = try session.run(
          machine: { fatalError() }, date: { "" }, save: { _ in }, isInterrupted: { false },
          report: { _ in })
      }
      #expect(error?.kind == .unavailable)
      #expect(
        error?.sentence
          == "peer 'jax' is not set up, as there is no \(folder)/none/jax/bin/python; "
          + "run 'make peers PEERS=jax' in gradmark's repository")
    }
  }

  @Test func everyContestantHasANameOfItsOwn() {
    let names = Peer.allCases.flatMap { $0.contestants(for: PeerTask.catalog[3]) }.map(
      \.description)
    #expect(
      names == [
        "jax step", "jax scan", "torch eager", "torch channels-last", "torch compile",
        "keras tensorflow", "keras jax", "sklearn", "fann", "numpy",
      ])
  }
}
