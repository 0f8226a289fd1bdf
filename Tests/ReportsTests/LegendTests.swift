import Testing

@testable import Reports

@Suite struct LegendTests {
  @Test func aFifthEntryAndWhatIsLongBeginRows() {
    let legend = Legend(
      ["a", "b", "c", "d", "e"].enumerated().map { .dot(series: $0, $1) }, long: [.limit("limit")])
    var drawing = Drawing(width: 480, height: legend.height, title: "")
    legend.add(to: &drawing, x: 0, y: 10)
    let places: [String: Drawing.Point] = drawing.marks.reduce(into: [:]) { places, mark in
      if case .text(let text, let point, _, _) = mark { places[text] = point }
    }
    #expect(legend.height == 60)
    #expect(places["d"] == Drawing.Point(x: 380, y: 14))
    #expect(places["e"] == Drawing.Point(x: 26, y: 34))
    #expect(places["limit"] == Drawing.Point(x: 26, y: 54))
  }
}
