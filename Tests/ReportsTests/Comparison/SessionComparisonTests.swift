import Randomness
import Records
import Testing

@testable import Reports

@Suite struct SessionComparisonTests {
  /// Sessions of `pair`, each with its speed over the others', three processes that differ by 1 %.
  private func side(_ microseconds: Double, _ factors: [Double]) throws -> RunSide {
    RunSide(
      try factors.enumerated().map { index, factor in
        let time = microseconds * factor
        let replicates = (0..<3).map {
          pair([1: [time, time, time]], control: [time, time, time])
            .replicate(process: $0, factor: 1 + 0.01 * Double($0 - 1))
        }
        return try ReportModel(name: "session \(index)", log: exampleLog(of: replicates))
      })
  }

  private func comparison(_ candidate: RunSide, _ base: RunSide) -> RunComparison {
    RunComparison(of: [candidate], with: base)
  }

  @Test func threeSessionsASideGiveAVerdict() throws {
    let base = try side(100, [0.99, 1, 1.01])
    let slower = comparison(try side(150, [1.01, 1, 0.99]), base)
    #expect(slower.rows[0].entries[0].outcome.verdict == .slower)
    #expect(slower.outcome == .slower)
    #expect(slower.duelSentence == nil)
    let equal = comparison(try side(100, [1.01, 0.99, 1]), base)
    #expect(equal.rows[0].entries[0].outcome.verdict == .same)
    #expect(equal.outcome == .fine)
  }

  /// What one session a side would call a difference, the spread between sessions does not.
  @Test func sessionsThatLieFarApartGiveNone() throws {
    let base = try side(100, [0.8, 1, 1.2])
    let other = comparison(try side(125, [0.8, 1, 1.2]), base)
    #expect(other.rows[0].entries[0].outcome.verdict == .inconclusive)
    #expect(other.table.text(usingColor: false).contains("  inconclusive: too restless\n"))
    #expect(other.text(usingColor: false).contains("too restless: the interval reaches"))
  }

