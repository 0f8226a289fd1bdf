import Foundation
import Glibc
import TestSupport
import Testing

@testable import Sweeps

/// The program as it starts a launcher, which is a script here, and ends what that leaves.
@Suite struct LaunchCommandTests {
  /// What came of a script in a launcher's place, told to end once it is ready if at all: the status, the
  /// seconds, and which of the processes whose numbers it wrote down are there still.
  private func launch(
    _ script: String, isTold: Bool = false
  ) throws -> (status: Int32, seconds: Double, left: [pid_t]) {
    try withTemporaryFolder { folder in
      let start = Date()
      // Foundation's would wait for whoever is left, too.
      let program = try ChildProcess(
        [Self.program, "launch", "--", "sh", "-c", "cd '\(folder)'\n\(script)"],
        environment: ["PATH=/usr/bin:/bin"], graceSeconds: 60)
      if isTold {
        while !program.hasEnded, access("\(folder)/ready", F_OK) != 0 { usleep(20_000) }
      }
      let status = program.end(withinSeconds: isTold ? 0 : 60)
      let seconds = Date().timeIntervalSince(start)
      let numbers = (try? String(contentsOfFile: "\(folder)/numbers", encoding: .utf8)) ?? ""
      let all = numbers.split(separator: "\n").compactMap { pid_t($0) }
      #expect(!all.isEmpty)
      let left = all.filter { kill($0, 0) == 0 }
      for process in left { kill(process, SIGKILL) }
      return (status, seconds, left)
    }
  }

  private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "gradmark").path

  /// One that stays in a session of its own, whose child is deaf, and one that is stopped.
  private static let others = """
    setsid sh -c 'echo $$ >>numbers; sh -c "trap : TERM; echo \\$\\$ >>numbers; while :; do sleep 0.1; done"' &
    sh -c 'echo $$ >>numbers; kill -STOP $$' &
    while [ $(cat numbers 2>/dev/null | wc -l) -lt 3 ]; do sleep 0.05; done

    """

  @Test func nobodyOutlivesALauncherThatIsKilled() throws {
    let end = try launch(Self.others + "kill -KILL $$")
    #expect(end.status == 137)
    #expect(end.left == [])
    #expect(end.seconds < 15)
  }

  /// Whoever ends by itself, as ranks do that find their launcher gone, is waited for, and no longer.
  @Test func whoeverEndsByItselfIsWaitedFor() throws {
    let end = try launch("setsid sh -c 'echo $$ >numbers; sleep 1' & sleep 0.3; exit 7")
    #expect(end.status == 7)
    #expect(end.left == [])
    #expect(end.seconds > 0.9)
  }

  /// What is left where all went well is meant to stay, as a connection that is kept for the next launch.
  @Test func whatALauncherLeavesThatEndedWellStays() throws {
    let end = try launch("setsid sleep 30 & echo $! >numbers; exit 0")
    #expect(end.status == 0)
    #expect(end.left.count == 1)
    #expect(end.seconds < 15)
  }

  @Test func aLauncherIsToldToEndAndWhatItLeavesAsWell() throws {
    let end = try launch(
      "trap 'exit 0' TERM\n" + Self.others + "echo >ready; while :; do sleep 0.1; done",
      isTold: true)
    #expect(end.status == 0)
    #expect(end.left == [])
  }

  /// It has five seconds.
  @Test func aLauncherThatDoesNotEndIsKilled() throws {
    let end = try launch(
      "echo $$ >numbers; trap : TERM; echo >ready; while :; do sleep 0.1; done", isTold: true)
    #expect(end.status == 137)
    #expect(end.left == [])
    #expect(end.seconds > 5 && end.seconds < 15)
  }

  @Test func aLauncherThatIsNotThereIsNamed() throws {
    let program = try ChildProcess(
      [Self.program, "launch", "--", "/no such launcher"], environment: ["PATH=/usr/bin:/bin"])
    let status = program.end(withinSeconds: 60)
    #expect(status == 69)
    let complaint = program.lastComplaint.map { String($0) } ?? ""
    #expect(
      complaint
        == "gradmark: cannot start '/no such launcher': no such file or directory; name a launcher with "
        + "--launcher")
  }
}
