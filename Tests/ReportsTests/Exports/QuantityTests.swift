import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

/// The recipe 'add a column', held to: an entry of one list is all that tables, legends, spreadsheets and
/// JSON are made from.
@Suite struct QuantityTests {
  @Test(arguments: [
    ("warm_after_steps", "Steps"), ("warmAfterSteps", "Steps"), ("warm after", "Steps"),
    ("serial share", "Scaling"), ("serialShare", "Scaling"), ("core_latency_seconds", "Scaling"),
    ("on CPUs", "Participation"),
    ("worker_busy_share", "Participation"), ("disk pages", "Disturbances"),
    ("roof_flops_per_second", "Throughput"), ("of roof", "Throughput"),
    ("time_over_gradmark", "PeerTable"), ("losses apart", "PeerTable"),
    ("exposed_share", "Ranks"), ("bound by", "Ranks"), ("against threads", "Ranks"),
  ])
  func aColumnStandsInOneFile(text: String, file: String) throws {
    #expect(
      try SourceCode.files(quoting: text) == ["Reports/Quantities/ReportModel+\(file).swift"])
  }

  @Test func filesHaveAllThatIsReported() throws {
    let model = try exampleModel()
    let header = try #require(model.csv.split(separator: "\n").first).split(separator: ",")
    let recorded = model.quantities.filter(\.isRecorded).flatMap(\.fields)
    #expect(header.map(String.init) == recorded.flatMap(\.columns))
    #expect(Set(header).count == header.count)
    let keys = model.quantities.flatMap(\.fields).map(\.key)
    #expect(Set(keys).count == keys.count)
    let run = try #require(
      try JSONSerialization.jsonObject(with: Data(model.json.utf8)) as? [String: Any])
    for cell in try #require(run["cells"] as? [[String: Any]]) {
      #expect(Set(cell.keys) == Set(keys.map { String($0.prefix { $0 != "." }) }))
    }
  }

  @Test func everyValueFillsItsColumns() throws {
    let model = try exampleModel()
    let fields = model.quantities.flatMap(\.fields)
    for group in model.groups {
      for result in group.cells {
        let cell = ReportedCell(group: group, result: result, floor: model.noiseFloor)
        for field in fields {
          guard !field.columns.isEmpty, let value = field.value(cell) else { continue }
          #expect(value.texts.count == field.columns.count, "\(field.key)")
        }
      }
    }
  }

  /// What a page tells about its columns, each has a column of that name for.
  @Test func legendsBeginWithTitles() throws {
    let model = try exampleModel()
    let titles = Set(model.quantities.map(\.title))
    for legend in model.quantities.compactMap(\.legend) where !legend.hasPrefix("pressure: ") {
      let names = legend.prefix { $0 != ":" }.split(separator: ", ").map(String.init)
      #expect(titles.isSuperset(of: names), "\(names)")
    }
  }
}
