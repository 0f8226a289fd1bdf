import Foundation
import Records
import Testing

@testable import Reports

/// From the file of a run with six thread counts that have a CPU each, and one that has not, to what
/// people read; no machine of ours has as many.
@Suite struct ManyThreadsTests {
  private func withModel(_ body: (ReportModel) throws -> Void) throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      var run = RealisticRun(threads: [1, 2, 3, 4, 6, 8, 12], usableCores: 8)
      try folder.write(run.log())
      try body(try folder.report())
    }
  }

  @Test func lawsAreFittedToTheCountsThatHaveACPUEach() throws {
    try withModel { model in
      let scaling = try #require(
        model.groups.first { $0.label == "denoise" && $0.batchSize == 1024 }?.scaling)
      #expect(scaling.speedups.map(\.threads) == [1, 2, 3, 4, 6, 8])
      #expect(scaling.best == 8)
      for fit in [scaling.amdahl, scaling.universal] {
        for speedup in scaling.speedups {
          let fitted = try #require(fit.speedup(threads: speedup.threads))
          #expect(abs(fitted / speedup.factor.value - 1) < 0.02)
        }
      }
      // Meeting costs more than the work of `pair`, and the more the more threads meet.
      let small = try #require(model.groups.first { $0.label == "pair" }?.scaling)
      guard case .fitted(_, let coherency, _) = small.universal else {
        Issue.record("the universal law was not fitted")
        return
      }
      #expect(coherency > 0.01)
      #expect(small.best == 1)
    }
  }

  @Test func pagesTellTheLawsAndTheWeakScaling() throws {
    try withModel { model in
      let readme = model.markdown(chartName: nil)
      let html = try model.page().html()
      let row = try #require(
        readme.firstMatch(of: #/\| denoise \| 1,024 \| ([\d.]+ % serial, off.*) \|\n/#))
      for law in row.1.split(separator: " | ") {
        #expect(law.contains("% serial") && law.contains("off by"))
        #expect(html.contains(">\(String(law).holdingUnits)<"))
      }
      #expect(readme.contains("are fitted to the relative times of a step from 6 thread counts on"))
      #expect(!readme.contains("not fitted"))
      // A text has columns for the fewest, some and the most; a page unfolds all, 12 being marked.
      #expect(
        readme.contains("| samples/s, 8 threads |") && readme.contains("samples/s, 1 thread |"))
      #expect(html.contains(">step, 12* threads</th>"))
      #expect(readme.contains("- `*`: more threads than CPUs that the process may use."))
      // 128 samples for each of 8 threads, and 32 for each of 4: apart from strong scaling.
      #expect(readme.contains("| network | samples for each thread | threads | weak efficiency |"))
      #expect(readme.contains("| denoise | 128 | 8 |") && readme.contains("| denoise | 32 | 4 |"))
    }
  }

  @Test func fiveCountsAreNotFittedAndSaySo() throws {
    var run = RealisticRun(threads: [1, 2, 3, 4, 6], usableCores: 8)
    let model = try ReportModel(name: "run", log: run.log())
    #expect(model.markdown(chartName: nil).contains("not fitted (5 points)"))
  }
}
