import Records
import Testing

@testable import Reports

@Suite struct RunComparisonTests {
  @Test func twoRunsAreComparedCellByCell() throws {
    expectEqual(
      try RunComparison(of: [laterModel()], with: exampleModel()).text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit def5678
      B differs: commit: abc1234 / def5678

      network  batch  threads   A samples/s  B samples/s               B / A  B is
      pair        32        1        16.0 M         32 M  2.00× [1.73, 2.31]  faster
      pair        32        2         7.7 M        3.2 M  0.42× [0.36, 0.49]  slower
      denoise    128        1          59 k         59 k  1.00× [0.85, 1.17]  inconclusive
      denoise  1,024        1          64 k         64 k  1.00× [0.86, 1.16]  inconclusive
      denoise  1,024        2  not measured        128 k                      failed in A

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      B against A in 4 cells: 1 faster, 1 slower, 0 same, 2 inconclusive; geometric mean of the \
      ratios 0.955×
      faster, slower: the 95 % interval excludes 1, beyond the noise floor of at most 1.00 %; \
      same: the interval lies within 5.00 % of 1
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread

      """)
  }

  @Test func manyRunsStandSideBySide() throws {
    expectEqual(
      try RunComparison(of: [exampleModel(), laterModel()], with: exampleModel())
        .text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      B: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      C: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit def5678
      C differs: commit: abc1234 / def5678

      network  batch  threads   A samples/s   B samples/s               B / A  B is           C \
      samples/s               C / A  C is
      pair        32        1        16.0 M        16.0 M  1.00× [0.87, 1.16]  inconclusive       \
         32 M  2.00× [1.73, 2.31]  faster
      pair        32        2         7.7 M         7.7 M  1.00× [0.85, 1.18]  inconclusive       \
        3.2 M  0.42× [0.36, 0.49]  slower
      denoise    128        1          59 k          59 k  1.00× [0.85, 1.17]  inconclusive       \
         59 k  1.00× [0.85, 1.17]  inconclusive
      denoise    128        2         116 k         116 k  1.00× [0.85, 1.18]  inconclusive  not \
      measured
      denoise  1,024        1          64 k          64 k  1.00× [0.86, 1.16]  inconclusive       \
         64 k  1.00× [0.86, 1.16]  inconclusive
      denoise  1,024        2  not measured  not measured                      failed in A        \
        128 k                      failed in A

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      failed in B: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      B against A in 5 cells: 0 faster, 0 slower, 0 same, 5 inconclusive; geometric mean of the \
      ratios 1.00×
      C against A in 4 cells: 1 faster, 1 slower, 0 same, 2 inconclusive; geometric mean of the \
      ratios 0.955×
      faster, slower: the 95 % interval excludes 1, beyond the noise floor of at most 1.00 %; \
      same: the interval lies within 5.00 % of 1
      only in C: denoise, batch 512, 1 thread

      """)
  }

