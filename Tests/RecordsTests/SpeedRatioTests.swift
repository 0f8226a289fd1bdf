import Testing

@testable import Records

@Suite struct SpeedRatioTests {
  /// A pair of processes with two rounds, in which the candidate is twice and four times as fast; something
  /// disturbed one of the builds in some of them.
  private func pair(disturbed: Set<Int>) -> Replicate {
    Replicate(
      subject: BenchmarkCase(model: "pair", batchSize: 32), process: 0, caseDigest: "", seed: 1,
      date: "", parameterCount: 6, flopsPerStep: 1, bytesPerStep: 1,
      contestants: [DuelTerms.base, DuelTerms.candidate].map {
        Replicate.Contestant(threads: 1, implementation: $0)
      },
      blocks: [0, 1].flatMap { round in
        [0, 1].map { place in
          Replicate.Block(
            contestant: place, round: round,
            times: .init(
              groupNanoseconds: [place == 0 ? 4_000 : round == 0 ? 2_000 : 1_000],
              stepsPerGroup: 1),
            disturbances: place == 1 && disturbed.contains(round) ? ["something"] : [])
        }
      }, stop: .time)
  }

  /// Student's t of two pairs at the level of a large table is in the thousands.
  @Test func theIntervalOfTwoPairsHasNumbersForBounds() {
    let ratio = processRatio(of: [[0.1], [0.9]], level: simultaneousLevel(count: 200))
    #expect(ratio?.interval.map { $0.lowerBound > 0 && $0.upperBound.isFinite } == true)
    #expect(ratio.map { $0.interval?.contains(1e100) == true } == true)
  }

  private func rounds(of pairs: [Replicate]) -> [Int] {
    logRatios(of: pairs, threads: 1).map(\.count)
  }

  @Test func disturbedRoundsAreLeftOut() {
    let pairs = (0..<8).map { _ in pair(disturbed: [1]) }
    #expect(rounds(of: pairs) == [Int](repeating: 1, count: 8))
    #expect(speedRatio(of: pairs, threads: 1, level: 0.95).map { abs($0.value - 2) < 1e-9 } == true)
  }

  @Test func pairsWithoutACalmRoundAreLeftOutWhereEightOthersAreThere() {
    let pairs = (0..<10).map { pair(disturbed: $0 < 2 ? [0, 1] : []) }
    #expect(rounds(of: pairs) == [Int](repeating: 2, count: 8))
    #expect(speedPairCount(of: pairs, threads: 1) == 8)
  }

  /// Else one bad minute of the machine would leave too few pairs for any verdict.
  @Test func theyCountWhereFewerAreThere() {
    let pairs = (0..<8).map { pair(disturbed: $0 < 3 ? [0, 1] : [1]) }
    #expect(rounds(of: pairs) == [2, 2, 2, 1, 1, 1, 1, 1])
    let terms = DuelTerms(margin: 0.05, turns: .blocks)
    let logarithms = logRatios(of: pairs, threads: 1)
    #expect(terms.verdict(of: logarithms, planned: 8, level: 0.95) == .faster)
  }
}
