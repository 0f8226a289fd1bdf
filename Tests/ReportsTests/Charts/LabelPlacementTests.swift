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

  /// Where the first to choose leaves no room for the last, the last chooses first.
  @Test func labelsDoNotCollideWhereAnotherOrderHasRoom() {
    let labels = [
      ("ladder-64", Drawing.Point(x: 266.3, y: 131.2)), ("digits", Drawing.Point(x: 271.7, y: 156)),
      ("ladder-128", Drawing.Point(x: 298.8, y: 145.4)),
      ("conv", Drawing.Point(x: 330.4, y: 114.4)),
      ("ladder-256", Drawing.Point(x: 331.4, y: 116.1)),
      ("denoise", Drawing.Point(x: 364.3, y: 114.6)),
    ]
    let others = [
      (266.3, 151.4), (271.7, 176), (298.8, 152.3), (330.4, 139.6), (331.4, 141), (364.3, 139.4),
      (271.7, 190.6), (298.8, 159.9), (364.3, 142.8), (271.7, 188.6), (298.8, 160.9), (364.3, 121),
    ].map { Drawing.Point(x: $0.0, y: $0.1) }
    let marks = LabelPlacement.place(
      labels, around: labels.map(\.1) + others,
      besides: [134.7, 108.9].map {
        [Drawing.Point(x: 102.3, y: $0), Drawing.Point(x: 364.3, y: $0)]
      },
      within: (86.6...396, 88...372))
    let boxes = marks.compactMap { mark -> (x: ClosedRange<Double>, y: Double)? in
      guard case .text(let text, let place, let anchor, _) = mark else { return nil }
      let width = Drawing.width(of: text)
      let left = place.x - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      return (left...left + width, place.y)
    }
    #expect(boxes.count == labels.count)
    for (index, one) in boxes.enumerated() {
      for other in boxes[(index + 1)...] {
        #expect(abs(one.y - other.y) >= 13 || !one.x.overlaps(other.x))
      }
    }
  }

  @Test func aLineLeadsToALabelThatHasToStandFarAway() throws {
    let crowd = (0..<10).map { ("name \($0)", Drawing.Point(x: 200, y: 100 + Double($0))) }
    let marks = place(crowd)
    #expect(marks.contains { if case .line(_, _, .leader) = $0 { true } else { false } })
    #expect(marks.count { if case .text = $0 { true } else { false } } == 10)
  }
}
