import Foundation
import Records
import Testing

@testable import Reports

@Suite struct DuelModelTests {
  private func duel(
    pairs: Int = 8, pairSpread: Double = 0.002, change: (inout Replicate) -> Void = { _ in }
  ) throws -> DuelModel {
    try DuelModel(
      name: "duel",
      log: writtenLog(of: duelEntries(pairs: pairs, pairSpread: pairSpread, change: change)))
  }

  @Test func theTableIsThisText() throws {
    expectEqual(try duel().text(usingColor: false), expectedText)
  }

  @Test func theShortTableIsThisText() throws {
    let short = try duel().shortTable
    #expect(short.contains(" as fast as A (geometric mean over 2 cells; "))
    #expect(short.contains("; B: commit "))
    let rows = short.split(separator: "\n").suffix(4)
    #expect(rows.first == "| network | batch | B / A, 1 thread |")
    #expect(rows.dropFirst(2).first?.hasPrefix("| `pair` | 32 | ") == true)
    #expect(rows.dropFirst(2).first?.hasSuffix(" same |") == true)
    #expect(rows.last?.hasPrefix("| `denoise` | 128 | 0.5001×") == true)
    #expect(rows.last?.hasSuffix(" slower |") == true)
  }

  @Test func theSpreadsheetIsThisText() throws {
    expectEqual(try duel().csv, expectedCSV)
  }

  @Test func theOutcomeIsThatOfTheVerdicts() throws {
    #expect(try duel().outcome == .slower)
    #expect(try duel().rows.map(\.verdict) == [.same, .slower])
    #expect(try duel(pairs: 4).rows.map(\.verdict) == [.same, .inconclusive])
    #expect(try duel(pairs: 4).outcome == .inconclusive)
    #expect(try duel(pairSpread: 0.2).rows.first?.verdict == .inconclusive)
    #expect(try duel(pairSpread: 0.2).rows.first?.verdictText == "inconclusive: too restless")
    #expect(try duel(pairs: 4).rows.last?.verdictText == "inconclusive: too few pairs")
  }

  @Test func otherBitsAreSaidAndNoFault() throws {
    let duel = try duel { replicate in
      guard replicate.parameterCount == 6 else { return }
      replicate.contestants[1].evidence?.finalDigest = "0000"
    }
    #expect(duel.outcome == .slower)
    #expect(duel.rows.map(\.hasSameBits) == [false, true])
    #expect(duel.text(usingColor: false).contains("Other bits in 1 of 2 cells"))
  }

