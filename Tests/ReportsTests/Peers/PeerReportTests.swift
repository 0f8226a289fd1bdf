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

  @Test func theIndexLeadsToEverySession() throws {
    try withTemporaryFolder { path in
      try PeerFile(folder: RunFolder(path: path), name: "peers-a").write(examplePeerRecords())
      let published = try Publication(of: path)
      let texts = published.files.filter { $0.path.hasSuffix("/README.md") }.map(\.text)
      #expect(texts.count == 1)
      #expect(texts[0].contains("## Side by side with other libraries"))
      #expect(
        texts[0].contains(
          "| [peers-a](peers-a.md) | Gradmark against the fastest peer: 1 cell faster, 1 cell slower "
            + "(0.500× to 1.50×). |"))
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
