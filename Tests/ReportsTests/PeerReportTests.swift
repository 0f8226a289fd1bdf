import Foundation
import Records
import Testing

@testable import Reports

@Suite struct PeerReportTests {
  private func text(_ name: String, in folder: RunFolder) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  @Test func tablesAndChartAreMadeAnewFromTheRecords() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      let file = PeerFile(folder: folder, name: "peers-a")
      try file.write(examplePeerRecords())
      try file.writeReport(of: file.records())
      let model = PeerModel(examplePeerRecords())
      let tables = try text("peers-a.md", in: folder)
      #expect(tables == model.markdown(recordsName: "peers-a.jsonl", chartName: "peers-a.svg"))
      #expect(tables.contains("](peers-a.svg)\n"))
      #expect(try text("peers-a.svg", in: folder) == model.chart.map { Chart.dots($0).drawing.svg })
    }
  }

  @Test func withoutAPeerThatCountsThereIsNoChart() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: path)
      let file = PeerFile(folder: folder, name: "peers-a")
      try file.writeReport(of: [peerRecord("gradmark", threads: 1, microseconds: [1])])
      #expect(try !text("peers-a.md", in: folder).contains("!["))
      #expect(!FileManager.default.fileExists(atPath: "\(path)/peers-a.svg"))
    }
  }

  @Test func aFileWithoutRecordsLeavesNothing() throws {
    try withTemporaryFolder { path in
      let file = PeerFile(folder: RunFolder(path: path), name: "peers-a")
      try file.write([])
      #expect(try file.reportFiles().isEmpty)
    }
  }
}
