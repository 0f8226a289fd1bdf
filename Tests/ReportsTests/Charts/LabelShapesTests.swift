import Testing

@testable import Reports

@Suite struct LabelShapesTests {
  private let box = Box(x: 10...20, y: 10...20)

  private func segment(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Segment {
    Segment(from: Drawing.Point(x: x1, y: y1), to: Drawing.Point(x: x2, y: y2))
  }

  @Test func aLineIsAsLongInABoxAsItReallyIs() {
    // Powers of two are divided without rounding.
    #expect(segment(0, 15, 32, 15).length(within: box) == 10)
    #expect(segment(15, 0, 15, 16).length(within: box) == 6)
    #expect(segment(12, 12, 20, 12).length(within: box) == 8)
    #expect(segment(0, 0, 0, 32).length(within: Box(x: -1...1, y: 8...16)) == 8)
    // Beside it, before it, and past its corner.
    #expect(segment(0, 25, 30, 25).length(within: box) == 0)
    #expect(segment(0, 15, 9, 15).length(within: box) == 0)
    #expect(segment(0, 12, 12, 0).length(within: box) == 0)
  }

  @Test func linesCrossWhereTheyHaveAPointInCommon() {
    #expect(segment(0, 0, 10, 10).crosses(segment(0, 10, 10, 0)))
    #expect(!segment(0, 0, 4, 4).crosses(segment(0, 10, 10, 0)))
    #expect(!segment(0, 0, 10, 10).crosses(segment(1, 0, 11, 10)))
  }

  @Test func behindIsWhatIsLeft() {
    #expect(segment(0, 0, 20, 0).behind(8) == segment(8, 0, 20, 0))
    #expect(segment(0, 0, 10, 0).behind(8) == segment(5, 0, 10, 0))
  }
}
