import Foundation
import Records
import TestSupport
import Testing

@testable import Sweeps

@Suite struct MeasuringProcessTests {
  private func process(
    _ script: String, shell: String = "sh", data: AnonymousFile? = nil
  ) -> MeasuringProcess {
    MeasuringProcess(
      command: [shell, "-c", script], environment: ["PATH=/usr/bin:/bin"], data: data)
  }

  private func reason(
    of script: String, binaryDigest: String? = nil, shell: String = "sh",
    isInterrupted: @escaping () -> Bool = { false }
  ) -> String? {
    let scripted = ScriptedCase()
    scripted.job.binaryDigest = binaryDigest
    do throws(MeasuringFailure) {
      _ = try process(script, shell: shell).replicate(
        scripted.job, cpus: nil, isInterrupted: isInterrupted, report: { _, _ in })
      return nil
    } catch {
      switch error {
      case .failed(let reason): return reason
      case .notStarted(let reason): return "not started: \(reason)"
      case .otherProgram(let digest): return "a program of \(digest ?? "no file")"
      case .interrupted: return "interrupted"
      }
    }
  }

  @Test func aCrashIsNamedWithTheLastComplaint() {
    let failure = reason(of: "read job; echo early >&2; echo out of luck >&2; kill -SEGV $$")
    #expect(
      failure == "the process was ended by signal 11 (Segmentation fault): out of luck")
  }

  @Test func anExitWithoutAWordIsNamed() throws {
    #expect(reason(of: "read job; exit 3") == "the process was ended by exit status 3")
  }

  @Test func whatIsNoMessageIsQuoted() throws {
    #expect(
      reason(of: "read job; echo hello") == "the process says 'hello', which is no message")
  }

  @Test func aProgramThatCannotBeStartedIsNamed() throws {
    try withTemporaryFolder { folder in
      let process = MeasuringProcess(command: ["\(folder)/gradmark"], environment: [])
      let failure = #expect(throws: MeasuringFailure.self) {
        try process.replicate(
          ScriptedCase().job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
      }
      guard case .notStarted(let reason) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(reason == "cannot start '\(folder)/gradmark': No such file or directory")
    }
  }

  /// As a process without memory is, by the kernel.
  @Test func aKilledProcessIsNamedWithWhoKills() {
    #expect(
      reason(of: "read job; kill -KILL $$")
        == "the process was ended by signal 9 (Killed), as the kernel does where memory runs out")
  }

  @Test func theChildHasTheDataFileUnderItsDescriptor() throws {
    let data = try AnonymousFile()
    let script = #"""
      read job; fd=${job#*'"dataDescriptor":'}; fd=${fd%%[,\}]*}
      echo kept >/proc/self/fd/$fd; echo "$fd" >&2; exit 3
      """#
    let failure = #expect(throws: MeasuringFailure.self) {
      try process(script, data: data).replicate(
        ScriptedCase().job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
    }
    guard case .failed(let reason) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(reason == "the process was ended by exit status 3: \(data.descriptor)")
    #expect(try String(contentsOfFile: data.path, encoding: .utf8) == "kept\n")
  }

  @Test func aChildOfAnotherProgramIsTold() throws {
    let message = try JSONEncoder().encode(ChildMessage.program(.value("bb")))
    let script = "read job; echo '\(String(decoding: message, as: UTF8.self))'; exit 3"
    #expect(reason(of: script, binaryDigest: "aa") == "a program of bb")
    #expect(reason(of: script, binaryDigest: "bb") == "the process was ended by exit status 3")
  }

  /// One that fails before it can say so, or that is of a version which never did.
  @Test(arguments: ["exit 64", "echo hello"])
  func aChildThatDoesNotSayWhichProgramItIsIsKnownByItsFile(deed: String) throws {
    let shell = try #require(fileDigest("/bin/sh").value)
    let failure = reason(of: "read job; \(deed)", binaryDigest: shell, shell: "/bin/sh")
    #expect(failure?.hasPrefix("the process") == true)
    let other = reason(of: "read job; \(deed)", binaryDigest: "aa", shell: "/bin/sh")
    #expect(other == "a program of \(shell)")
  }

  @Test func aProgramThatIsGoneIsTold() {
    #expect(
      reason(of: "", binaryDigest: "aa", shell: "/bin/no such shell") == "a program of no file")
  }

  @Test func anInterruptionEndsASilentChild() throws {
    #expect(reason(of: "read job; sleep 100", isInterrupted: { true }) == "interrupted")
  }

  @Test func progressAndReplicateComeThroughAsSent() throws {
    let scripted = ScriptedCase()
    let expected = try scripted.replicate()
    let messages: [ChildMessage] = [
      .program(.value("program")), .progress(.verifying(threads: 2), fraction: 0.25),
      .replicate(expected),
    ]
    try withTemporaryFolder { folder in
      var lines = Data()
      for message in messages { lines += try JSONEncoder().encode(message) + [10] }
      try lines.write(to: URL(filePath: "\(folder)/messages"))
      // The child's affinity mask is what its parent set; the job is what it reads.
      let script = """
        read job; echo "$job" > \(folder)/job
        grep Cpus_allowed_list /proc/self/status > \(folder)/cpus; cat \(folder)/messages
        """
      var phases: [SweepEvent.Phase] = []
      let process = process(script)
      let cpu = try #require(CPUPlace.usable().first?.cpu)
      let replicate = try process.replicate(
        scripted.job, cpus: [cpu], isInterrupted: { false },
        report: { phase, _ in
          phases.append(phase)
        })
      #expect(replicate == expected)
      #expect(phases == [.verifying(threads: 2)])
      let job = try Data(contentsOf: URL(filePath: "\(folder)/job"))
      var told = try JSONDecoder().decode(MeasuringJob.self, from: job)
      #expect(try #require(told.startNanoseconds) > 0)
      told.startNanoseconds = nil
      #expect(told == scripted.job)
      let mask = try String(contentsOfFile: "\(folder)/cpus", encoding: .utf8)
      #expect(mask.split(whereSeparator: \.isWhitespace).last.map(String.init) == "\(cpu)")
    }
  }
}
