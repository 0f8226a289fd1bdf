import Testing

@testable import Networks

@Suite struct PartsTests {
  @Test(arguments: [0, 1, 1_999, 2_000, 5_001, 100_000])
  func partsAreTheWholeInItsOrder(count: Int) {
    let parts = inParts(of: count) { Array($0) }
    #expect(parts.flatMap(\.self) == Array(0..<count))
    #expect((parts.count > 1) == (count >= 2_000))
  }
}
