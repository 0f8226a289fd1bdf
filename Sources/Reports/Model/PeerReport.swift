import Records

extension PeerFile {
  /// Tables and chart made from the file's records, by name; none for a session that was stopped in
  /// its first match.
  ///
  /// - Throws: a `RecordError` where the records cannot be read.
  func reportFiles() throws -> [RunFiles.File] {
    let records = try records()
    return records.isEmpty ? [] : reportFiles(of: records)
  }

  private func reportFiles(of records: [PeerRecord]) -> [RunFiles.File] {
    let model = PeerModel(records)
    let chart = model.chart.map {
      RunFiles.File(name: "\(name).svg", text: Chart.dots($0).drawing.svg)
    }
    let page = model.markdown(recordsName: recordsName, chartName: chart?.name)
    return [chart, RunFiles.File(name: "\(name).md", text: page)].compactMap(\.self)
  }
}
