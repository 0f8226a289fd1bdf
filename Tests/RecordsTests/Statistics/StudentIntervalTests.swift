import Testing

@testable import Records

@Suite struct StudentIntervalTests {
  /// From the tables of “Biometrika Tables for Statisticians”, vol. 1, table 12.
  @Test(
    arguments: [
      (0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 3, 3.182), (0.95, 7, 2.365), (0.99, 4, 4.604),
      (0.99, 10, 3.169), (0.999, 5, 6.869), (0.95, 120, 1.980),
    ])
  func quantilesAreThoseOfTheTables(level: Double, degrees: Int, expected: Double) {
    #expect(abs(studentQuantile(level: level, degrees: degrees) - expected) < 6e-4)
  }

  @Test func theIntervalIsTheMeanAndItsErrorTimesTheQuantile() throws {
    // Standard deviation 2, error 2 / √4 = 1, three degrees of freedom.
    let values = [
      10 - 3.0.squareRoot(), 10 - 3.0.squareRoot(), 10 + 3.0.squareRoot(), 10 + 3.0.squareRoot(),
    ]
    let estimate = try #require(meanEstimate(of: values))
    #expect(abs(estimate.value - 10) < 1e-12)
    let interval = try #require(estimate.interval)
    #expect(abs(interval.upperBound - 13.1824) < 1e-3)
    #expect(abs(interval.lowerBound - 6.8176) < 1e-3)
  }

  @Test func oneValueHasNoIntervalAndNoneNoMean() {
    #expect(meanEstimate(of: [3]) == Estimate(3))
    #expect(meanEstimate(of: []) == nil)
  }
}
