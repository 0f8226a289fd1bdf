import Records

/// What is shown, before it has places: labels, numbers and their intervals.
enum Chart: Sendable, Equatable {
  /// Horizontal bars in labelled groups.
  case bars(BarChart)
  /// Lines and points over two axes, in one panel or many.
  case plot(PlotChart)
  /// Dots along one axis, in labelled groups of rows.
  case dots(DotChart)
  /// Distributions along one axis, a row each.
  case ridges(RidgeChart)

  /// The chart as shapes.
  var drawing: Drawing {
    switch self {
    case .bars(let chart): chart.drawing
    case .plot(let chart): chart.drawing
    case .dots(let chart): chart.drawing
    case .ridges(let chart): chart.drawing
    }
  }
}

/// Shares or factors as horizontal bars, each of one part or of several that follow each other.
struct BarChart: Sendable, Equatable {
  let title: String
  /// What there is to see.
  let description: String
  let axisTitle: String
  /// What each bar's label is, above the labels.
  let labelTitle: String
  /// How the axis's numbers are written.
  let unit: UnitLadder
  /// Where all bars have a line, with its name; `nil` for none.
  let reference: Reference?
  /// What the signs mean.
  let legend: Legend
  let groups: [Group]
  /// A text below the bars; empty for none.
  var footnote = ""

  /// A number that all bars are compared with.
  struct Reference: Sendable, Equatable {
    let name: String
    let value: Double
  }

  /// The bars of one network.
  struct Group: Sendable, Equatable {
    let label: String
    let bars: [Bar]
  }

  /// One bar, or a label without one where nothing was measured.
  struct Bar: Sendable, Equatable {
    let label: String
    let parts: [Part]
    let interval: ClosedRange<Double>?
    /// What was possible.
    let limit: Double?
    /// What stands behind the bar.
    let note: String
  }

  /// One part of a bar.
  struct Part: Sendable, Equatable {
    let series: Int
    let value: Double
    let name: String
  }
}

/// Lines and points over two axes, in one panel or in several that are read alike.
struct PlotChart: Sendable, Equatable {
  let title: String
  /// What there is to see.
  let description: String
  let legend: Legend
  let horizontal: Axis
  let vertical: Axis
  let panels: [Panel]

  /// What an axis shows, and how.
  struct Axis: Sendable, Equatable {
    let title: String
    let unit: UnitLadder
    let isLogarithmic: Bool
    /// The numbers that have a tick; `nil` for round numbers in the range of the points.
    var ticks: [Double]?
    /// The ends; `nil` for those of the points.
    var domain: ClosedRange<Double>?
  }

  /// One panel.
  struct Panel: Sendable, Equatable {
    /// Empty where the chart has but this one.
    let title: String
    let lines: [Line]
  }

  /// Points that belong together.
  struct Line: Sendable, Equatable {
    /// How they are joined; `nil` where they are not.
    let role: Drawing.Role?
    /// The series whose sign the points have; `nil` for a line alone.
    let series: Int?
    let points: [Point]
  }

  /// One point of a line.
  struct Point: Sendable, Equatable {
    let x: Double
    let y: Estimate
    var isHollow = false
    /// What stands beside it; empty for nothing.
    var label = ""
  }
}

/// Numbers as dots along an axis, in rows.
struct DotChart: Sendable, Equatable {
  var title: String
  /// What there is to see.
  var description: String
  let axisTitle: String
  /// How the numbers are written.
  var unit = UnitLadder.factor
  /// What it means to stand left and right of the reference.
  var lowTitle = ""
  var highTitle = ""
  /// What each row's note is, above the notes.
  let noteTitle: String
  /// Where all rows have a line; `nil` for none.
  let reference: Double?
  /// The ends of a linear axis, where what lies beyond has an arrow in place of a dot; `nil` for a
  /// logarithmic one that shows all.
  var linear: ClosedRange<Double>? = nil
  /// What all rows have behind them; `nil` for nothing.
  var band: Band? = nil
  /// By which factor beyond the outermost dots intervals are shown, so that a wide one does not squeeze
  /// all others; `nil` shows them whole.
  var reach: Double? = nil
  /// What the signs mean.
  let legend: Legend
  var groups: [Group]
  /// The rows of the chart that this is a part of, so that all parts have one axis; `nil` of a whole one.
  var rowsOfAll: [Row]? = nil

  /// Ratios around 1 that say nothing.
  struct Band: Sendable, Equatable {
    let range: ClosedRange<Double>
    /// What a legend calls it.
    let name: String

    /// The ratios of numbers that differ by no more than a share; `nil` of one that is not known.
    init?(within share: Double?, name: String) {
      guard let share else { return nil }
      range = 1 / (1 + share)...1 + share
      self.name = name
    }
  }

  /// Rows that belong together.
  struct Group: Sendable, Equatable {
    /// Empty where the rows' labels say all.
    let label: String
    let rows: [Row]
  }

  /// Dots of some series, of which the last is the foremost, and a line across them: their limit, or their
  /// median.
  struct Row: Sendable, Equatable {
    let label: String
    let dots: [Dot]
    let limit: Double?
    let note: String
  }

  /// A ratio of one series.
  struct Dot: Sendable, Equatable {
    let series: Int
    let value: Estimate
  }

  /// What the signs of dots and whiskers beyond a linear axis mean, as sentences behind others; empty where
  /// there are none.
  static func textBeyond(_ axis: ClosedRange<Double>, of groups: [Group]) -> String {
    let dots = groups.flatMap(\.rows).flatMap(\.dots)
    let isCut = dots.contains {
      axis.contains($0.value.value) && $0.value.interval?.upperBound ?? 0 > axis.upperBound
    }
    let isBeyond = dots.contains { !axis.contains($0.value.value) }
    return (isBeyond ? " An arrow lies beyond the axis: its number tells." : "")
      + (isCut ? " A whisker that ends in a tip goes on beyond it." : "")
  }
}

extension DotChart {
  /// How many rows have room below what a printed page begins with, with letters that can be read.
  private static let rowsPerSheet = 24

  /// The chart in parts of about as many rows, each with the axis of all: a longer one would be shrunk or cut by
  /// whoever prints it. A chart of several groups stays whole.
  var sheets: [DotChart] {
    guard groups.count == 1, let group = groups.first, group.rows.count > Self.rowsPerSheet else {
      return [self]
    }
    let rows = group.rows, count = (rows.count - 1) / Self.rowsPerSheet + 1
    return (0..<count).map { place in
      var sheet = self
      sheet.title = "\(title), \(place + 1) of \(count)"
      if place > 0 {
        sheet.description = "Goes on where the chart before it ends, with the same axis."
      }
      let own = rows[rows.count * place / count..<rows.count * (place + 1) / count]
      sheet.groups = [Group(label: group.label, rows: Array(own))]
      sheet.rowsOfAll = rows
      return sheet
    }
  }
}
