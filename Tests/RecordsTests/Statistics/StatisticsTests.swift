import Foundation
import Testing

@testable import Records

@Suite struct StatisticsTests {
  @Test(arguments: [(0, 15), (0.05, 16), (0.3, 23), (0.4, 29), (0.5, 35), (1, 50)])
  func quantilesAreThoseOfType7(probability: Double, expected: Double) throws {
    let value = try #require(quantile(probability, of: [50, 15, 40, 20, 35]))
    #expect(abs(value - expected) < 1e-12)
  }

  @Test func aMedianIsTheMiddleOrTheMeanOfTwoMiddles() {
    #expect(median(of: [3, 1, 2]) == 2)
    #expect(median(of: [4, 1, 3, 2]) == 2.5)
    #expect(median(of: [7]) == 7)
    #expect(median(of: []) == nil)
    #expect(median(of: [1, 2, .infinity]) == 2)
  }

  @Test func aGeometricMeanDoesNotOverflow() throws {
    let mean = try #require(geometricMean(of: [1e200, 1e220, 1e240]))
    #expect(abs(mean / 1e220 - 1) < 1e-12)
    #expect(geometricMean(of: []) == nil)
  }
}

@Suite struct EstimateTests {
  /// Ranks of the printed tables, which count from 1: n = 20 has the 6th and the 15th value.
  @Test(
    arguments: [
      (5, nil), (6, 0), (8, 0), (9, 1), (10, 1), (12, 2), (15, 3), (20, 5), (25, 7), (30, 9),
      (50, 17), (100, 39),
    ] as [(Int, Int?)])
  func ranksAreThoseOfTheSignTest(count: Int, rank: Int?) {
    #expect(lowerRank(count: count, level: 0.95) == rank)
  }

  @Test func ranksOfLongRunsApproachTheNormalOnes() throws {
    // n/2 − 1.96·√n/2, where 2⁻ⁿ has long underflowed.
    let rank = try #require(lowerRank(count: 100_000, level: 0.95))
    #expect(abs(rank - 49_690) <= 2)
  }

  @Test func aMedianOfSixRoundsHasTheirRangeAsInterval() {
    let estimate = medianEstimate(of: [5, 1, 4, 2, 6, 3])
    #expect(estimate == Estimate(3.5, (1, 6)))
    #expect(medianEstimate(of: [5, 1, 4, 2, 3]) == Estimate(3))
    #expect(medianEstimate(of: []) == nil)
  }

  @Test func pairedRatiosCancelDriftThatHitsBoth() throws {
    // The rounds drift by a factor of six; the ratio stays 2, but for one round of 2·8.
    let single = [2.0, 4, 6, 8, 10, 12, 96]
    let double = [1.0, 2, 3, 4, 5, 6, 6]
    let ratio = try #require(pairedRatio(of: single, to: double))
    #expect(abs(ratio.value - 2) < 1e-12)
    let interval = try #require(ratio.interval)
    #expect(abs(interval.lowerBound - 2) < 1e-12)
    #expect(abs(interval.upperBound - 16) < 1e-12)
    #expect(pairedRatio(of: single, to: [1]) == nil)
  }

  @Test(
    arguments: [(0.95, 1, 0.95), (0.95, 0, 0.95), (0.95, 10, 0.995), (0.9, 2, 0.95)])
  func manyIntervalsTogetherAreHeldByWiderOnes(level: Double, count: Int, single: Double) {
    #expect(abs(simultaneousLevel(count: count, level: level) - single) < 1e-12)
  }

  @Test func moreConfidenceNeedsMoreRoundsAndWidens() {
    // Ranges of 6, 8 and 11 rounds hold the median with 1 − 2⁻⁵, 1 − 2⁻⁷ and 1 − 2⁻¹⁰.
    #expect(lowerRank(count: 7, level: 0.99) == nil)
    #expect(lowerRank(count: 8, level: 0.99) == 0)
    #expect(lowerRank(count: 10, level: 0.999) == nil)
    #expect(lowerRank(count: 11, level: 0.999) == 0)
    let values = (1...12).map(Double.init)
    #expect(medianEstimate(of: values, level: 0.95)?.interval == 3...10)
    #expect(medianEstimate(of: values, level: 0.99)?.interval == 2...11)
  }

  @Test func aReciprocalSwapsTheBounds() {
    #expect(Estimate(2, (1, 4)).map { 1 / $0 } == Estimate(0.5, (0.25, 1)))
  }

  @Test func unpairedRatiosAddTheirSpreadsLikeDeviations() throws {
    // Factors e³ and e⁴ either way combine to e⁵, by Pythagoras.
    let numerator = Estimate(10, (10 * exp(-3), 10 * exp(3)))
    let denominator = Estimate(5, (5 * exp(-4), 5 * exp(4)))
    let ratio = unpairedRatio(of: numerator, to: denominator)
    let interval = try #require(ratio.interval)
    #expect(ratio.value == 2)
    #expect(abs(interval.lowerBound / (2 * exp(-5)) - 1) < 1e-12)
    #expect(abs(interval.upperBound / (2 * exp(5)) - 1) < 1e-12)
    #expect(unpairedRatio(of: numerator, to: Estimate(5)) == Estimate(2))
  }

}
