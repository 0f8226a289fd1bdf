import Records

extension PeerFile {
  /// Makes tables and chart anew from the file's records.
  ///
  /// - Throws: a `RecordError` where the records cannot be read or a report cannot be written.
  public func writeReport() throws {
    let records = try records()
    // A session that was stopped in its first match leaves nothing to tell.
    if !records.isEmpty { try writeReport(of: records) }
  }

  /// The same from records that are known already.
  ///
  /// - Precondition: there is a record.
  public func writeReport(of records: [PeerRecord]) throws {
    let model = PeerModel(records)
    let chart = model.chart.map { (name: "\(name).svg", svg: Chart.dots($0).drawing.svg) }
    if let chart { try folder.write(chart.svg, as: chart.name) }
    try folder.write(
      model.markdown(recordsName: recordsName, chartName: chart?.name), as: "\(name).md")
  }
}
