import Foundation
import Records
import TestSupport
import Testing

@testable import Sweeps

@Suite struct MeasuringProcessTests {
  private func process(_ script: String, data: AnonymousFile? = nil) -> MeasuringProcess {
    MeasuringProcess(
      command: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], data: data)
  }

  private func reason(
    of script: String, isInterrupted: @escaping () -> Bool = { false }
  ) -> String? {
    do throws(MeasuringFailure) {
      _ = try process(script).replicate(
        ScriptedCase().job, cpus: nil, isInterrupted: isInterrupted, report: { _, _ in })
      return nil
    } catch {
      switch error {
      case .failed(let reason): return reason
      case .notStarted(let reason): return "not started: \(reason)"
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

  @Test func aProgramThatCannotBeStartedIsNamed() {
    let process = MeasuringProcess(command: ["/nowhere/gradmark"], environment: [])
    let failure = #expect(throws: MeasuringFailure.self) {
      try process.replicate(
        ScriptedCase().job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
    }
    guard case .notStarted(let reason) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(reason == "cannot start '/nowhere/gradmark': No such file or directory")
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

  @Test func anInterruptionEndsASilentChild() throws {
    #expect(reason(of: "read job; sleep 100", isInterrupted: { true }) == "interrupted")
  }

  @Test func progressAndReplicateComeThroughAsSent() throws {
    let scripted = ScriptedCase()
    let expected = try scripted.replicate()
    let messages: [ChildMessage] = [
      .progress(.verifying(threads: 2), fraction: 0.25), .replicate(expected),
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
      #expect(try JSONDecoder().decode(MeasuringJob.self, from: job) == scripted.job)
      let mask = try String(contentsOfFile: "\(folder)/cpus", encoding: .utf8)
      #expect(mask.split(whereSeparator: \.isWhitespace).last.map(String.init) == "\(cpu)")
    }
  }
}