  @Test func otherWorkHasNoRatio() throws {
    let duel = try duel { $0.contestants[1].evidence?.losses = [1, 0.03125] }
    #expect(duel.outcome == .incorrect)
    #expect(
      duel.rows.first?.outcome
        == .failed("other work: the loss of step 1 is 1.0, the base's 2.0"))
  }

  @Test func disturbedRoundsDoNotCount() throws {
    let calm = try duel()
    let disturbed = try duel { replicate in
      for index in replicate.blocks.indices where replicate.blocks[index].round == 1 {
        replicate.blocks[index].times.groupNanoseconds = [900_000, 900_000]
        replicate.blocks[index].disturbances = ["something"]
      }
    }
    #expect(calm.rows.map(\.ratio) == disturbed.rows.map(\.ratio))
  }

  @Test func thePageShowsADotForEachCell() throws {
    let duel = try duel()
    let chart = try #require(duel.chart)
    #expect(chart.groups.flatMap(\.rows).map(\.label) == ["denoise/128/1", "pair/32/1"])
    #expect(chart.band != nil)
    let html = try duel.page.html()
    #expect(html.contains("B is 0.707× as fast as A"))
    // A page by itself says of which machine and day it is.
    #expect(html.contains("<h1>Two builds on AMD EPYC, 2 of 2 cores, AVX2</h1>"))
    #expect(html.contains("<p class=\"subtitle\">2026-01-31, duel duel</p>"))
    // The builds' steps differ so little within a process that the line hides it.
    #expect(html.contains(">noise floor within a process: no wider than the line<"))
  }

  @Test func itsLogIsConsistentAndAnotherProgramShows() throws {
    #expect(verificationFault(of: writtenLog(of: try duelEntries())) == nil)
    let changed = try duelEntries { $0.binaryDigests?["B"] = String(repeating: "c", count: 64) }
    #expect(
      verificationFault(of: writtenLog(of: changed))
        == "every process ran the program of its plan: line 3 has another program for B than its plan"
    )
    let others = try duelEntries { $0.contestants[1].evidence?.losses = [1, 0.03125] }
    #expect(
      verificationFault(of: writtenLog(of: others))?.hasPrefix(
        "both builds counted the same parameters and had the losses of the same work: line 3, ")
        == true)
  }

  @Test func aFolderOfADuelIsPublishedAndIsNoRun() throws {
    try withTemporaryFolder { results in
      let folder = RunFolder(path: "\(results)/duel")
      try folder.create()
      try folder.write(writtenLog(of: duelEntries()))
      let index = try ResultsIndex.publish(results)
      #expect(index.count == 0)
      #expect(index.markdown.contains("| [duel](duel/README.md) |"))
      for name in ["README.md", "table.csv", "duel.json", "report.html", "ratios.svg"] {
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"))
      }
      #expect(try Verification(of: folder).holds)
      #expect(try Publication(of: results).difference == nil)
      let error = #expect(throws: RecordError.self) { try folder.report() }
      #expect(error?.description.contains("is a duel of two builds") == true)
      #expect(throws: RecordError.self) { try folder.reportIfMeasured() }
      #expect(throws: RecordError.self) { try folder.requiredSweep() }
    }
  }

  /// What is printed may be saved anywhere, where no chart stands beside it.
  @Test func aPageThatIsPrintedLeadsToNoChart() throws {
    let duel = try DuelModel(name: "duel", log: writtenLog(of: duelEntries()))
    let saved = duel.markdown(isBesideChart: true)
    #expect(saved.contains("](ratios.svg)"))
    let printed = try duel.text(as: .markdown)
    #expect(!printed.contains("ratios.svg") && printed.contains("## Ratios"))
    #expect(
      saved.split(separator: "\n").filter { !$0.contains("ratios.svg") }
        == printed.split(separator: "\n"))
  }

  /// The reports of the one would take the place of the other's.
  @Test(arguments: [true, false])
  func aDuelAndASweepShareNoFolder(isDuelFirst: Bool) throws {
    let logs = [try duelEntries(), try soundEntries()]
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      try folder.write(writtenLog(of: logs[isDuelFirst ? 0 : 1]))
      let writer = try folder.logFile.open()
      let error = #expect(throws: RecordError.self) {
        try writer.append(logs[isDuelFirst ? 1 : 0][0])
      }
      #expect(error?.description.hasSuffix("choose another folder with --output") == true)
      try writer.append(logs[isDuelFirst ? 0 : 1][0])
    }
  }

  @Test func aRunIsNoDuel() throws {
    let error = #expect(throws: RecordError.self) {
      try DuelModel(name: "run", log: RunLog(entries: soundEntries()))
    }
    #expect(
      error?.description == "run holds no duel; name a folder that 'gradmark duel' made")
  }
}

private let expectedText = """
  B is 0.707× as fast as A (geometric mean over 2 cells; 0.5001× to 1.000×): 1 slower, 1 same.

  A: commit abc1234, for native, Swift 6.3.1, program aaaaaaaaaaaa
  B: commit abc1234, for native, Swift 6.3.1, program bbbbbbbbbbbb
  on AMD EPYC, 2 of 2 cores, AVX2, 2026-01-31T12:07:01Z

  network  batch  threads   A step    B step            speed of B / A  pairs  bits  B is
  denoise    128        1  10.0 µs  20.00 µs  0.5001× [0.4991, 0.5012]      8  same  slower
  pair        32        1  10.0 µs  10.00 µs     1.000× [0.998, 1.002]      8  same  same

  Both builds trained to the same bits in every cell.
  Noise floor within a process: 0 %, from consecutive turns of A; processes differ by more, \
  which the intervals hold.
  The builds took turns, block by block in Latin squares. faster, slower: the interval of the \
  ratio excludes 1, from 8 pairs of processes on; same: it lies within 5.00 % of 1; inconclusive: \
  neither, which is not the same (too restless: the interval reaches to both sides of 1, so that \
  more pairs or a calmer machine could tell; within the noise: equal trainers differ by as much; \
  processes differ: one of them by itself says the opposite). \
  Each interval has a confidence of 99.167 %, so that all cells and all looks at them hold \
  together with 95 %.

  """

private let expectedCSV = """
  network,reduction,kernels,batch_size,threads,a_seconds_per_step,b_seconds_per_step,\
  speed_ratio,speed_ratio_low,speed_ratio_high,process_pairs,same_bits,verdict,failure
  pair,,,32,1,1e-05,1e-05,1.00025,0.998107,1.0024,8,true,same,
  denoise,,,128,1,1e-05,2e-05,0.500126,0.499054,0.5012,8,true,slower,

  """
