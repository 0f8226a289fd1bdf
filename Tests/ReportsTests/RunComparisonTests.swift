import Records
import Testing

@testable import Reports

@Suite struct RunComparisonTests {
  @Test func twoRunsAreComparedCellByCell() {
    expectEqual(
      RunComparison(of: laterModel, with: exampleModel).text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 1 of 2 cores, commit def5678
      differs: cores: 2, 2 physical, 2 usable / 2, 2 physical, 1 usable
      differs: commit: abc1234 / def5678

      network  batch  threads  A samples/s  B samples/s                  B / A  verdict
      pair        32        1       16.0 M       32.0 M     2.00× [2.00, 2.00]  faster
      pair        32        2       8.00 M       3.20 M  0.400× [0.400, 0.500]  slower
      denoise    128        1       59.5 k       59.5 k     1.00× [0.88, 1.14]  no difference
      denoise  1,024        1       64.0 k       64.0 k                  1.00×  —
      denoise  1,024        2            —            —                      —  failed in A: \
      weights after 16 steps differ between 2 and 1 threads

      B against A in 5 cells: 1 faster, 1 slower, 1 no difference; geometric mean of the ratios \
      0.946×
      without a verdict: 1, since an interval needs 6 rounds in both runs
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread

      """)
  }

  @Test(
    arguments: [
      (Estimate(1.1, (1.01, 1.2)), .faster), (Estimate(0.9, (0.8, 0.99)), .slower),
      (Estimate(1.1, (1, 1.2)), .noDifference), (Estimate(0.9, (0.8, 1)), .noDifference),
      (Estimate(5), nil),
    ] as [(Estimate, RunComparison.Verdict?)])
  func onlyAnIntervalWithoutOneIsADifference(
    ratio: Estimate, verdict: RunComparison.Verdict?
  ) throws {
    let cell = try #require(exampleModel.cells.first)
    let measurement = try #require(cell.measurement)
    let row = RunComparison.Row(
      cell: cell.cell,
      outcome: .compared(baseline: measurement, candidate: measurement, ratio: ratio))
    #expect(row.verdict == verdict)
  }

  @Test func networksOfDifferentSizesAreNotCompared() {
    var record = pair(threads: 1, microseconds: [2])
    record.cell.parameterCount = 8
    record.verification.layers = [
      RunRecord.LayerCount(layer: "dense", reference: 8, formula: 8, buffers: 8, gradients: 8)
    ]
    record.verification.countBeforeTraining = 8
    record.verification.countAfterTraining = 8
    let other = ReportModel(name: "other", records: [record])
    #expect(
      RunComparison(of: other, with: exampleModel).rows.map(\.outcome)
        == [.incomparable("different networks: 6 and 8 parameters")])
  }

  @Test func manyCellsOfOneRunAloneAreCounted() {
    let text = RunComparison(
      of: exampleModel,
      with: ReportModel(name: "one", records: [pair(threads: 1, microseconds: [2])])
    ).text(usingColor: false)
    #expect(
      text.hasSuffix(
        """
        only in B: pair, batch 32, 2 threads; denoise, batch 128, 1 thread; \
        denoise, batch 128, 2 threads; and 2 more

        """))
  }

  @Test func verdictsHaveColours() {
    let text = RunComparison(of: laterModel, with: exampleModel).text(usingColor: true)
    #expect(text.contains("\u{1B}[32mfaster\u{1B}[0m"))
    #expect(text.contains("\u{1B}[31mslower\u{1B}[0m"))
    #expect(!text.contains("mno difference"))
  }
}
