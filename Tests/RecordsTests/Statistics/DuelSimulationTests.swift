import Randomness
import Testing

@testable import Records

/// Thousands of duels on made-up machines: how often a table holds a verdict that is false, and how often
/// a real difference is found.
@Suite struct DuelSimulationTests {
  /// How many duels a share is taken over: of a share of 5 %, 1,000 leave ±0.7 %.
  private static let duels = 1_000

  /// The share of duels in which some cell of two equal builds is called faster or slower.
  private func falseShare(_ duel: SimulatedDuel) -> Double {
    var random = SplitMix64(seed: 14)
    let wrong = (0..<Self.duels).count { _ in
      duel.verdicts(using: &random).contains { $0 == .faster || $0 == .slower }
    }
    return Double(wrong) / Double(Self.duels)
  }

  @Test(arguments: [0.002, 0.01, 0.03])
  func aTableOfEqualBuildsHasAFalseVerdictInOneOfTwentyDuelsAtMost(processSpread: Double) {
    var duel = SimulatedDuel()
    duel.processSpread = processSpread
    #expect(falseShare(duel) <= 0.05)
  }

  @Test func processesThatSettleInModesAreNoDifference() {
    var duel = SimulatedDuel()
    duel.modes = 0.05
    duel.blockSpread = 0.002
    #expect(falseShare(duel) <= 0.05)
  }

  @Test func driftIsNoDifference() {
    var ramp = SimulatedDuel()
    ramp.ramp = 0.2
    #expect(falseShare(ramp) <= 0.05)
    var step = SimulatedDuel()
    step.step = 0.3
    #expect(falseShare(step) <= 0.05)
  }

  @Test func heavyTailsAreNoDifference() {
    var duel = SimulatedDuel()
    duel.hasHeavyTails = true
    #expect(falseShare(duel) <= 0.05)
  }

  @Test func aCoreThatIsLostForAWhileIsNoDifference() {
    var duel = SimulatedDuel()
    duel.loss = 0.8
    #expect(falseShare(duel) <= 0.05)
  }

  /// The setting that the method's article states: eight pairs of processes that differ by 1 %, blocks
  /// that differ by 1 %, 33 cells.
  @Test(arguments: [(1 / 1.05, Verdict.slower), (1.05, .faster)])
  func aDifferenceOfFivePercentIsFoundInFourOfFiveCells(ratio: Double, verdict: Verdict) {
    var duel = SimulatedDuel()
    duel.ratio = ratio
    var random = SplitMix64(seed: 15)
    let verdicts = (0..<100).flatMap { _ in duel.verdicts(using: &random) }
    let found = Double(verdicts.count { $0 == verdict }) / Double(verdicts.count)
    #expect(found >= 0.8)
    #expect(!verdicts.contains(verdict == .slower ? .faster : .slower))
  }

  @Test func equalBuildsAreMostlyTheSame() {
    var random = SplitMix64(seed: 16)
    let verdicts = (0..<100).flatMap { _ in SimulatedDuel().verdicts(using: &random) }
    #expect(Double(verdicts.count { $0 == .same }) / Double(verdicts.count) >= 0.8)
  }
}
