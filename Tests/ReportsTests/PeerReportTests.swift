import Foundation
import Records
import Testing

@testable import Reports

@Suite struct PeerReportTests {
  @Test func tablesAndChartAreMadeAnewFromTheRecords() throws {
    try withTemporaryFolder { path in
      let file = PeerFile(folder: RunFolder(path: path), name: "peers-a")
      try file.write(examplePeerRecords())
      let files = try file.reportFiles()
      let model = PeerModel(examplePeerRecords())
      #expect(files.map(\.name) == ["peers-a.svg", "peers-a.md"])
      #expect(files[0].text == model.chart.map { Chart.dots($0).drawing.svg })
      #expect(
        files[1].text == model.markdown(recordsName: "peers-a.jsonl", chartName: "peers-a.svg"))
      #expect(files[1].text.contains("](peers-a.svg)\n"))
    }
  }

  @Test func withoutAPeerThatCountsThereIsNoChart() throws {
    try withTemporaryFolder { path in
      let file = PeerFile(folder: RunFolder(path: path), name: "peers-a")
      try file.write([peerRecord("gradmark", threads: 1, microseconds: [1])])
      let files = try file.reportFiles()
      #expect(files.map(\.name) == ["peers-a.md"])
      #expect(!files[0].text.contains("!["))
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
