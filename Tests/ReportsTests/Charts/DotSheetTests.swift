import Records
import Testing

@testable import Reports

/// Charts of many rows, in parts that fit on sheets of paper.
@Suite struct DotSheetTests {
  @Test func everyRowIsOnOneSheetInOrder() {
    let chart = chart(rows: 62)
    let sheets = chart.sheets
    #expect(sheets.map { $0.groups[0].rows.count } == [20, 21, 21])
    #expect(sheets.flatMap(\.groups).flatMap(\.rows) == chart.groups[0].rows)
    #expect(sheets.map(\.title) == ["Speed, 1 of 3", "Speed, 2 of 3", "Speed, 3 of 3"])
    #expect(sheets[0].description == chart.description)
    #expect(sheets[1].description != chart.description)
  }

  /// The rows of a sheet lie in a part of the axis only.
  @Test func allSheetsHaveTheAxisOfAll() {
    let chart = chart(rows: 80)
    func ticks(_ chart: DotChart) -> [String] {
      chart.drawing.marks.compactMap { mark in
        if case .text(let text, _, .middle, _) = mark { text } else { nil }
      }
    }
    #expect(chart.sheets.count == 4)
    for sheet in chart.sheets { #expect(Set(ticks(sheet)) == Set(ticks(chart))) }
  }

  @Test func shortOnesStayWhole() {
    #expect(chart(rows: 24).sheets == [chart(rows: 24)])
    #expect(chart(rows: 25).sheets.count == 2)
  }

  private func chart(rows: Int) -> DotChart {
    DotChart(
      title: "Speed", description: "A dot a cell.", axisTitle: "ratio", noteTitle: "", reference: 1,
      legend: Legend([]),
      groups: [
        DotChart.Group(
          label: "",
          rows: (0..<rows).map { row in
            DotChart.Row(
              label: "row \(row)",
              dots: [DotChart.Dot(series: 0, value: Estimate(0.1 + Double(row)))], limit: nil,
              note: "")
          })
      ])
  }
}