  @Test func everyVerdictThatIsNoneHasAReason() {
    func doubt(
      _ ratio: Estimate, floor: Double? = 0.01, shortage: String? = nil
    ) -> String? {
      Verdict(on: ratio, floor: floor, margin: 0).doubt(
        about: ratio, floor: floor, shortage: shortage)
    }
    #expect(doubt(Estimate(1.1, (0.9, 1.3))) == "too restless")
    #expect(doubt(Estimate(1.1, (0.9, 1.3)), shortage: "pairs") == "too few pairs")
    #expect(doubt(Estimate(1.1)) == "without an interval")
    #expect(doubt(Estimate(1.005, (1.004, 1.006))) == "within the noise")
    #expect(doubt(Estimate(1.1, (1.05, 1.15)), floor: nil) == "the noise was not measured")
    #expect(doubt(Estimate(1.1, (1.05, 1.15))) == nil)
    // One process alone says the opposite.
    let ratio = Estimate(1.1, (1.05, 1.15))
    #expect(
      Verdict.inconclusive.doubt(about: ratio, floor: 0.01, shortage: nil) == "processes differ")
  }

  @Test(arguments: [1, 2])
  func fewerSessionsGiveARatioAndNoVerdict(count: Int) throws {
    let factors = [Double](repeating: 1, count: count)
    let few = comparison(try side(200, factors), try side(100, factors))
    guard case .fewSessions(let ratio, let old, let new) = few.rows[0].entries[0].outcome else {
      Issue.record("\(few.rows[0].entries[0].outcome)")
      return
    }
    #expect(abs(ratio.value - 0.5) < 1e-6)
    #expect(old == count && new == count)
    // Nothing is wrong with a ratio.
    #expect(few.outcome == .fine)
    let text = few.text(usingColor: false)
    #expect(
      text.hasPrefix(
        count == 1
          ? "B is 0.500× as fast as A (geometric mean over 1 cell; 0.500× to 0.500×), "
          : "B is 0.50× as fast as A (geometric mean over 1 cell; 0.50× to 0.50×), "))
    #expect(text.contains("without a verdict, which takes three sessions a side.\n"))
    #expect(few.csv.contains(count == 1 ? "one session each" : "2 sessions each"))
    #expect(
      text.hasSuffix(
        "two builds are told apart by turns in one session: make duel BASE=abc1234 in a checkout of "
          + "abc1234; or name three sessions a side, A1 A2 A3 -- B1 B2 B3\n"))
  }

  @Test func sidesOfUnequalNumbersSayHowMany() throws {
    let few = comparison(try side(200, [1, 1, 1]), try side(100, [1]))
    #expect(few.outcome == .fine)
    #expect(few.csv.contains("1 and 3 sessions"))
  }

  /// A commit does not stand for a program that was built with changes to it.
  @Test func theDuelThatWouldDecideIsOfTheProgramsThatWereMeasured() throws {
    let base = try side(100, [1])
    let log = try exampleLog(of: [
      pair([1: [200, 200]], control: [200, 200]).replicate(process: 0)
    ])
    let plan = try #require(log.plans.first)
    var fingerprint = plan.fingerprint
    fingerprint.build.isTreeClean = .value(false)
    let entry = try PlanEntry(
      plan: plan.plan, fingerprint: fingerprint, advice: [], date: plan.date)
    let changed = RunSide([
      try ReportModel(
        name: "changed", log: RunLog(entries: [.plan(entry)] + log.entries.dropFirst()))
    ])
    #expect(
      comparison(changed, base).duelSentence?.contains(
        ": gradmark duel A B, with the program of each;") == true)
    #expect(
      comparison(base, changed).duelSentence?.contains(
        ": make duel BASE=PROGRAM in a checkout of abc1234;") == true)
  }

  /// A duel of a program with itself would tell nothing.
  @Test(arguments: [
    (
      nil,
      "one machine ran one program on both sides, so they differ by what sessions differ by; a verdict takes "
        + "three sessions a side, A1 A2 A3 -- B1 B2 B3"
    ),
    (
      "6.1",
      "both sides ran one program, so what differs is the machine; a verdict takes three sessions a side, "
        + "A1 A2 A3 -- B1 B2 B3"
    ),
  ])
  func oneProgramAsksForNoDuel(kernel: String?, sentence: String) throws {
    func side(_ kernel: String?) throws -> RunSide {
      let log = try exampleLog(of: [
        pair([1: [200, 200]], control: [200, 200]).replicate(process: 0)
      ])
      let plan = try #require(log.plans.first)
      var fingerprint = plan.fingerprint
      fingerprint.build.binaryDigest = .value("1234")
      if let kernel { fingerprint.system.kernel = .value(kernel) }
      let entry = try PlanEntry(
        plan: plan.plan, fingerprint: fingerprint, advice: [], date: plan.date)
      return RunSide([
        try ReportModel(name: "run", log: RunLog(entries: [.plan(entry)] + log.entries.dropFirst()))
      ])
    }
    #expect(comparison(try side(kernel), try side(nil)).duelSentence == sentence)
  }

  @Test func aSideOfSeveralBuildsNamesAllOfTheirCommits() throws {
    let models = [try exampleModel(), try exampleModel(), try laterModel()]
    #expect(RunSide(models).heading.hasSuffix(", commits abc1234, def5678"))
    #expect(RunSide(Array(models.prefix(2))).heading.hasSuffix(", commit abc1234"))
  }

  /// Whoever asks for it may put sessions of several machines on a side, which then is of none of them alone.
  @Test func aSideOfSeveralMachinesNamesAllOfThem() throws {
    let other = try laterModel {
      $0.vectorExtensions = ["avx2", "avx512f", "fma"]
      $0.caches[1].bytes = 2 << 20
    }
    let mixed = RunSide([try exampleModel(), other])
    #expect(
      mixed.heading.hasSuffix(
        "): AMD EPYC, 2 of 2 cores, AVX2; AMD EPYC, 2 of 2 cores, AVX-512, commits abc1234, def5678"
      ))
    let comparison = RunComparison(
      of: [mixed], with: RunSide([try exampleModel()]), isCrossMachine: true)
    #expect(
      comparison.remarks.contains(
        "B's sessions are of several machines, which its spread holds as well; what is told of its machine and "
          + "build is of the last one, '2026-02-28-amd-epyc-2c'"))
    let alike = RunComparison(of: [other], with: try exampleModel())
    #expect(!alike.remarks.contains { $0.contains("several machines") })
  }

  @Test func twoMachinesAreToldApartByNoDuel() throws {
    let log = try exampleLog(of: [
      pair([1: [200, 200]], control: [200, 200]).replicate(process: 0)
    ])
    let plan = try #require(log.plans.first)
    var fingerprint = plan.fingerprint
    fingerprint.processor.name = .value("Another CPU")
    let entry = try PlanEntry(
      plan: plan.plan, fingerprint: fingerprint, advice: [], date: plan.date)
    let other = RunSide([
      try ReportModel(
        name: "other", log: RunLog(entries: [.plan(entry)] + log.entries.dropFirst()))
    ])
    let forced = RunComparison(of: [other], with: try side(100, [1]), isCrossMachine: true)
    #expect(
      forced.duelSentence
        == "two machines cannot take turns: name three sessions of each, A1 A2 A3 -- B1 B2 B3")
  }

  @Test func anyNumberOfEqualSessionsIsRightlyFewTimesWrong() throws {
    var wrong = 0
    var random = SplitMix64(seed: 4)
    for _ in 0..<200 {
      let sides = try (0..<2).map { _ in
        try side(100, (0..<3).map { _ in 1 + 0.1 * random.nextNormal() })
      }
      let verdict = comparison(sides[0], sides[1]).rows[0].entries[0].outcome.verdict
      if verdict == .faster || verdict == .slower { wrong += 1 }
    }
    // 5 % of 200 are 10; 17 leave room for two standard deviations.
    #expect(wrong <= 17)
  }

  @Test func whatTheMachineWasIsSaid() throws {
    func side(peak: Double, memory: Double, latency: Double) throws -> RunSide {
      let replicates = (0..<3).map { process -> Replicate in
        var replicate = denoise(batchSize: 128, [1: [100, 100], 2: [60, 60]])
          .replicate(process: process)
        for index in replicate.blocks.indices {
          let threads = Double(replicate.contestants[replicate.blocks[index].contestant].threads)
          replicate.blocks[index].peakFlopsPerSecond = peak * threads
          replicate.blocks[index].memoryBytesPerSecond = memory
          replicate.blocks[index].coreLatencyNanoseconds = threads > 1 ? latency : nil
        }
        return replicate
      }
      return RunSide([try ReportModel(name: "run", log: exampleLog(of: replicates))])
    }
    let drift = Drift(
      of: try side(peak: 81e9, memory: 9e9, latency: 186),
      against: try side(peak: 100e9, memory: 10e9, latency: 60))
    #expect(
      drift.text("B", "A")
        == "the machine itself in B over what it was in A: FMA peak 0.810× with 1 thread, 0.810× with 2 "
        + "threads; memory stream 0.900× with 1 thread, 0.900× with 2 threads; a word from core to "
        + "core 3.10× with 2 threads; denoise, batch 128, 1 thread 1.00×")
  }
}
