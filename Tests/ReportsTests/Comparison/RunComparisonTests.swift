import Records
import Testing

@testable import Reports

@Suite struct RunComparisonTests {
  @Test func twoRunsAreComparedCellByCell() throws {
    expectEqual(
      try RunComparison(of: [laterModel()], with: exampleModel()).text(usingColor: false),
      """
      B is 0.955× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×), without a verdict, which \
      takes three sessions a side.

      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit def5678
      B's machine: like A's; neither has a name, so they may be two hosts
      B's build: another commit: abc1234, def5678

      network  batch  threads   A samples/s  B samples/s               B / A  B is
      pair        32        1        16.0 M         32 M  2.00× [1.73, 2.31]  one session each
      pair        32        2         7.7 M        3.2 M  0.42× [0.36, 0.49]  one session each
      denoise    128        1          59 k         59 k  1.00× [0.85, 1.17]  one session each
      denoise  1,024        1          64 k         64 k  1.00× [0.86, 1.16]  one session each
      denoise  1,024        2  not measured        128 k                      failed in A
      mean                                                            0.955×

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      the machine itself in B over what it was in A: FMA peak 1.00× with 1 thread, 1.02× with 2 \
      threads; denoise, batch 128, 1 thread 1.00×
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
      "C's build: another commit: abc1234, def5678", "B's build: the same as A's",
      "failed in B: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 threads "
        + "in process 0 and 1 thread in process 0",
      "B is 1.00× as fast as A (geometric mean over 5 cells; 1.00× to 1.00×), without a verdict, which "
        + "takes three sessions a side.",
      "C is 0.955× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×), without a verdict, which "
        + "takes three sessions a side.",
      "only in C: denoise, batch 512, 1 thread",
    ] {
      #expect(text.contains("\(line)\n"))
    }
  }

  /// The commonest question: how fast is this machine against that one?
  @Test func twoMachinesAreComparedLikeTwoRuns() throws {
    let other = try laterModel { $0.name = "other-2c" }
    let comparison = try RunComparison(of: [other], with: exampleModel())
    expectEqual(
      comparison.text(usingColor: false),
      """
      B is 0.955× as fast as A (geometric mean over 4 cells; 0.42× to 2.00×), machine and program \
      together, so without a verdict.

      A: 2026-01-31-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit abc1234
      B: 2026-02-28-amd-epyc-2c: AMD EPYC, 2 of 2 cores, AVX2, commit def5678
      B's machine: not A's; another machine: amd-epyc-2c, other-2c
      B's build: another commit: abc1234, def5678

      network  batch  threads   A samples/s  B samples/s               B / A  B is
      pair        32        1        16.0 M         32 M  2.00× [1.73, 2.31]
      pair        32        2         7.7 M        3.2 M  0.42× [0.36, 0.49]
      denoise    128        1          59 k         59 k  1.00× [0.85, 1.17]
      denoise  1,024        1          64 k         64 k  1.00× [0.86, 1.16]
      denoise  1,024        2  not measured        128 k                      failed in A
      mean                                                            0.955×

      failed in A: denoise, batch 1024, 2 threads: weights after 16 steps differ between 2 \
      threads in process 0 and 1 thread in process 0
      only in A: denoise, batch 128, 2 threads
      only in B: denoise, batch 512, 1 thread
      --cross-machine gives verdicts of two machines, from three sessions a side

      """)
    #expect(comparison.outcome == .fine, "nothing is wrong with a ratio")
    #expect(try !(comparison.html() + comparison.markdown).contains("--cross-machine"))
    let sides = try [other, exampleModel()].map { RunSide([$0, $0, $0]) }
    let forced = RunComparison(of: [sides[0]], with: sides[1], isCrossMachine: true)
    #expect(forced.hasVerdicts)
  }

  @Test func whatDiffersIsToldInWords() throws {
    let base = try exampleModel()
    let other = try laterModel {
      $0.vectorExtensions = ["avx2", "avx512f", "fma"]
      $0.usableCores = 1
      $0.kernel = "Linux 7.0"
      $0.build.compiler = "Swift 6.4"
    }
    let differences = base.differences(from: other)
    #expect(
      differences.machine == [
        "other vectors: AVX2, AVX-512",
        "other cores: 2, 2 physical, 2 usable; 2, 2 physical, 1 usable",
        "another kernel: Linux 6.1.0, Linux 7.0",
      ])
    #expect(
      differences.build
        == ["another compiler: Swift 6.3.1, Swift 6.4", "another commit: abc1234, def5678"])
    // Of one family only what is not common to both.
    let close = try laterModel { $0.vectorExtensions = ["avx", "avx2", "avx_vnni"] }
    #expect(
      base.differences(from: close).machine
        == ["other vectors: only the first has fma, only the second has avx avx_vnni"])
    // Of caches the levels alone that differ, where both have the same ones.
    let smaller = try laterModel { $0.caches[1].bytes = 512 << 10 }
    #expect(base.differences(from: smaller).machine == ["another L2 cache: 1 MiB, 512 KiB"])
    let flat = try laterModel { $0.caches.removeLast() }
    #expect(
      base.differences(from: flat).machine == ["other caches: L1d 48 KiB, L2 1 MiB; L1d 48 KiB"])
    var zen3 = base.fingerprint
    zen3.processor.vendor = .value("AuthenticAMD")
    zen3.processor.family = .value("25")
    zen3.processor.model = .value("1")
    var zen4 = zen3
    zen4.processor.model = .value("17")
    #expect(
      zen4.differences(from: zen3) == ["another CPU: AMD EPYC (Zen 4), AMD EPYC (Zen 3)"])
    // Of one design, but of another revision.
    var revised = zen4
    revised.processor.stepping = .value("2")
    zen4.processor.stepping = .value("1")
    #expect(zen4.differences(from: revised) == ["another stepping: 1, 2"])
  }

  @Test func countsBeyondTheCPUsAreMarkedAndTheMarkIsTold() throws {
    let run = try model(of: threeThreadReplicates())
    let text = RunComparison(of: [run], with: run).text(usingColor: false)
    #expect(text.contains("  4*  ") && text.contains("\n* more threads than CPUs that the process"))
    let other = try exampleModel()
    #expect(!RunComparison(of: [other], with: other).text(usingColor: false).contains("\n* more"))
  }

  /// Also on a telephone, where the ratio's interval folds in.
  @Test func bothSpeedsAndTheRatioAreAlwaysShown() throws {
    let comparison = try RunComparison(of: [laterModel()], with: exampleModel())
    #expect(
      comparison.table.header.filter { $0.weight == .essential }.map(\.text)
        == ["network", "A samples/s", "B samples/s", "B / A"])
    let html = try comparison.html()
    #expect(html.contains("pair<span class=\"folded\">/32/1</span></td>"))
    #expect(html.contains(">2.00×<span class=\"usual\"> [1.73,\u{A0}2.31]</span></td>"))
    #expect(html.contains("<input type=\"checkbox\"> all columns"))
  }

  @Test func theGreatestRatiosComeFirstOnRequest() throws {
    let comparison = try RunComparison(of: [laterModel()], with: exampleModel())
    let ratios = comparison.sortedByRatio().rows.map { $0.entries[0].outcome.ratio?.value ?? 0 }
    #expect(ratios == ratios.sorted(by: >) && ratios.count == comparison.rows.count)
    #expect(ratios != comparison.rows.map { $0.entries[0].outcome.ratio?.value ?? 0 })
  }

  /// The sentence, the table, the spreadsheet and the JSON say one number, whoever is faster.
  @Test func oneDirectionEverywhere() throws {
    for (candidate, base) in [
      (try laterModel(), try exampleModel()), (try exampleModel(), try laterModel()),
    ] {
      let comparison = RunComparison(of: [candidate], with: base)
      let mean = try #require(
        geometricMean(of: comparison.outcomes(of: 0).compactMap(\.ratio?.value)))
      let text = UnitLadder.factor.text(mean)
      #expect(comparison.sentence(of: 0).hasPrefix("B is \(text) as fast as A"))
      #expect(comparison.table.rows.last?.map(\.text).contains(text) == true)
      let sorted = comparison.sortedByRatio().rows.compactMap { $0.entries[0].outcome.ratio?.value }
      #expect(sorted.first == sorted.max())
    }
  }

  @Test func itIsATextForOthersToo() throws {
    let comparison = try RunComparison(of: [laterModel()], with: exampleModel())
    let lines = comparison.csv.split(separator: "\n")
    #expect(
      lines[0]
        == "model,reduction,kernels,batch_size,threads,a_samples_per_second,b_samples_per_second,"
        + "b_over_a,b_over_a_low,b_over_a_high,b_verdict,b_without_verdict")
    #expect(lines[1].hasPrefix("pair,,,32,1,1.6e+07,3.2e+07,2,1.7"))
    #expect(lines[1].hasSuffix(",,one session each"))
    let markdown = comparison.markdown
    #expect(markdown.hasPrefix("**B is 0.955× as fast as A (geometric mean"))
    #expect(markdown.contains("\n- B's build: another commit: abc1234, def5678\n"))
    #expect(
      markdown.contains(
        "\n| pair | 32 | 1 | 16.0 M | 32 M | 2.00× [1.73, 2.31] | one session each |\n"))
    let html = try comparison.html()
    #expect(html.contains("<title>Two runs compared</title>"))
    #expect(html.contains("Speed of B against that of A"))
    #expect(html.contains(">pair/32/1</text>"))
    // The mean is no cell: it is neither counted nor sorted.
    let (body, sums) = (html.split(separator: "</tbody>")[0], html.split(separator: "<tfoot>"))
    #expect(body.contains("pair") && !body.contains(">mean<"))
    #expect(sums.count == 2 && sums[1].contains(">mean<"))
  }

  /// A page that was saved somewhere leads to those of its runs, and to the index, where they are there.
  @Test func aSavedPageLeadsToItsRuns() throws {
    try withTemporaryFolder { place in
      for name in ["a run", "b"] {
        let folder = RunFolder(path: "\(place)/results/\(name)")
        try folder.create()
        try folder.write(RunLog(entries: soundEntries()))
      }
      try ResultsIndex.publish("\(place)/results")
      let runs = try ["a run", "b"].map { try RunFolder(path: "\(place)/results/\($0)").report() }
      let comparison = RunComparison(of: [runs[1]], with: runs[0])
      let html = try comparison.html(savedIn: "\(place)/pages/of/mine")
      #expect(html.contains(#"<a href="../../../results/a%20run/report.html">its page</a>"#))
      #expect(html.contains(#"<a href="../../../results/b/report.html">its page</a>"#))
      #expect(html.contains(#"<a href="../../../results/index.html">all machines and runs</a>"#))
      let beside = try comparison.html(savedIn: "\(place)/results")
      #expect(beside.contains(#"<a href="b/report.html">"#))
      #expect(try !comparison.html().contains("<a href=\"."))
    }
  }

  @Test(arguments: [
    ("/a/b", "/a/b", ""), ("/a/b/c", "/a", "b/c/"), ("/a", "/a/b/c", "../../"),
    ("/a/x", "/a/y/z", "../../x/"), ("x", ".", "x/"), ("../x", "y", "../../x/"),
  ]) func aFolderIsFoundFromAnother(target: String, folder: String, way: String) {
    #expect(RunFolder(path: target).way(from: folder) == way)
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

  @Test func filesOfOneNameThatHoldOtherNetworksAreNotCompared() throws {
    func run(_ json: String) throws -> ReportModel {
      var entries = try soundEntries()
      guard case .plan(var entry) = entries[0] else { return try exampleModel() }
      entry.plan.models = [BenchmarkPlan.Model(name: "pair", json: json)]
      entries[0] = .plan(entry)
      return try ReportModel(name: "run", log: writtenLog(of: entries))
    }
    let (one, other) = try (run("{}"), run("[]"))
    #expect(
      RunComparison(of: [other], with: one).outcomes(of: 0).allSatisfy {
        $0 == .incomparable("other work: another network of that name")
      })
    #expect(
      try RunComparison(of: [run("{}")], with: one).outcomes(of: 0).allSatisfy {
        $0.ratio?.value == 1
      })
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
        pair([1: [microseconds, microseconds]], control: [microseconds, microseconds])
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
    func side(_ time: Double, control: Double) throws -> RunSide {
      let session = try model(
        of: (0..<3).map {
          pair([1: [time, time]], control: [control, control]).replicate(process: $0)
        })
      return RunSide([session, session, session])
    }
    let (calm, noisy) = (try side(100, control: 100), try side(100, control: 150))
    let (slower, noisySlower) = (try side(120, control: 120), try side(120, control: 180))
    #expect(RunComparison(of: [slower], with: calm).outcome == .slower)
    #expect(RunComparison(of: [slower], with: noisy).outcome == .inconclusive)
    #expect(RunComparison(of: [noisySlower], with: calm).outcome == .inconclusive)
  }

  @Test func aFailedCellComesBeforeASlowOne() throws {
    #expect(
      try RunComparison(of: [exampleModel()], with: laterModel()).outcome == .incorrect)
    #expect(
      try RunComparison(of: [laterModel()], with: exampleModel()).outcome == .fine)
  }

  @Test func withoutAVerifiedCellNothingWasMeasured() throws {
    var replicate = pair([1: [2]]).replicate()
    replicate.contestants[0].failure = "the loss is not finite"
    let failed = try model(of: [replicate]), whole = try run(100)
    #expect(RunComparison(of: [failed], with: whole).outcome == .nothingMeasured)
    #expect(RunComparison(of: [whole], with: failed).outcome == .nothingMeasured)
    #expect(failed.outcome == .incorrect)
    #expect(try model(of: []).outcome == .nothingMeasured)
    #expect(whole.outcome == .fine)
  }

  @Test func otherCellsAreNotComparable() throws {
    let other = try model(of: [denoise(batchSize: 8, [1: [2]]).replicate()])
    #expect(try RunComparison(of: [other], with: run(100)).outcome == .notComparable)
  }

  @Test func everyOutcomeHasAStatusOfItsOwn() {
    #expect(ComparisonOutcome.allCases.map(\.rawValue) == [0, 2, 3, 4, 5, 6, 7])
  }
}
