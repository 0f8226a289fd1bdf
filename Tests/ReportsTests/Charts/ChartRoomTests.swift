import Records
import Testing

@testable import Reports

/// Whatever the names, texts have room.
@Suite struct ChartRoomTests {
  private func places(of text: String, in drawing: Drawing) -> [ClosedRange<Double>] {
    drawing.marks.compactMap { mark in
      guard case .text(text, let place, let anchor, _) = mark else { return nil }
      let width = Drawing.width(of: text)
      let left = anchor == .start ? place.x : anchor == .end ? place.x - width : place.x - width / 2
      return left...left + width
    }
  }

  /// Bold letters of 14 points are about so wide.
  private func titleEnd(_ title: String) -> Double { 8 + 8.4 * Double(title.count) }

  @Test func noTitleIsClipped() throws {
    for run in try CommittedRuns.index.runs {
      for chart in run.charts {
        let title = chart.chart.drawing.title
        #expect(titleEnd(title) <= Drawing.pageWidth, "\(run.name): \(title)")
      }
    }
  }

  @Test func theTitleOfSpeedupsFitsWhateverItSays() {
    for size in ScalingAnswer.Size.allCases {
      for (threads, factor) in [(2, 0.992), (2, 1.25), (128, 0.992), (128, 101.3)] {
        let title = ReportModel.speedupTitle(
          size, factor: UnitLadder.factor.text(factor), threads: threads)
        #expect(titleEnd(title) <= Drawing.pageWidth, "\(title)")
      }
    }
  }

  private func bars(_ label: String) -> Drawing {
    BarChart(
      title: "", description: "", axisTitle: "share", labelTitle: "machine", unit: .percent,
      reference: nil, legend: Legend([]),
      groups: [
        BarChart.Group(
          label: "denoise",
          bars: [
            BarChart.Bar(
              label: label, parts: [BarChart.Part(series: 0, value: 1, name: "")], interval: nil,
              limit: nil, note: "17.5 M")
          ])
      ]
    ).drawing
  }

  @Test(arguments: [
    "Zen 5", "AMD EPYC (Zen 5), 2 cores", "lecture-hall-workstation-17-left-desk",
    String(repeating: "m", count: 40),
  ])
  func barsKeepHalfOfTheWidthBesideLongNames(name: String) throws {
    let drawing = bars(name)
    let widths = drawing.marks.compactMap { mark in
      if case .rectangle(_, let width, _, _, _) = mark { width } else { nil }
    }
    // The axis is a twentieth longer than the longest bar.
    #expect(try 1.05 * #require(widths.max()) >= Drawing.pageWidth / 2 - 0.01)
    for text in ["0 %", "100 %"] {
      #expect(!places(of: text, in: drawing).isEmpty, "\(text)")
    }
    for case .text(let text, let place, let anchor, _) in drawing.marks {
      let width = Drawing.width(ofName: text)
      let left = place.x - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      #expect(left >= 0 && left + width <= Drawing.pageWidth, "\(text)")
    }
    #expect(name.first == "m" || !places(of: name, in: drawing).isEmpty)
  }

  /// A long name alone stands above its bar; others keep beside theirs.
  @Test func shortNamesStandBesideTheirBars() throws {
    func bar(_ label: String) -> BarChart.Bar {
      BarChart.Bar(
        label: label, parts: [BarChart.Part(series: 0, value: 1, name: "")], interval: nil,
        limit: nil, note: "17.5 M")
    }
    let names = ["lab-7", "lecture-hall-workstation-17-left-desk", "Zen 4"]
    let drawing = BarChart(
      title: "", description: "", axisTitle: "share", labelTitle: "machine", unit: .percent,
      reference: nil, legend: Legend([]),
      groups: [BarChart.Group(label: "denoise", bars: names.map(bar))]
    ).drawing
    let texts = drawing.marks.compactMap { mark -> (String, Double, Drawing.Anchor)? in
      if case .text(let text, let place, let anchor, _) = mark {
        (text, place.y, anchor)
      } else {
        nil
      }
    }.filter { names.contains($0.0) }
    let bars = drawing.marks.compactMap { mark -> Double? in
      if case .rectangle(let corner, _, let height, _, _) = mark {
        corner.y + height / 2
      } else {
        nil
      }
    }
    #expect(texts.map(\.0) == names && bars.count == 3)
    #expect(texts.map(\.2) == [.end, .start, .end])
    let distances = zip(texts, bars).map { abs($0.1 - $1) }
    #expect(distances[0] < 6 && distances[2] < 6 && distances[1] > 12)
  }

