import Records
import Testing

@testable import Reports

/// No text of a chart hides a mark or another text, and no line runs through one.
@Suite struct ChartCollisionTests {
  /// What a chart has drawn, as boxes and lines.
  private struct Shapes {
    var names: [(text: String, box: Box)] = []
    var signs: [Box] = []
    var whiskers: [Segment] = []
    var leaders: [Segment] = []

    /// - Parameter labels: the texts that were placed, in place of those of axes and legends.
    init(of drawing: Drawing, labels: Set<String>) {
      for mark in drawing.marks {
        switch mark {
        case .text(let text, let place, let anchor, .label) where labels.contains(text):
          names.append((text, Box(of: text, at: place, anchor)))
        case .dot(let center, _, _, let tip) where !tip.isEmpty:
          signs.append(Box(x: center.x - 4...center.x + 4, y: center.y - 4...center.y + 4))
        case .line(let a, let b, .intervalOfSeries): whiskers.append(Segment(from: a, to: b))
        case .line(let a, let b, .leader): leaders.append(Segment(from: a, to: b))
        default: break
        }
      }
    }

    /// Which label hides what, in words.
    var collisions: [String] {
      var found: [String] = []
      for (index, name) in names.enumerated() {
        for other in names[(index + 1)...] where other.box.overlap(with: name.box) > 0 {
          found.append("\(name.text) and \(other.text)")
        }
        for sign in signs where sign.overlap(with: name.box) > 0 {
          found.append("\(name.text) on a sign")
        }
        for whisker in whiskers where whisker.length(within: name.box) > 0 {
          found.append("\(name.text) on a whisker")
        }
        for leader in leaders where leader.length(within: name.box) > 0 {
          found.append("a leader through \(name.text)")
        }
      }
      return found
    }
  }

  @Test func noLabelOfACommittedPlotHidesAnything() throws {
    var count = 0
    for run in try CommittedRuns.index.runs {
      for case .plot(let chart) in run.charts.map(\.chart) {
        let points = chart.panels.flatMap(\.lines).flatMap(\.points)
        let labels = Set(points.map(\.label)).subtracting([""])
        let shapes = Shapes(of: chart.drawing, labels: labels)
        count += shapes.names.count
        #expect(shapes.collisions == [], "\(run.name): \(chart.title)")
      }
    }
    #expect(count > 200)
  }

  /// The title of a class of steps is longer than the way to the line.
  @Test func theIdealRunsThroughRowsAndThroughNoLabel() throws {
    func group(_ label: String) -> BarChart.Group {
      BarChart.Group(
        label: label,
        bars: (0..<2).map { _ in
          BarChart.Bar(
            label: "denoise 1,024", parts: [BarChart.Part(series: 0, value: 1.5, name: "")],
            interval: nil, limit: nil, note: "1.50×")
        })
    }
    let long = "large steps: 1.85× on average, 3 of 7 inconclusive"
    let drawing = BarChart(
      title: "", description: "", axisTitle: "", labelTitle: "network, batch", unit: .factor,
      reference: BarChart.Reference(name: "ideal", value: 2), legend: Legend([]),
      groups: [group(long), group("few")]
    ).drawing
    let ideal = drawing.marks.compactMap { mark -> Segment? in
      if case .line(let a, let b, .ideal) = mark { Segment(from: a, to: b) } else { nil }
    }
    var bars = 0
    for mark in drawing.marks {
      switch mark {
      case .text(long, let place, let anchor, _):
        #expect(ideal.allSatisfy { $0.length(within: Box(of: long, at: place, anchor)) == 0 })
      case .rectangle(let corner, _, let height, .series, _):
        bars += 1
        // The whole row of every bar.
        #expect(
          ideal.contains { $0.start.y <= corner.y && $0.end.y >= corner.y + height }, "\(corner)")
      default: break
      }
    }
    #expect(bars == 4 && ideal.count == 2)
  }

  @Test func noIdealOfACommittedChartRunsThroughALabel() throws {
    var count = 0
    for run in try CommittedRuns.index.runs {
      for case .bars(let chart) in run.charts.map(\.chart) {
        let drawing = chart.drawing
        let ideal = drawing.marks.compactMap { mark -> Segment? in
          if case .line(let a, let b, .ideal) = mark { Segment(from: a, to: b) } else { nil }
        }
        count += ideal.count
        for case .text(let text, let place, let anchor, .label) in drawing.marks {
          let isCrossed = ideal.contains { $0.length(within: Box(of: text, at: place, anchor)) > 0 }
          #expect(!isCrossed, "\(run.name): \(text)")
        }
      }
    }
    #expect(count > 8)
  }

  private func dots(bandOf share: Double?) -> DotChart {
    let dot = DotChart.Dot(series: 0, value: Estimate(2))
    return DotChart(
      title: "", description: "", axisTitle: "", noteTitle: "", reference: 1, linear: 0...4,
      band: DotChart.Band(within: share, name: "noise floor"), legend: Legend([]),
      groups: [
        DotChart.Group(
          label: "", rows: [DotChart.Row(label: "row", dots: [dot], limit: nil, note: "")])
      ])
  }

  /// A band that its line hides would be looked for in vain.
  @Test(arguments: [(0.1, "noise floor", 2), (0.01, "noise floor: no wider than the line", 0)])
  func aBandIsSeenOrSaidToBeNarrow(share: Double, name: String, count: Int) {
    let marks = dots(bandOf: share).drawing.marks
    let bands = marks.count {
      if case .rectangle(_, let width, _, .band, _) = $0 { width >= 4 } else { false }
    }
    let names = marks.compactMap { mark in
      if case .text(let text, _, _, _) = mark, text.hasPrefix("noise") { text } else { nil }
    }
    #expect(names == [name])
    // One is the legend's.
    #expect(bands == count)
  }

  @Test func anUnknownFloorHasNoBand() {
    #expect(dots(bandOf: nil).band == nil)
  }
}
