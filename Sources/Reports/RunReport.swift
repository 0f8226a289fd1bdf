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
  /// What a report of the run says, under the folder's path.
  ///
  /// - Throws: a `RecordError` where there is no run, or it cannot be read.
  public func report() throws -> ReportModel {
    try ReportModel(name: path, log: requiredLog())
  }

  /// The same; `nil` where the folder holds no measurements, as before the first run of all.
  ///
  /// - Throws: a `RecordError` where the run cannot be read.
  public func reportIfMeasured() throws -> ReportModel? {
    let log = try logFile.log()
    return log.hasMeasurements ? try ReportModel(name: path, log: log) : nil
  }

  /// Makes the run's `README.md`, `table.csv` and chart anew from its records.
  ///
  /// - Throws: a `RecordError` where the records cannot be read or a file cannot be written.
  /// - Returns: what the reports say.
  @discardableResult
  public func writeReports() throws -> ReportModel {
    let model = try ReportModel(name: name, log: requiredLog())
    for file in RunReport(model).files {
      try write(file.text, as: file.name)
    }
    return model
  }
}
