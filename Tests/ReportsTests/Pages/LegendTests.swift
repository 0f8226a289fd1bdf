import Testing

@testable import Reports

@Suite struct LegendTests {
  @Test func entriesBeginARowWhereTheyWouldStickOut() {
    let legend = Legend(
      [
        Legend.Entry(sign: .line(series: 0), name: "abcde"),
        Legend.Entry(sign: .limitMark, name: "fghij"),
        Legend.Entry(sign: .rule(.ideal), name: "a name as long as a row is wide"),
      ])
    var drawing = Drawing(height: 40, title: "", description: "")
    legend.add(to: &drawing, x: 10, y: 10, width: 150)
    let places: [String: Drawing.Point] = drawing.marks.reduce(into: [:]) { places, mark in
      if case .text(let text, let point, _, _) = mark { places[text] = point }
    }
    #expect(legend.height(width: 150) == 40)
    #expect(places["abcde"] == Drawing.Point(x: 34, y: 14))
    #expect(places["fghij"] == Drawing.Point(x: 105, y: 14))
    #expect(places["a name as long as a row is wide"] == Drawing.Point(x: 34, y: 34))
  }
}
