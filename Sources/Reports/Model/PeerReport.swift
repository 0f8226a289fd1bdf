import Records

extension PeerFile {
  /// Tables and chart made from the file's records, by name; none for a session that was stopped in
  /// its first match.
  ///
  /// - Throws: a `RecordError` where the records cannot be read.
  func reportFiles() throws -> [RunFiles.File] {
    try session().map { reportFiles(of: $0.model) } ?? []
  }

  /// What the records say; `nil` for a session that was stopped in its first match.
  ///
  /// - Throws: a `RecordError` where the records cannot be read.
  func session() throws -> PeerSession? {
    let records = try records()
    return records.isEmpty ? nil : PeerSession(name: name, model: PeerModel(records))
  }

  private func reportFiles(of model: PeerModel) -> [RunFiles.File] {
    let chart = model.chart.map {
      RunFiles.File(name: "\(name).svg", text: Chart.dots($0).drawing.svg)
    }
    let page = model.markdown(recordsName: recordsName, chartName: chart?.name)
    return [chart, RunFiles.File(name: "\(name).md", text: page)].compactMap(\.self)
  }
}

/// A session of the earlier `gradmark peers`, and what its files are called.
public struct PeerSession: Sendable, Equatable {
  /// The name of its files, without an ending.
  let name: String
  /// What it says.
  let model: PeerModel
}
