import Records

/// A reported number: what pages, legends and files for programs say of it, in one place.
///
/// A column is added where its table's list is, as one more of these; nothing else has to know of it.
struct Quantity {
  /// What its columns are called.
  let title: String
  /// Which columns pages have of it; `nil` of what only files have.
  let span: Span?
  var alignment = Table.Alignment.right
  /// What it means, as a line of a list: `efficiency: speed-up over threads.`
  var legend: String?
  /// Whether the records of the run tell of it. If not, neither pages nor spreadsheets have columns
  /// for it.
  var isRecorded = true
  /// What files for programs have.
  var fields: [ReportedField] = []
  var tone: (ReportedCell) -> Table.Tone = { _ in .plain }
  /// What people read; `nil` where it was not measured.
  let text: (ReportedCell) -> String?

  /// The columns that pages have of a quantity.
  enum Span {
    /// One for each of some thread counts, and one for each of the others once a reader asks for all.
    case threads(shown: [(threads: Int, weight: Table.Weight)], others: [Int])
    /// One for the whole row.
    case row(Table.Weight)
  }
}

/// A cell that a number is reported of.
struct ReportedCell {
  let group: CellGroup
  let result: CellResult
  /// What stands against noise.
  var floor: NoiseFloor?
  /// Gradmark's numbers of the same cell, beside those of a library.
  var own: Measurement?

  /// The cell's numbers; `nil` where it has none.
  var numbers: Measurement? { result.measurement }
  var speedup: Speedup? { numbers?.speedup }
}

extension Quantity {
  /// What a table and files have of a number with an interval.
  ///
  /// - Parameters:
  ///   - column: its title in spreadsheets; its bounds have `_low` and `_high` behind it.
  ///   - key: its name in JSON; dots lead into objects.
  ///   - hasInterval: whether people read the interval, too.
  static func estimate(
    _ title: String, _ span: Span?, _ unit: UnitLadder, column: String, key: String,
    legend: String? = nil, hasInterval: Bool = false,
    _ value: @escaping (Measurement) -> Estimate?
  ) -> Quantity {
    Quantity(
      title: title, span: span, legend: legend, fields: [.estimate(column, key, value)],
      text: { $0.numbers.flatMap(value).map { hasInterval ? unit.text($0) : unit.valueText($0) } })
  }

  /// What a table and files have of a number.
  static func number(
    _ title: String, _ span: Span?, column: String, key: String, legend: String? = nil,
    _ value: @escaping (Measurement) -> Double?, text: @escaping (Double) -> String
  ) -> Quantity {
    Quantity(
      title: title, span: span, legend: legend, fields: [.number(column, key, value)],
      text: { $0.numbers.flatMap(value).map(text) })
  }

  /// What a table and files have of a count.
  static func count(
    _ title: String, _ span: Span?, column: String, key: String, legend: String? = nil,
    _ value: @escaping (Measurement) -> Int?
  ) -> Quantity {
    Quantity(
      title: title, span: span, legend: legend, fields: [.count(column, key, value)],
      text: { $0.numbers.flatMap(value).map(Format.count) })
  }

  /// What people read of a speed-up; a line where the work was not shared.
  static func shared(
    _ title: String, _ span: Span?, legend: String? = nil, fields: [ReportedField] = [],
    _ text: @escaping (Speedup) -> String?
  ) -> Quantity {
    Quantity(
      title: title, span: span, legend: legend, fields: fields,
      text: { cell in
        cell.speedup.flatMap { cell.result.isShared ? text($0) : Format.unknown }
      })
  }
}
