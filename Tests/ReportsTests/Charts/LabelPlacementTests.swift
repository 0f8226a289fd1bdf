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

  /// The first label ends less than two points before the nearest place for the second.
  @Test func labelsSideBySideStandApart() {
    let marks = place([
      ("longest", Drawing.Point(x: 319.8, y: 100)), ("b", Drawing.Point(x: 390, y: 100)),
    ])
    #expect(marks[0] == .text("longest", Drawing.Point(x: 327.8, y: 104), .start, .label))
    #expect(marks[1] == .text("b", Drawing.Point(x: 390, y: 91), .middle, .label))
  }

  /// A limit that runs through the nearest place, and no place near a point among lines.
  @Test func aLabelMakesWayForALineButIsNotLedAwayByOne() {
    func place(_ heights: [Double]) -> [Drawing.Mark] {
      LabelPlacement.place(
        [("name", Drawing.Point(x: 100, y: 100))], around: [Drawing.Point(x: 100, y: 100)],
        besides: heights.map { [Drawing.Point(x: 0, y: $0), Drawing.Point(x: 400, y: $0)] },
        within: page)
    }
    #expect(place([98]) == [.text("name", Drawing.Point(x: 100, y: 91), .middle, .label)])
    #expect(
      place([85, 90, 98, 107, 112])
        == [.text("name", Drawing.Point(x: 108, y: 104), .start, .label)])
  }

  @Test func aLineLeadsToALabelThatHasToStandFarAway() throws {
    let crowd = (0..<10).map { ("name \($0)", Drawing.Point(x: 200, y: 100 + Double($0))) }
    let marks = place(crowd)
    #expect(marks.contains { if case .line(_, _, .leader) = $0 { true } else { false } })
    #expect(marks.count { if case .text = $0 { true } else { false } } == 10)
  }
}
