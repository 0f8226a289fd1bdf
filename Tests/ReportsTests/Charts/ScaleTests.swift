import Testing

@testable import Reports

@Suite struct ScaleTests {
  private func logarithmic(_ domain: ClosedRange<Double>, length: Double) -> Scale {
    Scale(domain: domain, start: 0, end: length, isLogarithmic: true)
  }

  @Test func placesGrowWithTheNumberOrItsLogarithm() {
    let linear = Scale(domain: 0...4, start: 100, end: 0, isLogarithmic: false)
    #expect([0, 1, 4].map { linear($0) } == [100, 75, 0])
    #expect(abs(logarithmic(1...16, length: 8)(4) - 4) < 1e-12)
    #expect(logarithmic(1...16, length: 8).spaced([1, 2, 4, 8, 16], by: 3.9) == [1, 4, 16])
    #expect(logarithmic(3...3, length: 8)(3) == 4)
  }

  @Test func ticksAreRoundNumbersAsManyAsFit() {
    let linear = Scale(domain: 0...2.1, start: 0, end: 210, isLogarithmic: false)
    #expect(linear.ticks(apart: 40) == [0, 0.5, 1, 1.5, 2])
    #expect(linear.ticks(apart: 60) == [0, 1, 2])
    #expect(logarithmic(0.9...110, length: 200).ticks(apart: 24) == [1, 2, 5, 10, 20, 50, 100])
    #expect(logarithmic(0.9...110, length: 200).ticks(apart: 60) == [1, 10, 100])
    #expect(
      logarithmic(0.9...1.1e9, length: 200).ticks(apart: 60) == [1, 1e3, 1e6, 1e9])
  }

  @Test(arguments: [0.0021, 0.07, 0.3, 1, 43, 8.1e9], [7.0, 60, 1e4])
  func anAxisReachesDownToATickBelowItsPoints(low: Double, factor: Double) throws {
    let domain = Scale.logarithmicDomain(of: [low, low * factor])
    let scale = logarithmic(domain, length: 98).withTickBelow([low, low * factor], apart: 20)
    let first = try #require(scale.ticks(apart: 20).first)
    #expect(first <= low * (1 + 1e-9) && scale.domain.lowerBound >= low / 100.001)
    #expect(scale.domain.upperBound == domain.upperBound)
  }

  @Test func anAxisOfLessThanAFactorOfTwoHasEvenTicks() {
    #expect(logarithmic(0.96...1.25, length: 100).ticks(apart: 20) == [1, 1.1, 1.2])
  }

  @Test(arguments: [0.0021, 0.7, 1, 43, 8.1e9], [1.001, 1.3, 2, 7, 60, 1e4, 1e8])
  func everyAxisHasTwoTicksThatKeepTheirDistance(low: Double, factor: Double) {
    let domain = Scale.logarithmicDomain(of: [low, low * factor])
    let scale = logarithmic(domain, length: 130)
    let ticks = scale.ticks(apart: 46)
    #expect(ticks.count >= 2, "\(domain)")
    for (left, right) in zip(ticks, ticks.dropFirst()) {
      #expect(scale(right) - scale(left) >= 46)
    }
  }

  @Test func domainsHoldAllValuesAndAMargin() {
    let logarithmic = Scale.logarithmicDomain(of: [10, 1000])
    #expect(logarithmic.lowerBound < 10 && logarithmic.lowerBound > 7)
    #expect(logarithmic.upperBound > 1000 && logarithmic.upperBound < 1400)
    let single = Scale.logarithmicDomain(of: [8])
    #expect(abs(single.upperBound / single.lowerBound - 2.5) < 1e-12)
    #expect(Scale.linearDomain(of: [1, 20]) == 0...21)
  }
}
