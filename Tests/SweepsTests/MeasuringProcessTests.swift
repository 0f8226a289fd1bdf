import Foundation
import Records
import TestSupport
import Testing

@testable import Sweeps

@Suite struct MeasuringProcessTests {
  private func reason(
    of script: String, isInterrupted: @escaping () -> Bool = { false }
  ) throws -> String? {
    try withTemporaryFolder { folder -> String? in
      let process = MeasuringProcess(
        command: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"],
        temporaryFolder: folder)
      defer {
        #expect((try? FileManager.default.contentsOfDirectory(atPath: folder)) == [])
      }
      do throws(MeasuringFailure) {
        _ = try process.replicate(
          ScriptedCase().job, cpus: nil, isInterrupted: isInterrupted, report: { _, _ in })
        return nil
      } catch {
        switch error {
        case .failed(let reason): return reason
        case .interrupted: return "interrupted"
        }
      }
    }
  }

  @Test func aCrashIsNamedWithTheLastComplaint() throws {
    let failure = try reason(of: "read job; echo early >&2; echo out of luck >&2; kill -SEGV $$")
    #expect(
      failure == "the process was ended by signal 11 (Segmentation fault): out of luck")
  }

  @Test func anExitWithoutAWordIsNamed() throws {
    #expect(try reason(of: "read job; exit 3") == "the process was ended by exit status 3")
  }

  @Test func whatIsNoMessageIsQuoted() throws {
    #expect(
      try reason(of: "read job; echo hello") == "the process says 'hello', which is no message")
  }

  @Test func aProgramThatDoesNotExistIsNamed() throws {
    try withTemporaryFolder { folder in
      let process = MeasuringProcess(
        command: ["\(folder)/gradmark"], environment: [], temporaryFolder: folder)
      _ = #expect(throws: MeasuringFailure.self) {
        try process.replicate(
          ScriptedCase().job, cpus: nil, isInterrupted: { false }, report: { _, _ in })
      }
    }
  }

  @Test func anInterruptionEndsASilentChild() throws {
    #expect(try reason(of: "read job; sleep 100", isInterrupted: { true }) == "interrupted")
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
      let process = MeasuringProcess(
        command: ["sh", "-c", script], environment: ["PATH=/usr/bin:/bin"],
        temporaryFolder: folder)
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
