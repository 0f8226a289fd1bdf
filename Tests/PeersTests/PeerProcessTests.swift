import Foundation
import Networks
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

  @Test func whatItUsesIsTold() throws {
    let process = try start(
      "while read count; do i=0; while [ $i -lt $count ]; do i=$((i + 1)); done; echo $i; done")
    let start = try #require(process.usage)
    _ = try process.ask("200000")
    let worked = try #require(process.usage)
    #expect(worked.cpuMicroseconds - start.cpuMicroseconds > 1_000)
    usleep(300_000)
    #expect(try #require(process.usage).cpuMicroseconds - worked.cpuMicroseconds < 100_000)
  }

  @Test func aRefusalIsAStatusAndASentenceBeforeAnythingElse() throws {
    #expect(throws: PeerError("it has no such layer", isRefusal: true)) {
      try start("echo it has no such layer >&2; exit 2").listen()
    }
    let late = try start("echo hello; echo no >&2; exit 2")
    #expect(try late.listen() == "hello")
    #expect(throws: PeerError("it ended with status 2: no")) { try late.listen() }
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
}
