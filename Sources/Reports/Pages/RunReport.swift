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

  /// The name of the page for a browser.
  public static let pageName = Page.fileName

  /// The files to be written.
  public let files: [File]

  /// Writes the reports of one run, from its records alone.
  public init(_ model: ReportModel) {
    let charts = model.charts(peers: nil)
    let scaling = charts.first { $0.name == "scaling" }?.fileName
    files =
      [
        File(name: "README.md", text: model.markdown(chartName: scaling)),
        File(name: "table.csv", text: model.csv),
      ]
      + charts.map { File(name: $0.fileName, text: $0.chart.drawing.svg) }
  }
}

extension RunChart {
  /// The picture's name in the run's folder.
  var fileName: String { "\(name).svg" }
}

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

  /// Makes the run's `README.md`, `table.csv`, `report.html` and charts anew from its records.
  ///
  /// - Throws: a `RecordError` where the records cannot be read or a file cannot be written.
  /// - Returns: what the reports say.
  @discardableResult
  public func writeReports() throws -> ReportModel {
    let model = try ReportModel(name: name, log: requiredLog())
    for file in try RunReport(model).files + [page(of: model)] {
      try write(file.text, as: file.name)
    }
    return model
  }

  /// The run's page for a browser. It alone shows other libraries, whose records stand beside the
  /// folder and may be measured anew without the run's.
  ///
  /// - Throws: a `RecordError` where these cannot be read.
  func page(of model: ReportModel) throws -> RunReport.File {
    RunReport.File(
      name: Page.fileName, text: try model.page(peers: peers(on: model.machine)).html())
  }

  /// The newest session of `gradmark peers` on a machine, from the folder that holds the runs.
  private func peers(on machine: Machine) throws -> PeerModel? {
    let sessions = try PeerFile.all(in: parent).map { try $0.records() }
    return sessions.filter { records in
      records.last.map { $0.machine.isLike(machine) } ?? false
    }.map(PeerModel.init).max { $0.dates.upperBound < $1.dates.upperBound }
  }
}
