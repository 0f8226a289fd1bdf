import Foundation
import Records
import Suites
import TestSupport
import Testing

@testable import Sweeps

@Suite struct LauncherTests {
  private static let path = "/usr/bin:/bin"

  @Test func placesAreFilledIn() throws {
    let launcher = try Launcher("env -n {ranks} --cpus={threads} x", path: Self.path)
    #expect(launcher.command(ranks: 4, threads: 2) == ["env", "-n", "4", "--cpus=2", "x"])
  }

  @Test func theUsualOneIsFoundInThePath() throws {
    try withTemporaryFolder { folder in
      for name in ["mpirun.mpich", "mpiexec"] {
        let file = "\(folder)/\(name)"
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
      }
      let launcher = try Launcher(nil, path: folder)
      #expect(launcher.command(ranks: 3, threads: 2) == ["mpiexec", "-n", "3"])
      #expect(launcher.template == "mpiexec -n {ranks}")
    }
  }

  @Test func whatCannotLaunchIsRefused() {
    func sentence(_ template: String?, path: String = Self.path) -> String {
      do throws(SweepError) {
        _ = try Launcher(template, path: path)
        return "none"
      } catch {
        return error.sentence
      }
    }
    #expect(sentence(nil, path: "/no such folder").contains("install Open MPI"))
    #expect(sentence("env -n 4").contains("write {ranks} where their number belongs"))
    #expect(
      sentence("no-such-launcher {ranks}")
        == "--launcher: there is no command 'no-such-launcher'; install it, or name another one")
    #expect(sentence("").contains("write {ranks}"))
  }

  @Test func whatTheEnvironmentSaysAlreadyStays() {
    let own = "OMPI_MCA_hwloc_base_binding_policy=core"
    let environment = Launcher.environment([own], isRoot: false)
    #expect(environment.filter { $0.hasPrefix("OMPI_MCA_hwloc") } == [own])
    #expect(environment.contains("MPIR_CVAR_POLLS_BEFORE_YIELD=1"))
    #expect(!environment.contains { $0.hasPrefix("OMPI_ALLOW") })
    #expect(Launcher.environment([], isRoot: true).contains("OMPI_ALLOW_RUN_AS_ROOT=1"))
  }

  /// Has a shell script take the place of a launcher, which is told to start two ranks.
  ///
  /// - Returns: why there is no replicate, and how long that took.
  private func failure(_ script: String) throws -> (reason: String, seconds: Double) {
    try withTemporaryFolder { folder in
      func write(_ name: String, _ text: String) throws {
        try writeProgram("#!/bin/sh\n\(text)\n", to: "\(folder)/\(name)")
      }
      // As the program goes on as the launcher.
      try write("gradmark", #"[ "$1 $2" = "launch --" ] || exit 99; shift 2; exec "$@""#)
      try write("launcher", script)
      let process = MeasuringProcess(
        command: ["\(folder)/gradmark", "measure-case"], environment: ["PATH=\(Self.path)"],
        launcher: try Launcher("\(folder)/launcher {ranks}", path: Self.path))
      let job = MeasuringJob(
        subject: BenchmarkCase(model: "pair", batchSize: 32), threads: [1], ranks: [1, 2],
        usableCPUs: 2, process: 0, caseDigest: "case", seed: 1, secondsPerContestant: 0.1,
        precision: 1)
      let start = Date()
      do throws(MeasuringFailure) {
        _ = try process.replicate(
          job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
      } catch {
        guard case .failed(let reason) = error else { return ("\(error)", 0) }
        return (reason.replacing(folder, with: "."), Date().timeIntervalSince(start))
      }
      return ("none", 0)
    }
  }

  @Test func theRanksAreStartedByTheLauncher() throws {
    let reason = try failure(#"read job; echo "gradmark: $*" >&2; exit 69"#).reason
    #expect(
      reason
        == "the launcher ./launcher ended with status 69: 2 ./gradmark measure-case")
  }

  /// Libraries print on standard output, too, and a status of 0 says nothing of a launcher.
  @Test func anEndWithoutAReplicateIsAFailureWhateverItsStatus() throws {
    let reason = try failure("read job; echo 'WARN: no fast network'; exit 0").reason
    #expect(
      reason
        == "the launcher ./launcher ended with status 0: no rank has told anything; --launcher says how "
        + "{ranks} of them are started")
  }

  @Test func whoKilledARankIsNamedAmongAllThatALauncherSays() throws {
    let reason = try failure(
      """
      read job
      echo '=   PID 4711 RUNNING AT node2'
      echo 'YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)'
      echo 'Please see the FAQ page for debugging suggestions' >&2
      echo ------------------------- >&2
      exit 9
      """
    ).reason
    #expect(
      reason == "the launcher ./launcher ended with status 9: "
        + "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9); "
        + "that was on node2, before the ranks had met")
  }

  /// Two ranks that have told who they are, in the turn of both.
  private static let told = #"""
    read job
    echo '{"ranks":{"_0":[{"host":"node1","process":11},{"host":"node2","process":4711}]}}'
    echo '{"progress":{"_0":{"measuring":{"threads":1,"ranks":2}},"fraction":0.5}}'
    """#

  /// MPICH names a process, and lets no other rank say anything.
  @Test func aRankThatIsKilledIsNamedByItsProcess() throws {
    let reason = try failure(
      Self.told + """

        echo '=   PID 4711 RUNNING AT 10.0.0.2'
        echo 'YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)'
        exit 9
        """
    ).reason
    #expect(
      reason == "the launcher ./launcher ended with status 9: "
        + "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9); "
        + "that was rank 1 on node2, in a turn of 2 ranks × 1 thread")
  }

  /// Where nobody can say which rank it was, all are named.
  @Test func aLauncherThatLosesAHostIsToldWithItsRanks() throws {
    let reason = try failure(
      Self.told + "\necho 'HYDT_bscu_wait_for_completion: process manager error' >&2; exit 255"
    ).reason
    #expect(
      reason == "the launcher ./launcher ended with status 255: "
        + "HYDT_bscu_wait_for_completion: process manager error; "
        + "the ranks were rank 0 on node1, rank 1 on node2, in a turn of 2 ranks × 1 thread")
  }

  /// Who is killed has nothing to say, and neither have its ranks, whose words went through it.
  @Test func aLauncherThatIsKilledIsToldWithItsRanksAndTheLastStep() throws {
    let step = #"echo '{"step":{"_0":41}}'; echo '{"step":{"_0":812}}'"#
    let (reason, seconds) = try failure(Self.told + "\n\(step)\nkill -KILL $$")
    #expect(
      reason
        == "the launcher ./launcher ended with status 137: "
        + "the ranks were rank 0 on node1, rank 1 on node2, in a turn of 2 ranks × 1 thread; "
        + "the last step that was told of is 812")
    // What it left on other hosts has some time to end.
    #expect(seconds > 2)
  }

  /// However much others say, where it was is not cut off.
  @Test func whereItHappenedStandsBehindLongComplaints() throws {
    let long = String(repeating: "x", count: 900)
    let reason = try failure(Self.told + "\necho '\(long)' >&2; exit 1").reason
    #expect(
      reason.hasSuffix(
        "xxx; the ranks were rank 0 on node1, rank 1 on node2, in a turn of 2 ranks × 1 thread"))
    #expect(reason.count < 600)
  }

  /// A rank of three that is stopped before they have met: the others tell that they wait, and cannot tell for whom.
  @Test func whoeverDoesNotWaitWhileAllOthersDoIsNamed() {
    func reason(_ waiting: Set<Int>, hosts: [String] = []) -> String? {
      LaunchEnd(
        complaints: ["gradmark: rank 0 on node1: it waits for all other ranks"], remarks: [],
        members: [], phase: nil, waiting: waiting, awaited: 3, hosts: hosts
      ).reason
    }
    let said = "rank 0 on node1: it waits for all other ranks"
    #expect(reason([0, 1]) == "\(said); nothing was heard of rank 2")
    #expect(
      reason([0], hosts: ["node1", "node1", "node2"])
        == "\(said); nothing was heard of rank 1 on node1, rank 2 on node2")
    #expect(reason([0, 1, 2]) == said)
    #expect(reason([]) == said)
  }

  /// What a rank has waited for and has come is no news of an end.
  @Test func ranksThatHaveComeAreNotMissed() throws {
    let waits = #"echo '{"waiting":{"rank":0,"ranks":3}}'; echo '{"waiting":{"rank":2,"ranks":3}}'"#
    let complaint = "echo 'gradmark: it ends' >&2; exit 69"
    let early = try failure("read job; \(waits); \(complaint)").reason
    #expect(
      early == "the launcher ./launcher ended with status 69: it ends; nothing was heard of rank 1")
    let late = try failure("\(waits)\n\(Self.told)\n\(complaint)").reason
    #expect(late == "the launcher ./launcher ended with status 69: it ends")
  }

  /// As Slurm 22.05 does, whose last lines are about tasks that it has ended itself.
  @Test func theTaskThatSrunLostFirstIsNamed() throws {
    let reason = try failure(
      Self.told + """

        echo 'srun: error: node2: task 1: Killed' >&2
        echo 'slurmstepd-node1: error: *** STEP 24.0 ON node1 CANCELLED ***' >&2
        echo 'srun: error: node1: task 0: Killed' >&2
        echo 'srun: Force Terminated StepId=24.0' >&2
        exit 137
        """
    ).reason
    #expect(
      reason
        == "the launcher ./launcher ended with status 137: srun: error: node2: task 1: Killed; "
        + "the ranks were rank 0 on node1, rank 1 on node2, in a turn of 2 ranks × 1 thread")
  }

  @Test func aTaskThatEndedByItselfHasSaidWhy() {
    let end = LaunchEnd(
      complaints: [
        "gradmark: other flags", "srun: error: node1: tasks 0-1: Exited with exit code 64",
      ], remarks: [], members: [], phase: nil)
    #expect(end.reason == "other flags")
  }

  /// `srun` waits for CPUs that are taken, and MPICH's launcher for hosts that cannot reach it.
  @Test func aLauncherThatWaitsForEverIsToldWithWhatItSaidLast() throws {
    let child = try ChildProcess(
      ["sh", "-c", "echo 'srun: step creation temporarily disabled, retrying' >&2; exec sleep 20"],
      environment: ["PATH=\(Self.path)"])
    let measuring = MeasuringChild(
      child, Program(file: "", digest: nil), launcher: "srun", silenceLimit: .seconds(2))
    var reason = "none"
    do throws(MeasuringFailure) {
      _ = try measuring.places(ranks: 2)
    } catch {
      if case .failed(let sentence) = error { reason = sentence }
    }
    #expect(
      reason == "the launcher srun said nothing for 2 seconds, and was ended: "
        + "srun: step creation temporarily disabled, retrying")
  }

  /// Hosts count their processes each for themselves: an equal number on two of them names a rank with the host.
  @Test func anEqualProcessNumberOnTwoHostsIsToldApartByTheHost() {
    let members = ["node1", "node2"].map { RankProcess(host: $0, process: 7) }
    func reason(_ line: String) -> String? {
      LaunchEnd(complaints: [], remarks: [line], members: members, phase: .preparing).reason
    }
    #expect(
      reason("=   PID 7 RUNNING AT node2") == "that was rank 1 on node2, before the first step")
    #expect(
      reason("=   PID 7 RUNNING AT 10.0.0.2")
        == "the ranks were rank 0 on node1, rank 1 on node2, before the first step")
  }

  /// What a launcher leaves behind holds its output open.
  @Test func theEndOfALauncherIsNoticedWhileItsOutputIsOpen() throws {
    let (reason, seconds) = try failure("read job; sleep 20 & exit 137")
    #expect(reason == "the launcher ./launcher ended with status 137")
    #expect(seconds < 15)
  }

  /// Engines wait for ever for a host that is stopped, and so do their launchers.
  @Test func aLauncherThatWaitsForOthersEndsWithTheFirstRankThatTells() throws {
    let (reason, seconds) = try failure(
      """
      read job
      echo 'gradmark: rank 0 on node1: step 3 is not over after 2 s' >&2
      echo 'unable to send signal downstream' >&2
      echo 'gradmark: rank 2 on node3: ended by SIGTERM in step 3' >&2
      trap 'echo "rank 0 exited on signal 15" >&2; exit 7' TERM
      while :; do sleep 0.1; done
      """)
    #expect(
      reason
        == "the launcher ./launcher ended with status 7: rank 0 on node1: step 3 is not over after 2 s; "
        + "rank 0 exited on signal 15")
    #expect(seconds < 15)
  }

  /// It closes its output and stays: it is told to end, and has time for its ranks.
  @Test func aLauncherThatStaysIsToldToEndBeforeItIsKilled() throws {
    let (reason, seconds) = try failure(
      """
      trap 'echo "gradmark: rank 1 on node2: all ranks ended" >&2; exit 7' TERM
      read job; exec >&-; exec <&-
      while :; do sleep 0.1; done
      """)
    #expect(
      reason == "the launcher ./launcher ended with status 7: rank 1 on node2: all ranks ended")
    #expect(seconds < 15)
  }
}