  @Test func machinesAreComparedByRatiosAlone() throws {
    let other = try laterModel { $0.name = "other-2c" }
    let comparison = try RunComparison(of: [other], with: exampleModel())
    expectEqual(
      comparison.text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, commit def5678
      B differs: machine: amd-epyc-2c / other-2c
      B differs: commit: abc1234 / def5678

      network  batch  threads    A speed-up     A of peak  B speed-up  B of peak               B \
      / A  B is
      pair        32        1         1.00×       0.102 %       1.00×    0.205 %  2.00× [1.73, \
      2.31]  no verdict
      pair        32        2        0.500×      0.0256 %      0.100×   0.0102 %  0.42× [0.36, \
      0.49]  no verdict
      denoise    128        1         1.00×          43 %       1.00×       43 %  1.00× [0.85, \
      1.17]  no verdict
      denoise  1,024        1         1.00×          47 %       1.00×       47 %  1.00× [0.86, \
      1.16]  no verdict
      denoise  1,024        2  not measured  not measured       2.00×       47 %                  \
          failed in A

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      B against A in 4 cells: geometric mean of the ratios 0.955×; another machine, so no verdict \
      (--cross-machine gives one)
      faster, slower: the 95 % interval excludes 1, beyond the noise floor of at most 1.00 %; \
      same: the interval lies within 5.00 % of 1
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread

      """)
    #expect(comparison.outcome == .notComparable)
    let forced = try RunComparison(of: [other], with: exampleModel(), isCrossMachine: true)
    #expect(forced.outcome == .slower)
    #expect(forced.text(usingColor: false).contains("A samples/s"))
  }

  @Test func machinesOfOneNameAreToldApartByWhatTheyAre() throws {
    let base = try exampleModel()
    #expect(try base.isOfSameMachine(as: laterModel()))
    let changes: [(inout Machine) -> Void] = [
      { $0.vectorExtensions = ["avx2", "avx512f", "fma"] }, { $0.usableCores = 1 },
      { $0.caches[1].bytes = 1 << 19 }, { $0.cpuModel = "AMD EPYC 9R14" },
    ]
    for change in changes {
      #expect(try !base.isOfSameMachine(as: laterModel(machine: change)))
    }
    var numbered = Fingerprint(exampleMachine)
    numbered.processor.family = .value("25")
    var other = numbered
    other.processor.family = .value("26")
    func model(_ fingerprint: Fingerprint) throws -> ReportModel {
      let log = try exampleLog(of: [pair([1: [2]]).replicate()])
      let plan = try #require(log.plans.first?.plan)
      let entry = try PlanEntry(plan: plan, fingerprint: fingerprint, advice: [], date: "")
      return try ReportModel(name: "run", log: RunLog(entries: [.plan(entry)]))
    }
    #expect(try model(numbered).isOfSameMachine(as: model(numbered)))
    #expect(try !model(numbered).isOfSameMachine(as: model(other)))
    // A number that only one of them knows tells nothing.
    #expect(try base.isOfSameMachine(as: model(numbered)))
  }

  @Test func networksOfDifferentSizesAreNotCompared() throws {
    var example = pair([1: [2, 2, 2]])
    example.parameterCount = 8
    let other = try model(of: replicates(of: [example]))
    let comparison = try RunComparison(of: [other], with: exampleModel())
    #expect(
      comparison.rows.map { $0.entries.map(\.outcome) }
        == [[.incomparable("other work: 6 and 8 parameters")]])
    #expect(comparison.outcome == .notComparable)
  }

  @Test func otherArithmeticIsNotCompared() throws {
    var example = pair([1: [2, 2, 2]])
    example.flopsPerSample = 32
    let comparison = try RunComparison(
      of: [model(of: replicates(of: [example]))], with: exampleModel())
    #expect(
      comparison.rows.map { $0.entries.map(\.outcome) }
        == [[.incomparable("other work: 16.0 FLOP and 32.0 FLOP a sample")]])
  }

  @Test func manyCellsOfOneRunAloneAreCounted() throws {
    let text = try RunComparison(
      of: [exampleModel()], with: model(of: replicates(of: [pair([1: [2, 2]])]))
    ).text(usingColor: false)
    #expect(
      text.hasSuffix(
        """
        only in B: pair, batch 32, 2 threads; denoise, batch 128, 1 thread; \
        denoise, batch 128, 2 threads; and 2 more

        """))
  }

  @Test func verdictsHaveColours() throws {
    let text = try RunComparison(of: [laterModel()], with: exampleModel()).text(usingColor: true)
    #expect(text.contains("\u{1B}[32mfaster\u{1B}[0m"))
    #expect(text.contains("\u{1B}[31mslower\u{1B}[0m"))
    #expect(!text.contains("minconclusive"))
  }
}

@Suite struct ComparisonOutcomeTests {
  /// A run of `pair` whose steps take so long with one thread, with a noise floor of 0.
  private func run(_ microseconds: Double, spread: [Double] = [1, 1, 1]) throws -> ReportModel {
    try model(
      of: spread.enumerated().map { process, factor in
        pair([1: [microseconds, microseconds]], twin: [microseconds, microseconds])
          .replicate(process: process, factor: factor)
      })
  }

  @Test func theOutcomeIsThatOfTheVerdicts() throws {
    let base = try run(100)
    #expect(try RunComparison(of: [run(100)], with: base).outcome == .fine)
    #expect(try RunComparison(of: [run(80)], with: base).outcome == .fine)
    #expect(try RunComparison(of: [run(120)], with: base).outcome == .slower)
    #expect(
      try RunComparison(of: [run(100, spread: [0.8, 1, 1.2])], with: base).outcome
        == .inconclusive)
    #expect(try RunComparison(of: [run(80), run(120)], with: base).outcome == .slower)
  }

  @Test func theMarginIsWhatDoesNotMatter() throws {
    let base = try run(100)
    let wide = try run(100, spread: [0.96, 1, 1.04])
    #expect(RunComparison(of: [wide], with: base).outcome == .fine)
    #expect(RunComparison(of: [wide], with: base, margin: 0.03).outcome == .inconclusive)
  }

  @Test func theLargerNoiseFloorOfTheRunsCounts() throws {
    func run(_ microseconds: Double, twin: Double) throws -> ReportModel {
      try model(
        of: (0..<3).map {
          pair([1: [microseconds, microseconds]], twin: [twin, twin]).replicate(process: $0)
        })
    }
    let (calm, noisy) = (try run(100, twin: 100), try run(100, twin: 150))
    let (slower, noisySlower) = (try run(120, twin: 120), try run(120, twin: 180))
    #expect(RunComparison(of: [slower], with: calm).outcome == .slower)
    #expect(RunComparison(of: [slower], with: noisy).outcome == .inconclusive)
    #expect(RunComparison(of: [noisySlower], with: calm).outcome == .inconclusive)
  }

  @Test func aFailedCellComesBeforeASlowOne() throws {
    #expect(
      try RunComparison(of: [exampleModel()], with: laterModel()).outcome == .incorrect)
    #expect(try RunComparison(of: [laterModel()], with: exampleModel()).outcome == .slower)
  }

  @Test func withoutAVerifiedCellNothingWasMeasured() throws {
    var replicate = pair([1: [2]]).replicate()
    replicate.contestants[0].failure = "the loss is not finite"
    let failed = try model(of: [replicate])
    #expect(try RunComparison(of: [failed], with: run(100)).outcome == .nothingMeasured)
    #expect(try RunComparison(of: [run(100)], with: failed).outcome == .nothingMeasured)
    #expect(failed.outcome == .incorrect)
    #expect(try model(of: []).outcome == .nothingMeasured)
    #expect(try run(100).outcome == .fine)
  }

  @Test func otherCellsAreNotComparable() throws {
    let other = try model(of: [denoise(batchSize: 8, [1: [2]]).replicate()])
    #expect(try RunComparison(of: [other], with: run(100)).outcome == .notComparable)
  }

  @Test func everyOutcomeHasAStatusOfItsOwn() {
    #expect(ComparisonOutcome.allCases.map(\.rawValue) == [0, 2, 3, 4, 5, 6, 7])
  }
}