  private func dots(_ label: String) -> Drawing {
    let dot = DotChart.Dot(series: 0, value: Estimate(2))
    return DotChart(
      title: "", description: "", axisTitle: "", noteTitle: "best", reference: nil,
      legend: Legend([]),
      groups: [
        DotChart.Group(
          label: "", rows: [DotChart.Row(label: label, dots: [dot], limit: nil, note: "17.5 M")])
      ]
    ).drawing
  }

  private func hills(_ label: String) -> Drawing {
    RidgeChart(
      title: "", description: "", axisTitle: "", noteTitle: "p99", legend: Legend([]),
      domain: 0.5...4, rows: [RidgeChart.Row(label: label, curves: [], note: "49.3×")]
    ).drawing
  }

  /// As wide as the letters of a common font are at 12 points.
  private func trueWidth(_ name: String) -> Double {
    name.reduce(0) { $0 + ($1 == "m" ? 11.7 : $1 == "…" ? 12 : "-1il ".contains($1) ? 4.4 : 7.2) }
  }

  @Test(arguments: [
    ("my-model 32", true), ("speech-enhancer-large-v2 32", true), ("mmmm-mmmm 32", true),
    ("a-network-whose-name-tells-the-whole-story-of-its-training 1,024", false),
  ])
  func namesAreNotCutOnTheLeft(name: String, isWhole: Bool) throws {
    for drawing in [dots(name), hills(name)] {
      let labels = drawing.marks.compactMap { mark -> (text: String, x: Double)? in
        guard case .text(let text, let place, .end, _) = mark, text.prefix(2) == name.prefix(2)
        else { return nil }
        return (text, place.x)
      }
      let label = try #require(labels.first)
      #expect((label.text == name) == isWhole)
      #expect(isWhole || label.text.hasSuffix("…"))
      #expect(label.x - trueWidth(label.text) >= 0, "\(label.text)")
    }
  }

  /// Up to four networks below a limit, at both ends of the plot and between them.
  private func plot(_ names: [String]) -> Drawing {
    let speeds = [2e9, 40e9, 9e9, 30e9]
    let points = names.enumerated().map { index, name in
      PlotChart.Point(x: [6, 400_000, 131, 90_000][index], y: Estimate(speeds[index]), label: name)
    }
    let limit = [6, 400_000].map { PlotChart.Point(x: $0, y: Estimate(50e9)) }
    return PlotChart(
      title: "", description: "", legend: Legend([]),
      horizontal: PlotChart.Axis(title: "parameters", unit: .rate, isLogarithmic: true),
      vertical: PlotChart.Axis(title: "arithmetic", unit: .flopsPerSecond, isLogarithmic: true),
      panels: [
        PlotChart.Panel(
          title: "",
          lines: [
            PlotChart.Line(role: .limitOfSeries(0), series: nil, points: limit),
            PlotChart.Line(role: nil, series: 0, points: points),
          ])
      ]
    ).drawing
  }

