import Kernels
import Testing

@Suite struct SumsTests {
  @Test func everyElementIsAdded() {
    let count = 3 * lanes
    var sums = (0..<count).map { Float($0) }
    accumulateVector((0..<count).map { Float(1000 * $0) }, into: &sums, count: count)
    #expect(sums == (0..<count).map { Float(1001 * $0) })
  }
}
