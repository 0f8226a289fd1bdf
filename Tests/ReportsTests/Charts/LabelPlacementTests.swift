import Testing

@testable import Reports

@Suite struct LabelPlacementTests {
  private let page = (x: 0.0...400.0, y: 0.0...300.0)

  private func place(_ labels: [(String, Drawing.Point)]) -> [Drawing.Mark] {
    LabelPlacement.place(labels, around: labels.map(\.1), within: page)
  }

  @Test func aLabelStandsToTheRightOfAPointThatIsAlone() {
    #expect(
      place([("alone", Drawing.Point(x: 100, y: 100))]) == [
        .text("alone", Drawing.Point(x: 108, y: 104), .start, .label)
      ])
  }

  @Test func atTheRightEdgeItStandsToTheLeft() {
    #expect(
      place([("edge", Drawing.Point(x: 390, y: 100))]) == [
        .text("edge", Drawing.Point(x: 382, y: 104), .end, .label)
      ])
  }

  @Test func aSecondLabelMakesWayForTheFirst() {
    let marks = place([
      ("first", Drawing.Point(x: 100, y: 100)), ("second", Drawing.Point(x: 104, y: 100)),
    ])
    #expect(
      marks == [
        .text("first", Drawing.Point(x: 92, y: 104), .end, .label),
        .text("second", Drawing.Point(x: 112, y: 104), .start, .label),
      ])
  }

  @Test func aLineLeadsToALabelThatHasToStandFarAway() throws {
    let crowd = (0..<10).map { ("name \($0)", Drawing.Point(x: 200, y: 100 + Double($0))) }
    let marks = place(crowd)
    #expect(marks.contains { if case .line(_, _, .leader) = $0 { true } else { false } })
    #expect(marks.count { if case .text = $0 { true } else { false } } == 10)
  }
}
