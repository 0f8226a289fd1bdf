import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

@Suite struct PublicationTests {
  @Test func whatIsWrittenIsUpToDateUntilAnyFileChanges() throws {
    try withReadme("<!-- gradmark:begin summary results/run pair/32 -->") { results, readme in
      let before = try Publication(of: results).difference
      #expect(before == "\(results)/run/README.md cannot be read; 'gradmark publish' makes it")
      let publication = try Publication(of: results)
      try publication.write()
      #expect(publication.index.count == 1)
      #expect(publication.difference == nil)
      let text = try String(contentsOfFile: readme, encoding: .utf8)
      #expect(text.hasPrefix("# Mine\n<!-- gradmark:begin summary results/run pair/32 -->\n\n|"))
      #expect(text.contains("| `pair` | 32 | 16."))
      #expect(text.hasSuffix(" |\n\n?: \(undecidedText).\n\n<!-- gradmark:end -->\n"))
      let files = publication.files.map(\.path)
      #expect(files.contains("\(results)/README.md"))
      for path in files {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        // What stands around a part may be anything.
        let damaged = path == files.last ? text.replacing("`pair`", with: "`pear`") : text + "x"
        try Data(damaged.utf8).write(to: URL(filePath: path))
        let difference = try Publication(of: results).difference
        #expect(difference?.contains(" of \(path) is not what the records give") == true)
        try Data(text.utf8).write(to: URL(filePath: path))
      }
    }
  }

  @Test func theNewestRunBesideLibrariesIsShown() throws {
    try withReadme("<!-- gradmark:begin libraries results pair/32 -->\n\nbefore\n") {
      results, readme in
      func text() throws -> String { try String(contentsOfFile: readme, encoding: .utf8) }
      // Without such a run, what stands there stays.
      try Publication(of: results).write()
      #expect(try text().contains("-->\n\nbefore\n\n<!-- gradmark:end -->\n"))
      let folder = RunFolder(path: "\(results)/beside")
      try folder.create()
      try folder.write(writtenLog(of: peerEntries()))
      let publication = try Publication(of: results)
      try publication.write()
      #expect(publication.difference == nil)
      expectEqual(
        try text(),
        """
        # Mine
        <!-- gradmark:begin libraries results pair/32 -->

        <img align="top" src="results/beside/scaling.svg" alt="2 threads run medium networks 1.67× as \
        fast"> <img align="top" src="results/beside/libraries.svg" alt="Time of a step over gradmark's">

        Beside jax and numpy, in turns and at equal and proven work, on AMD EPYC, 2 of 2 cores, AVX2, \
        2026-01-31: gradmark is faster than the fastest of them in 2 of 2 cells, slower in 0; from 2.00× \
        (pair, batch 32, 1 thread) to 2.50× (pair, batch 32, 2 threads) as fast. All figures are to be \
        taken with care: a case had 2 processes. All cells, and what every column means, are in \
        [this run's page](results/beside/README.md). †: beyond what the machine allowed, so that its \
        ceiling was measured too low.

        | network | batch | 1 thread | 2 threads | speed-up | of the FMA peak, 2 threads | time of jax / gradmark, 1 and 2 threads | time of numpy / gradmark, 1 and 2 threads |
        | :-- | --: | --: | --: | :-- | --: | --: | --: |
        | `pair` | 32 | 3.20 M | 5.33 M | 1.67× [1.67, 1.67] † | 8.53 % | 2.00×, 2.50× | — |

        <!-- gradmark:end -->

        """)
      // A newer one over ranks shows what their connections allow.
      let date = "2026-02-28T12:00:00Z"
      let ranked = try peerEntries { $0.date = date }.map { entry -> LogEntry in
        guard case .plan(let plan) = entry else { return entry }
        let host = Launched.Host(name: "node", ranks: [0], fingerprint: plan.fingerprint)
        return .plan(
          try PlanEntry(
            plan: plan.plan, fingerprint: plan.fingerprint,
            launch: Launched(
              engine: "Open MPI v4.1.4", launcher: "mpirun -n {ranks}", hosts: [host]),
            advice: [], date: date))
      }
      let shown = try text(), other = RunFolder(path: "\(results)/ranks")
      try other.create()
      try other.write(writtenLog(of: ranked))
      try Publication(of: results).write()
      #expect(try text() == shown)
    }
  }

  @Test(arguments: [
    ("summary results/none", "asks for 'summary results/none', but a part is a 'summary' and a "),
    ("table results/run", "asks for 'table results/run', but a part is a 'summary' and a run's "),
    ("summary results/run pair/64", "asks for 'pair/64', which the run run does not have; name a "),
  ])
  func aPartThatNobodyCanMakeIsNamed(marker: String, clause: String) throws {
    try withReadme("<!-- gradmark:begin \(marker) -->") { results, readme in
      let error = #expect(throws: RecordError.self) { try Publication(of: results) }
      #expect(error?.description.contains(clause) == true)
    }
  }

  @Test func aRunThatIsNotConsistentIsRefused() throws {
    try withRun { folder in
      let text = try String(contentsOfFile: folder.logFile.path, encoding: .utf8)
      try folder.write(text.replacing(":03Z", with: ":02Z"), as: "records.jsonl")
      let results = String(folder.path.dropLast(4))
      let error = #expect(throws: RecordError.self) { try Publication(of: results) }
      #expect(
        error?.description
          == "\(folder.path) is not published, since it does not hold that every line follows from "
          + "the one before it: line 5 does not follow from the line before it; restore its records"
      )
    }
  }

  private func withReadme(_ marker: String, _ body: (String, String) throws -> Void) throws {
    try withRun { folder in
      let results = String(folder.path.dropLast(4))
      let readme = "\(results)/../README.md"
      try Data("# Mine\n\(marker)\n<!-- gradmark:end -->\n".utf8)
        .write(to: URL(filePath: readme))
      try body(results, readme)
    }
  }
}
