/// A table as text: titles, alignments and one text a field; writers turn it into a format.
package struct Table: Sendable, Equatable {
  /// Which side the texts of a column are flush with.
  package enum Alignment: Sendable {
    case left, right
  }

  /// What a field says beside its text, for writers that have colours.
  package enum Tone: Sendable {
    case plain, good, bad
  }

  /// Where a column is seen before a reader asks for all of them.
  package enum Weight: Sendable {
    /// Everywhere: at most four columns of a table.
    case essential
    /// Where a screen is wide, or in a text: at most eight with the essential ones.
    case usual
    /// In files for programs, and on a page that a reader unfolds.
    case deep
  }

  /// One place in the table.
  struct Field: Sendable, Equatable {
    var text: String
    var alignment: Alignment
    var tone: Tone
    var weight = Weight.essential
    /// What the text begins with, where a narrow page leaves out the rest; `nil` where it shows all.
    var beginning: String?
    /// What a narrow page adds, as it folds in the column that tells it; `nil` for nothing.
    var addition: String?
  }

  /// A column: its title, and how a row's field is made.
  package struct Column<Row> {
    let title: String
    let titleBeginning: String?
    let alignment: Alignment
    let weight: Weight
    let tone: (Row) -> Tone
    let beginning: (Row) -> String?
    let titleAddition: String?
    let addition: (Row) -> String?
    let text: (Row) -> String

    /// Titles a column and says what stands in it.
    ///
    /// - Parameters:
    ///   - titleBeginning: what a narrow page shows of a title that begins so; `nil` has it show all.
    ///   - beginning: the same of a text.
    ///   - titleAddition: what a narrow page adds to the title, as it folds in the column that tells it.
    ///   - addition: the same of a text.
    package init(
      _ title: String, _ alignment: Alignment = .right, _ weight: Weight = .essential,
      titleBeginning: String? = nil,
      tone: @escaping (Row) -> Tone = { _ in .plain },
      beginning: @escaping (Row) -> String? = { _ in nil },
      titleAddition: String? = nil, addition: @escaping (Row) -> String? = { _ in nil },
      text: @escaping (Row) -> String
    ) {
      self.title = title
      self.titleBeginning = titleBeginning
      self.alignment = alignment
      self.weight = weight
      self.tone = tone
      self.beginning = beginning
      self.titleAddition = titleAddition
      self.addition = addition
      self.text = text
    }

    /// The same column of rows that hold such a row.
    func reading<Other>(_ row: @escaping (Other) -> Row) -> Column<Other> {
      Column<Other>(title, alignment, tone: { tone(row($0)) }, text: { text(row($0)) })
    }
  }

  /// The titles.
  let header: [Field]
  /// The rows below them, each as long as the header.
  let rows: [[Field]]
  /// How many of the last rows sum the others up, and are none of their kind.
  private(set) var sumCount = 0
  /// Whether a narrow page shows each row as a card, its first field above the others with their titles.
  var isOfCards = false
  /// Whether paper shows every column, as its reader cannot fold them out.
  var isWholeOnPaper = false

  /// Fills a table: one row a value.
  package init<Row>(_ rows: [Row], columns: [Column<Row>]) {
    header = columns.map {
      Field(
        text: $0.title, alignment: $0.alignment, tone: .plain, weight: $0.weight,
        beginning: $0.titleBeginning, addition: $0.titleAddition)
    }
    self.rows = rows.map { row in
      columns.map {
        Field(
          text: $0.text(row), alignment: $0.alignment, tone: $0.tone(row), weight: $0.weight,
          beginning: $0.beginning(row), addition: $0.addition(row))
      }
    }
  }
}

extension Table {
  /// The table without the columns that have no number in any row, and the titles of these.
  func splittingMissing() -> (table: Table, missing: [String]) {
    let isMissing = header.indices.map { column in
      let texts = Set(rows.map { $0[column].text })
      return texts.contains(Format.missing)
        && texts.isSubset(of: [Format.missing, Format.failed, Format.unknown])
    }
    let missing = header.indices.filter { isMissing[$0] }.map { header[$0].quantity }
    return (
      keeping { !isMissing[$0] },
      // One quantity has a column for each thread count.
      missing.reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
    )
  }

  /// The table with a row of these texts below, by the titles of their columns.
  func adding(_ texts: [String: String]) -> Table {
    let row = header.map { title in
      Field(
        text: texts[title.text] ?? "", alignment: title.alignment, tone: .plain,
        weight: title.weight)
    }
    return Table(header: header, rows: rows + [row], sumCount: sumCount + 1)
  }

  /// The table without the columns that say nothing in any row.
  var withoutEmptyColumns: Table {
    keeping { column in
      !rows.allSatisfy { ["", Format.unknown].contains($0[column].text) }
    }
  }

  /// The table without the columns that only files for programs have.
  var usual: Table { keeping { header[$0].weight != .deep } }

