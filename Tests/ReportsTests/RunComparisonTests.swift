import Records
import Testing

@testable import Reports

@Suite struct RunComparisonTests {
  @Test func twoRunsAreComparedCellByCell() throws {
    expectEqual(
      try RunComparison(of: [laterModel()], with: exampleModel()).text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit def5678
      B differs: commit: abc1234 / def5678

      network  batch  threads   A samples/s  B samples/s               B / A  B is
      pair        32        1        16.0 M         32 M  2.00× [1.73, 2.31]  one session each
      pair        32        2         7.7 M        3.2 M  0.42× [0.36, 0.49]  one session each
      denoise    128        1          59 k         59 k  1.00× [0.85, 1.17]  one session each
      denoise  1,024        1          64 k         64 k  1.00× [0.86, 1.16]  one session each
      denoise  1,024        2  not measured        128 k                      failed in A

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      B is 0.96× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×): 4 without a verdict
      the machine itself in B over what it was in A: FMA peak 1.00× with 1 thread, 1.02× with 2 \
      threads; denoise, batch 128, 1 thread 1.00×
      faster, slower: the interval, wide enough for all cells together, excludes 1, beyond the \
      noise floor within a session of at most 1.00 %; same: the interval lies within 5.00 % of 1; \
      each needs three sessions a side, as what sessions differ by is not known from one
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread
      two builds are told apart by turns in one session: make duel BASE=abc1234 in a checkout of \
      def5678; or name three sessions a side, A1 A2 A3 -- B1 B2 B3

      """)
  }

  @Test func manyRunsStandSideBySide() throws {
    let text = try RunComparison(of: [exampleModel(), laterModel()], with: exampleModel())
      .text(usingColor: false)
    for line in [
      "C: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit def5678",
      "C differs: commit: abc1234 / def5678",
      "failed in B: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 threads "
        + "in process 0 and 1 thread in process 0",
      "B is 1.00× as fast as A (geometric mean over 5 cells; 1.00× to 1.00×): 5 without a verdict",
      "C is 0.96× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×): 4 without a verdict",
      "only in C: denoise, batch 512, 1 thread",
    ] {
      #expect(text.contains("\(line)\n"))
    }
  }

  @Test func machinesAreComparedByRatiosAlone() throws {
    let other = try laterModel { $0.name = "other-2c" }
    let comparison = try RunComparison(of: [other], with: exampleModel())
    expectEqual(
      comparison.text(usingColor: false),
      """
      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit def5678
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
      B is 0.96× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×); another machine, so no \
      verdict (--cross-machine gives one)
      faster, slower: the interval, wide enough for all cells together, excludes 1, beyond the \
      noise floor within a session of at most 1.00 %; same: the interval lies within 5.00 % of 1; \
      each needs three sessions a side, as what sessions differ by is not known from one
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread

      """)
    #expect(comparison.outcome == .notComparable)
    let forced = try RunComparison(of: [other], with: exampleModel(), isCrossMachine: true)
    #expect(forced.outcome == .inconclusive)
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
      text.contains(
        """
        only in B: pair, batch 32, 2 threads; denoise, batch 128, 1 thread; \
        denoise, batch 128, 2 threads; and 2 more

        """))
  }

  @Test func verdictsHaveColours() throws {
    func sessions(_ model: ReportModel) -> RunSide {
      RunSide([ReportModel](repeating: model, count: RunSide.leastSessions))
    }
    let text = try RunComparison(of: [sessions(laterModel())], with: sessions(exampleModel()))
      .text(usingColor: true)
    #expect(text.contains("\u{1B}[32mfaster\u{1B}[0m"))
    #expect(text.contains("\u{1B}[31mslower\u{1B}[0m"))
    #expect(!text.contains("minconclusive"))
  }
}

@Suite struct ComparisonOutcomeTests {
  /// Three sessions of `pair` whose steps take so long with one thread, with a noise floor of 0.
  private func side(_ microseconds: Double, spread: [Double] = [1, 1, 1]) throws -> RunSide {
    let session = try run(microseconds, spread: spread)
    return RunSide([session, session, session])
  }

  /// One of them.
  private func run(_ microseconds: Double, spread: [Double] = [1, 1, 1]) throws -> ReportModel {
    try model(
      of: spread.enumerated().map { process, factor in
        pair([1: [microseconds, microseconds]], twin: [microseconds, microseconds])
          .replicate(process: process, factor: factor)
      })
  }

  @Test func theOutcomeIsThatOfTheVerdicts() throws {
    let base = try side(100)
    #expect(try RunComparison(of: [side(100)], with: base).outcome == .fine)
    #expect(try RunComparison(of: [side(80)], with: base).outcome == .fine)
    #expect(try RunComparison(of: [side(120)], with: base).outcome == .slower)
    #expect(
      try RunComparison(of: [side(100, spread: [0.8, 1, 1.2])], with: base).outcome
        == .inconclusive)
    #expect(try RunComparison(of: [side(80), side(120)], with: base).outcome == .slower)
  }

  @Test func theMarginIsWhatDoesNotMatter() throws {
    let base = try side(100)
    let wide = try side(100, spread: [0.96, 1, 1.04])
    #expect(RunComparison(of: [wide], with: base, margin: 0.1).outcome == .fine)
    #expect(RunComparison(of: [wide], with: base, margin: 0.03).outcome == .inconclusive)
  }

  @Test func theLargerNoiseFloorOfTheRunsCounts() throws {
    func side(_ microseconds: Double, twin: Double) throws -> RunSide {
      let session = try model(
        of: (0..<3).map {
          pair([1: [microseconds, microseconds]], twin: [twin, twin]).replicate(process: $0)
        })
      return RunSide([session, session, session])
    }
    let (calm, noisy) = (try side(100, twin: 100), try side(100, twin: 150))
    let (slower, noisySlower) = (try side(120, twin: 120), try side(120, twin: 180))
    #expect(RunComparison(of: [slower], with: calm).outcome == .slower)
    #expect(RunComparison(of: [slower], with: noisy).outcome == .inconclusive)
    #expect(RunComparison(of: [noisySlower], with: calm).outcome == .inconclusive)
  }

  @Test func aFailedCellComesBeforeASlowOne() throws {
    #expect(
      try RunComparison(of: [exampleModel()], with: laterModel()).outcome == .incorrect)
    #expect(
      try RunComparison(of: [laterModel()], with: exampleModel()).outcome == .inconclusive)
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
