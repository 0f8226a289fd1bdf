import Records

/// What is made from the records of a run and stands beside them.
public struct RunReport: Sendable, Equatable {
  /// One file of the run's folder.
  public struct File: Sendable, Equatable {
    /// Its name in the folder.
    public let name: String
    /// Its content.
    public let text: String
  }

  /// The files to be written.
  public let files: [File]

  /// Writes the reports of one run.
  public init(_ model: ReportModel) {
    let chart = model.scalingChart?.svg
    let readme = model.markdown(chartName: chart == nil ? nil : chartName)
    files =
      [File(name: "README.md", text: readme), File(name: "table.csv", text: model.csv)]
      + (chart.map { [File(name: chartName, text: $0)] } ?? [])
  }
}

private let chartName = "scaling.svg"

extension RunFolder {
  /// Makes the run's `README.md`, `table.csv` and chart anew from its records.
  ///
  /// - Throws: a `RecordError` where the records cannot be read or a file cannot be written.
  /// - Returns: what the reports say.
  @discardableResult
  public func writeReports() throws -> ReportModel {
    try writeReports(of: requiredLog())
  }

  /// The same from a log that was read before.
  func writeReports(of log: RunLog) throws -> ReportModel {
    let model = try ReportModel(name: name, log: log)
    for file in RunReport(model).files {
      try write(file.text, as: file.name)
    }
    return model
  }
}