  /// A file may have a name of any length; a mark behind it stays.
  @Test(arguments: ["a", "m"])
  func longNamesBesidePointsAreShortened(letter: String) throws {
    let names = ["b", "c", "d ‡", "e †"].map { String(repeating: letter, count: 62) + $0 }
    let drawing = plot(names)
    let axis = try #require(
      drawing.marks.compactMap { mark -> (start: Drawing.Point, end: Drawing.Point)? in
        if case .line(let start, let end, .axis) = mark, start.y == end.y {
          (start, end)
        } else {
          nil
        }
      }.first)
    var labels: [String] = []
    for case .text(let text, let place, let anchor, .label) in drawing.marks
    where text.hasPrefix(letter + letter) {
      labels.append(text)
      let width = Drawing.width(ofName: text)
      let left = place.x - (anchor == .start ? 0 : anchor == .middle ? width / 2 : width)
      #expect(left >= axis.start.x && left + width <= Drawing.pageWidth, "\(text)")
      #expect(place.y < axis.start.y, "\(text)")
    }
    #expect(labels.count == 4)
    #expect(labels.allSatisfy { $0.contains("…") })
    #expect(Set(labels.map { $0.drop { $0 != "…" } }) == ["…", "… ‡", "… †"])
    // The whole name is the point's tip.
    let tips = drawing.marks.compactMap { mark in
      if case .dot(_, _, _, let tip) = mark { tip } else { nil }
    }
    #expect(names.allSatisfy { name in tips.contains { $0.hasPrefix("\(name): ") } })
    #expect(places(of: "denoise, adam", in: plot(["denoise, adam"])).count == 1)
  }

  @Test func theHeadOfShortNamesIsNotClipped() throws {
    let drawing = BarChart(
      title: "", description: "", axisTitle: "", labelTitle: "network, batch", unit: .factor,
      reference: nil, legend: Legend([]),
      groups: [
        BarChart.Group(
          label: "large steps: 1.78× on average",
          bars: [
            BarChart.Bar(
              label: "a 1", parts: [BarChart.Part(series: 0, value: 2, name: "")], interval: nil,
              limit: nil, note: "")
          ])
      ], footnote: ""
    ).drawing
    let head = try #require(places(of: "network, batch", in: drawing).first)
    #expect(head.lowerBound >= 0)
    // No line runs through the label above the bars.
    let label = try #require(
      drawing.marks.compactMap { mark -> Double? in
        guard case .text("large steps: 1.78× on average", let place, _, _) = mark else {
          return nil
        }
        return place.y
      }.first)
    for case .line(let from, let to, .axis) in drawing.marks {
      #expect(!(min(from.y, to.y)..<max(from.y, to.y)).contains(label - 5))
    }
  }

  @Test func theHeadsOfRatiosStandApart() throws {
    func chart(_ value: Double) -> Drawing {
      DotChart(
        title: "", description: "", axisTitle: "", lowTitle: "slower", highTitle: "faster",
        noteTitle: "B / A", reference: 1, legend: Legend([]),
        groups: [
          DotChart.Group(
            label: "",
            rows: [
              DotChart.Row(
                label: "a", dots: [DotChart.Dot(series: 0, value: Estimate(value))], limit: nil,
                note: "0.10×")
            ])
        ]
      ).drawing
    }
    func height(of text: String, in drawing: Drawing) -> Double? {
      drawing.marks.lazy.compactMap { mark in
        if case .text(text, let place, _, _) = mark { place.y } else { nil }
      }.first
    }
    for drawing in [chart(0.1), chart(10)] {
      let (faster, note) = (
        try #require(places(of: "faster →", in: drawing).first),
        try #require(places(of: "B / A", in: drawing).first)
      )
      #expect(
        faster.upperBound < note.lowerBound
          || height(of: "faster →", in: drawing) != height(of: "B / A", in: drawing))
    }
  }

  @Test func anAxisHasNumbersAsFarAsItsDotsReach() {
    let scale = Scale(domain: 0.6...4, start: 150, end: 330, isLogarithmic: true)
    #expect(scale.ticks(apart: 30) == [1, 2, 3])
    let threads = Scale(domain: 0.9...4.2, start: 40, end: 120, isLogarithmic: true)
    #expect(threads.spaced([1, 2, 3, 4], by: 20) == [1, 2, 4])
  }

  @Test func missingWhiskersAreToldOf() {
    let (with, without) = (Estimate(2, (1, 3)), Estimate(2))
    func text(_ estimates: [Estimate]) -> String {
      whiskerText("95 % intervals", of: estimates, "dot", lack: "blocks")
    }
    #expect(text([with]) == "Whiskers are 95 % intervals.")
    #expect(
      text([with, without])
        == "Whiskers are 95 % intervals; a dot without one has too few blocks for it.")
    #expect(
      text([without])
        == "There are no whiskers, as there are too few blocks for an interval.")
  }

  @Test func aLineToALabelCrossesNoOther() throws {
    let crowd = (0..<5).map {
      ("name \($0)", Drawing.Point(x: 200 + 8 * Double($0), y: 150 + 4 * Double($0)))
    }
    let marks = LabelPlacement.place(crowd, around: crowd.map(\.1), within: (0...400, 0...300))
    for case .line(let from, let to, .leader) in marks {
      for case .text(let text, let place, let anchor, _) in marks {
        let width = Drawing.width(of: text)
        let left =
          anchor == .start ? place.x : anchor == .end ? place.x - width : place.x - width / 2
        for step in 3..<9 {
          let share = Double(step) / 10
          let x = from.x + share * (to.x - from.x), y = from.y + share * (to.y - from.y)
          #expect(!((left...left + width).contains(x) && (place.y - 10...place.y + 3).contains(y)))
        }
      }
    }
  }
}
