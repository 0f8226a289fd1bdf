import Foundation
import Records
import Testing

@testable import Reports

@Suite struct ResultsIndexTests {
  @Test func runsAreListedNewestFirstInAnyOrder() throws {
    let (first, second) = (try exampleModel(), try laterModel())
    expectEqual(ResultsIndex([first, second]).markdown, index)
    expectEqual(ResultsIndex([second, first]).markdown, index)
  }

  @Test func publishingTwiceWritesTheSameBytes() throws {
    try withTemporaryFolder { results in
      for name in ["run-a", "run-b"] {
        let folder = RunFolder(path: "\(results)/\(name)")
        try folder.create()
        try folder.write(RunLog(entries: soundEntries()))
      }
      let stopped = RunFolder(path: "\(results)/stopped")
      try stopped.create()
      try Data().write(to: URL(filePath: stopped.logFile.path))

      let index = try ResultsIndex.publish(results)
      let first = try String(contentsOfFile: "\(results)/README.md", encoding: .utf8)
      try ResultsIndex.publish(results)
      let second = try String(contentsOfFile: "\(results)/README.md", encoding: .utf8)
      #expect(index.runs.map(\.name) == ["run-b", "run-a"])
      #expect(first == index.markdown)
      #expect(first == second)
      #expect(FileManager.default.fileExists(atPath: "\(results)/run-a/README.md"))
      #expect(FileManager.default.fileExists(atPath: "\(results)/run-a/report.html"))
      #expect(FileManager.default.fileExists(atPath: "\(results)/index.html"))
      #expect(!FileManager.default.fileExists(atPath: "\(results)/stopped/README.md"))
    }
  }

  @Test func thePageForABrowserLeadsToThoseOfTheRuns() throws {
    let html = try ResultsIndex([exampleModel(), laterModel()]).page.html()
    #expect(html.contains("<a href=\"2026-01-31-amd-epyc-2c/report.html\">"))
    #expect(html.contains("<div><dt>runs</dt><dd>2</dd></div>"))
    #expect(!html.contains("README.md"))
  }

  @Test func withoutRunsThePageSaysSo() {
    #expect(ResultsIndex([]).markdown.hasSuffix("\nThere are no runs yet.\n"))
  }
}

private let index = """
  # Results

  Made by `gradmark publish` from the records in the folders below; each run's page has all its \
  numbers.

  ## Runs

  | run | machine | measured | commit | best throughput | best arithmetic | scaling | verified |
  | :-- | :-- | :-- | :-- | :-- | :-- | :-- | :-- |
  | [2026-02-28-amd-epyc-2c](2026-02-28-amd-epyc-2c/README.md) | AMD EPYC, 2 of 2 cores | \
  2026-02-28 | def5678 | 32 M samples/s (pair, batch 32, 1 thread) | 237 GFLOP/s, 47 % of peak \
  (denoise, batch 1024, 2 threads) | 0.447× with 2 threads | 6 of 6 cells |
  | [2026-01-31-amd-epyc-2c](2026-01-31-amd-epyc-2c/README.md) | AMD EPYC, 2 of 2 cores | \
  2026-01-31 | abc1234 | 16.0 M samples/s (pair, batch 32, 1 thread) | 215 GFLOP/s, 43 % of peak \
  (denoise, batch 128, 2 threads) | 1.00× with 2 threads | 5 of 6 cells |

  ## Best throughput by network, in samples/s

  | network | parameters | [2026-02-28-amd-epyc-2c](2026-02-28-amd-epyc-2c/README.md) | \
  [2026-01-31-amd-epyc-2c](2026-01-31-amd-epyc-2c/README.md) |
  | :-- | --: | --: | --: |
  | pair | 6 | 32 M | 16.0 M |
  | denoise | 397,065 | 128 k | 116 k |

  Scaling is the geometric mean of the speed-ups against one thread, over all networks and batch \
  sizes, with the most threads that have a CPU each.

  """
