import Mustache
import Records

/// A page for a browser in one file: it needs no network, and no script to be read.
///
/// Texts are Markdown as in a README; the page makes HTML of them.
struct Page: Sendable, Equatable {
  /// A run's page in its folder.
  static let fileName = "report.html"

  let title: String
  /// What stands below the title; empty for nothing.
  var subtitle = ""
  /// What comes first: the answer that a reader came for.
  let lead: String
  /// How far it can be trusted; empty where the lead says that.
  var trust = ""
  /// What a reader has to know before trusting it.
  let notes: [String]
  /// What the page is about, as titles and values.
  let facts: [Fact]
  /// The sections that stand above the charts.
  var openings: [ReportSection] = []
  let charts: [Chart]
  /// Charts that back the others; a narrow page shows them once a reader asks for them.
  var furtherCharts: [Chart] = []
  let sections: [ReportSection]
  /// One title with its value.
  struct Fact: Sendable, Equatable {
    let title: String
    let value: String
  }

  /// The page's text.
  ///
  /// - Parameter links: where it leads beside itself.
  func html(links: PageLinks = .none) throws -> String {
    // Where there are no others they are all that there is.
    let drawings = (charts.isEmpty ? furtherCharts : charts).map(\.drawing)
    let further = charts.isEmpty ? [] : furtherCharts.map(\.drawing)
    let series = Set((drawings + further).flatMap(\.marks).compactMap(\.series)).sorted()
    let parts: [String: Any] = [
      "style": PageStyle.sheet(series: series), "script": pageScript, "title": title,
      "version": Release.version, "project": links.project.map { [["address": $0]] } ?? [],
      "hasProject": links.project != nil,
      "index": links.index.map { [["address": $0]] } ?? [],
      "subtitles": subtitle.isEmpty ? [] : [InlineMarkdown.html(subtitle)],
      "lead": InlineMarkdown.html(lead),
      "trusts": trust.isEmpty ? [] : [InlineMarkdown.html(trust)],
      // In one frame: three of them would push the charts out of sight.
      "notes": notes.isEmpty ? [] : [notes.map(InlineMarkdown.html).joined(separator: " ")],
      "hasFacts": !facts.isEmpty,
      "facts": facts.map {
        ["title": $0.title, "value": InlineMarkdown.html($0.value)]
      },
      "hasCharts": !drawings.isEmpty,
      "charts": drawings.map(Self.parts), "hasFurther": !further.isEmpty,
      "further": further.map(Self.parts),
      "furtherTitles": further.map(\.title.uncapitalizedFirst).joined(separator: "; "),
      "openings": openings.map(Self.parts), "sections": sections.map(Self.parts),
    ]
    return try MustacheTemplate(string: pageTemplate).render(parts)
  }

  private static func parts(of drawing: Drawing) -> [String: Any] {
    [
      "svg": drawing.inlineSVG,
      "caption": drawing.description.escapedForXML.holdingUnits,
    ]
  }

  private static func parts(of section: ReportSection) -> [String: Any] {
    [
      "title": section.title, "id": identifier(section.title), "isFolded": section.isFolded,
      "blocks": section.blocks.map { parts(of: $0, in: section) },
    ]
  }

  private static func parts(
    of block: ReportSection.Block, in section: ReportSection
  ) -> [String: Any] {
    switch block {
    case .paragraph(let text): ["paragraph": InlineMarkdown.html(text)]
    case .table(let table): ["table": parts(of: table, caption: section.title)]
    case .html(let text): ["html": text]
    case .list(let lines):
      [
        "lines": [
          [
            "list": lines.split(separator: "\n").map {
              InlineMarkdown.html(String($0.trimmingPrefix("- ")))
            }
          ]
        ]
      ]
    }
  }

  private static func parts(of table: Table, caption: String) -> [String: Any] {
    let rows = table.rows.map { fields in
      zip(fields, table.header).map { field, title in
        [
          "text": field.html, "class": field.bodyClasses,
          "attributes": "data-number=\"\(field.sortNumber ?? "")\""
            + (table.isOfCards ? " data-title=\"\(title.text.escapedForXML)\"" : ""),
        ]
      }
    }
    return [
      "caption": caption,
      "kind": (table.isOfCards ? "cells cards" : table.header.count > 2 ? "cells" : "facts")
        + (table.isWholeOnPaper ? " whole" : ""),
      "hasMore": table.header.contains { $0.weight != .essential }
        || table.rows.joined().contains { $0.beginning != nil },
      "moreOnWide": table.header.contains { $0.weight == .deep } ? "" : "narrow",
      "header": table.header.map {
        ["text": $0.html, "class": $0.styleClasses]
      },
      "rows": Array(rows.dropLast(table.sumCount)),
      // What sums up is neither sorted nor counted.
      "sums": table.sumCount == 0 ? [] : [["rows": Array(rows.suffix(table.sumCount))]],
    ]
  }

  /// `Steps, memory, results` as an address: `steps-memory-results`.
  private static func identifier(_ title: String) -> String {
    title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}

extension Table.Alignment {
  fileprivate var styleClass: String { self == .right ? "number" : "" }
}

extension Table.Tone {
  fileprivate var styleClass: String {
    switch self {
    case .plain: ""
    case .good: "good"
    case .bad: "bad"
    }
  }
}

extension Table.Weight {
  fileprivate var styleClass: String {
    switch self {
    case .essential: ""
    case .usual: "usual"
    case .deep: "deep"
    }
  }
}

extension Table.Field {
  fileprivate var styleClasses: String {
    [alignment.styleClass, tone.styleClass, weight.styleClass].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// The same below the titles: a word, a date or a name is not broken where room is scarce.
  fileprivate var bodyClasses: String {
    [styleClasses, text.count <= 12 ? "short" : isOfWords ? "words" : ""].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Whether a text has no long name or path in it, which alone may be broken where there is no hyphen or space.
  private var isOfWords: Bool {
    alignment == .left
      && text.split { $0 == " " || $0 == "-" }.allSatisfy { $0.count <= 13 && !$0.contains("](") }
  }

  /// The text; what a narrow page leaves out of it folds out with the columns, and what it adds folds in.
  fileprivate var html: String {
    let added = addition.map { "<span class=\"folded\">\(InlineMarkdown.html($0))</span>" } ?? ""
    guard let beginning, text.hasPrefix(beginning), text != beginning else {
      return InlineMarkdown.html(text) + added
    }
    let rest = String(text.dropFirst(beginning.count))
    return InlineMarkdown.html(beginning)
      + "<span class=\"usual\">\(InlineMarkdown.html(rest))</span>" + added
  }

  /// What a column of numbers is sorted by: the number that the text begins with, in its base unit;
  /// `nil` where it begins with none.
  fileprivate var sortNumber: String? {
    guard let found = text.prefixMatch(of: #/([−-]?[\d,]*\.?\d+)([^\[]*)/#) else { return nil }
    let digits = found.1.replacing(",", with: "").replacing("−", with: "-")
    // Compared without blanks, which stand between a number and some units only, and without marks.
    let unit = found.2.filter {
      $0 != " "
        && ![aboveCeilingMark, fewerProductsMark, ReportModel.doubtMark].contains(String($0))
    }
    let factor = UnitLadder.all.flatMap(\.units).first { $0.suffix.filter { $0 != " " } == unit }?
      .factor
    return Double(digits).map { Format.plain($0 * (factor ?? 1)) }
  }
}