  private func keeping(_ isKept: (Int) -> Bool) -> Table {
    let kept = header.indices.filter(isKept)
    return Table(
      header: kept.map { header[$0] }, rows: rows.map { row in kept.map { row[$0] } },
      sumCount: sumCount)
  }

  private init(header: [Field], rows: [[Field]], sumCount: Int) {
    self.header = header
    self.rows = rows
    self.sumCount = sumCount
  }

  /// GitHub's Markdown, with a line end: a text cannot fold columns out, so those that only files for
  /// programs have are left out.
  var markdown: String {
    let table = usual
    let rule = table.header.map { $0.alignment == .left ? ":--" : "--:" }
    let lines =
      [table.header.map { escaped($0.text) }, rule]
      + table.rows.map { $0.map { escaped($0.text) } }
    return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// Comma-separated values as RFC 4180 has them, except that lines end as Unix's do.
  var csv: String {
    ([header] + rows).map { $0.map { quoted($0.text) }.joined(separator: ",") + "\n" }.joined()
  }

  private func quoted(_ text: String) -> String {
    let isSpecial: (Character) -> Bool = { $0 == "," || $0 == "\"" || $0.isNewline }
    return text.contains(where: isSpecial) ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  /// Aligned columns for a terminal, with a line end; colours only where asked for.
  ///
  /// Of a table that is too wide for the terminal there stands as much as fits of what a page leaves out, too: first
  /// the columns for programs, then what texts go on with, then all but the essential columns; where even these do not
  /// fit, each row has a line for each of them.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves the table as wide as it is.
  package func text(usingColor: Bool, within width: Int?) -> String {
    guard let width, self.width > width else { return text(usingColor: usingColor) }
    let forms = [self, usual, usual.mapping(\.shortened), narrow]
    let shown = forms.first { $0.width <= width }
    let wider = forms.last { $0.width > shown?.width ?? width }
    let note = wider.map { "(a terminal of \($0.width) columns shows more)".wrapped(within: width) }
    return (shown?.text(usingColor: usingColor) ?? narrow.cards(usingColor: usingColor, width))
      + (note.map { "\($0)\n" } ?? "")
  }

  /// The rows as cards: the first field, and below it as many of the others with their titles as fit into a line.
  private func cards(usingColor: Bool, _ width: Int) -> String {
    rows.map { fields in
      var lines: [String] = []
      var room = 0
      // A sum has no number in most columns.
      for (place, (title, field)) in zip(header, fields).enumerated()
      where place == 0 || !field.text.isEmpty {
        let text = usingColor ? field.tone.colored(field.text) : field.text
        let length = title.text.count + 4 + field.text.count
        if place == 0 {
          lines.append(text.wrapped(within: width))
        } else if length <= room {
          lines[lines.count - 1] += "  \(title.text): \(text)"
          room -= length
        } else {
          lines.append("  \(title.text): \(text)".wrapped(within: width, indent: "    "))
          room = width - length
        }
      }
      return lines.lines
    }.joined()
  }

  /// The essential columns, with what they add of others, and without what they then leave out.
  private var narrow: Table {
    keeping { header[$0].weight == .essential }.mapping(\.narrowed)
  }

  private func mapping(_ transform: (Field) -> Field) -> Table {
    Table(
      header: header.map(transform), rows: rows.map { $0.map(transform) }, sumCount: sumCount)
  }

  /// The characters of its widest line.
  private var width: Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

  /// Those of each column.
  private var widths: [Int] {
    header.indices.map { column in ([header] + rows).map { $0[column].text.count }.max() ?? 0 }
  }

  /// The whole table, however wide.
  package func text(usingColor: Bool) -> String {
    let widths = widths
    return ([header] + rows).map { fields in
      let line = zip(fields, widths).map { padded($0, to: $1, usingColor: usingColor) }
      return line.joined(separator: "  ").trimmedAtEnd + "\n"
    }.joined()
  }

  private func padded(_ field: Field, to width: Int, usingColor: Bool) -> String {
    let space = String(repeating: " ", count: width - field.text.count)
    let text = usingColor ? field.tone.colored(field.text) : field.text
    return field.alignment == .left ? text + space : space + text
  }
}

extension Table.Field {
  /// The field without what its text goes on with.
  fileprivate var shortened: Table.Field {
    var field = self
    field.text = beginning ?? text
    return field
  }

  /// The same with what it adds of other columns, as a narrow page has it.
  fileprivate var narrowed: Table.Field {
    var field = shortened
    field.text += addition ?? ""
    return field
  }

  /// A title without the thread count that it is of: `samples/s` of `samples/s, 2 threads`.
  var quantity: String { text.replacing(#/, [\d,]+\*? threads?$/#, with: "") }
}

extension Table.Tone {
  /// The text between ANSI escapes: green for good, red for bad.
  func colored(_ text: String) -> String {
    switch self {
    case .plain: text
    case .good: "\u{1B}[32m\(text)\u{1B}[0m"
    case .bad: "\u{1B}[31m\(text)\u{1B}[0m"
    }
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
