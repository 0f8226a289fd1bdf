import Records

extension ReportModel {
  /// All that is reported of a cell, in the order of files and pages.
  var quantities: [Quantity] {
    identification + [rankCount] + peerQuantities + throughputQuantities + scalingQuantities
      + stepQuantities + rankQuantities + exchangeQuantities + participationQuantities
      + disturbanceQuantities + phaseQuantities
  }

  /// What names a cell, and says whether it has numbers.
  private var identification: [Quantity] {
    var fields: [ReportedField] = [.word("model", "model") { $0.result.cell.subject.model }]
    fields += BenchmarkCase.choices(of: groupsOfAll.map(\.subject)).map { choice in
      ReportedField.word(choice.column, choice.key) { $0.result.cell.subject[choice] }
    }
    fields += [
      ReportedField(columns: ["parameters"], key: "parameterCount") {
        .count(Int64($0.result.parameterCount))
      },
      ReportedField(columns: ["batch_size"], key: "batchSize") {
        .count(Int64($0.result.cell.subject.batchSize))
      },
      ReportedField(columns: ["threads"], key: "threads") {
        .count(Int64($0.result.cell.threads))
      },
      ReportedField(columns: ["oversubscribed"], key: "isOversubscribed") {
        .flag($0.result.cell.isOversubscribed)
      },
      ReportedField(columns: ["verified"], key: "isVerified") { .flag($0.numbers != nil) },
      ReportedField.word("failure", "failure") { $0.result.failure },
    ]
    return [Quantity(title: "cell", span: nil, fields: fields, text: { _ in nil })]
  }
}

// MARK: Files

extension ReportModel {
  /// Every cell with all its numbers, unrounded by people's needs: `table.csv`. A run of trainings to a quality
  /// alone has these.
  public var csv: String {
    if isOfQualities { return qualityCSV }
    let fields = quantities.filter(\.isRecorded).flatMap(\.fields)
    let columns = fields.flatMap { field in
      field.columns.enumerated().map { index, title in
        Table.Column<ReportedCell>(title) { field.value($0)?.texts[index] ?? "" }
      }
    }
    return Table(reportedCells, columns: columns).csv
  }

  /// Every cell as an object of JSON.
  var exportedCells: [ReportedObject] {
    let fields = quantities.flatMap(\.fields)
    return reportedCells.map { ReportedObject(fields, of: $0) }
  }

  private var reportedCells: [ReportedCell] {
    groupsOfAll.flatMap { group in
      group.cells.map { ReportedCell(group: group, result: $0, floor: noiseFloor) }
    }
  }
}

// MARK: Pages

extension ReportModel {
  /// The most threads that have a CPU each, or the fewest where none has.
  var mostThreads: Int {
    cells.filter { !$0.cell.isOversubscribed }.map(\.cell.threads).max() ?? threadCounts.first ?? 1
  }

  /// A column for the most threads, and for the others once a reader asks for all.
  func most(_ weight: Table.Weight) -> Quantity.Span {
    .threads(
      shown: [(mostThreads, weight)], others: threadCounts.filter { $0 != mostThreads })
  }

  /// Columns for every thread count once a reader asks for all.
  var deep: Quantity.Span { .threads(shown: [], others: threadCounts) }

  /// A table with one row a network and batch size; columns that are seen at once stand first.
  ///
  /// - Parameter groups: those that are measured where left out.
  func table(_ quantities: [Quantity], of groups: [CellGroup]? = nil) -> Table {
    let measured = self.groups.filter { $0.cells.contains { $0.measurement != nil } }
    let coordinates = [
      Table.Column<CellGroup>("network", .left) { $0.label },
      Table.Column<CellGroup>("batch") { Format.count($0.batchSize) },
    ]
    let recorded = quantities.filter(\.isRecorded)
    return Table(
      groups ?? measured,
      columns: coordinates + recorded.flatMap(shownColumns) + recorded.flatMap(otherColumns))
  }

  /// A table with one row a cell, and what it says of the cell as a whole.
  ///
  /// - Parameters:
  ///   - team: the column that says who trained.
  ///   - missing: what stands where a cell has no such number.
  func table(
    _ quantities: [Quantity], of cells: [ReportedCell], team: Table.Column<ReportedCell>,
    missing: String = Format.unknown
  ) -> Table {
    let coordinates = [
      Table.Column<ReportedCell>(
        "network", .left, titleAddition: ", batch",
        addition: { " \(Format.count($0.group.batchSize))" }, text: { $0.group.label }),
      Table.Column<ReportedCell>("batch", .right, .usual) { Format.count($0.group.batchSize) },
      team,
    ]
    let columns = quantities.filter(\.isRecorded).compactMap {
      quantity -> Table.Column<ReportedCell>? in
      guard case .row(let weight) = quantity.span else { return nil }
      return Table.Column(quantity.title, quantity.alignment, weight, tone: quantity.tone) {
        quantity.text($0) ?? missing
      }
    }
    return Table(cells, columns: coordinates + columns)
  }

  /// What the columns of a table mean, as a list.
  func legend(_ quantities: [Quantity]) -> String {
    quantities.filter(\.isRecorded).compactMap(\.legend).map { "- \($0)\n" }.joined()
  }

  private func shownColumns(_ quantity: Quantity) -> [Table.Column<CellGroup>] {
    switch quantity.span {
    case .threads(let shown, _): shown.map { column(quantity, $0.threads, $0.weight) }
    case .row(let weight):
      [
        // Any of its cells tells of the case as a whole.
        Table.Column(quantity.title, quantity.alignment, weight) {
          quantity.text(ReportedCell(group: $0, result: $0.cells[0])) ?? Format.missing
        }
      ]
    case nil: []
    }
  }

  private func otherColumns(_ quantity: Quantity) -> [Table.Column<CellGroup>] {
    guard case .threads(_, let others) = quantity.span else { return [] }
    return others.map { column(quantity, $0, .deep) }
  }

  /// A quantity with one thread count: its text, `failed`, or a line where there is no such cell.
  private func column(
    _ quantity: Quantity, _ threads: Int, _ weight: Table.Weight
  ) -> Table.Column<CellGroup> {
    let isOversubscribed = cells.contains {
      $0.cell.threads == threads && $0.cell.isOversubscribed
    }
    return Table.Column(
      "\(quantity.title), \(Format.count(threads, "thread", mark: isOversubscribed ? "*" : ""))",
      quantity.alignment, weight,
      tone: { group in
        guard let cell = group.cell(threads: threads) else { return .plain }
        return cell.measurement == nil
          ? .bad : quantity.tone(ReportedCell(group: group, result: cell, floor: noiseFloor))
      },
      text: { group in
        guard let cell = group.cell(threads: threads) else { return Format.unknown }
        guard cell.measurement != nil else { return Format.failed }
        return quantity.text(ReportedCell(group: group, result: cell, floor: noiseFloor))
          ?? Format.missing
      })
  }
}
