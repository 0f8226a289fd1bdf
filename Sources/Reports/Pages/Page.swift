import Mustache

/// A page for a browser in one file: it needs no network, and no script to be read.
///
/// Texts are Markdown as in a README; the page makes HTML of them.
struct Page: Sendable, Equatable {
  /// A run's page in its folder.
  static let fileName = "report.html"

  let title: String
  /// What comes first: whether the numbers can be trusted.
  let lead: String
  /// What a reader has to know before trusting them.
  let notes: [String]
  /// What the page is about, as titles and values.
  let facts: [Fact]
  let charts: [Chart]
  let sections: [ReportSection]

  /// One title with its value.
  struct Fact: Sendable, Equatable {
    let title: String
    let value: String
  }

  /// The page's text.
  func html() throws -> String {
    let parts: [String: Any] = [
      "style": PageStyle.sheet, "script": pageScript, "title": title,
      "lead": InlineMarkdown.html(lead), "notes": notes.map(InlineMarkdown.html),
      "facts": facts.map {
        ["title": $0.title, "value": InlineMarkdown.html($0.value)]
      },
      "hasCharts": !charts.isEmpty,
      "charts": charts.map { chart in
        let drawing = chart.drawing
        return ["svg": drawing.inlineSVG, "caption": drawing.description]
      },
      "sections": sections.map(Self.parts),
    ]
    return try MustacheTemplate(string: pageTemplate).render(parts)
  }

  private static func parts(of section: ReportSection) -> [String: Any] {
    [
      "title": section.title, "id": identifier(section.title),
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
        "list": lines.split(separator: "\n").map {
          InlineMarkdown.html(String($0.trimmingPrefix("- ")))
        }
      ]
    }
  }

  private static func parts(of table: Table, caption: String) -> [String: Any] {
    [
      "caption": caption, "kind": table.header.count > 2 ? "cells" : "facts",
      "header": table.header.map {
        ["text": InlineMarkdown.html($0.text), "class": $0.alignment.styleClass]
      },
      "rows": table.rows.map { fields in
        fields.map { field in
          [
            "text": InlineMarkdown.html(field.text), "number": field.sortNumber ?? "",
            "class": [field.alignment.styleClass, field.tone.styleClass].filter { !$0.isEmpty }
              .joined(separator: " "),
          ]
        }
      },
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

extension Table.Field {
  /// What a column of numbers is sorted by: the number that the text begins with, in its base unit;
  /// `nil` where it begins with none.
  fileprivate var sortNumber: String? {
    guard let found = text.prefixMatch(of: #/([−-]?[\d,]*\.?\d+)([^\[]*)/#) else { return nil }
    let digits = found.1.replacing(",", with: "").replacing("−", with: "-")
    // Compared without blanks, which stand between a number and some units only.
    let unit = found.2.filter { $0 != " " }
    let factor = UnitLadder.all.flatMap(\.units).first { $0.suffix.filter { $0 != " " } == unit }?
      .factor
    return Double(digits).map { Format.plain($0 * (factor ?? 1)) }
  }
}
