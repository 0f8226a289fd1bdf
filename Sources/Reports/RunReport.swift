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

  /// Writes the reports of one run.
  ///
  /// - Parameter peers: a session with other libraries on the same machine, if there is one.
  /// - Throws: a `MustacheTemplate.ParserError` where the page's template is broken.
  public init(_ model: ReportModel, peers: PeerModel? = nil) throws {
    let charts = model.charts(peers: peers)
    let scaling = charts.first { $0.name == "scaling" }?.fileName
    files =
      [
        File(name: "README.md", text: model.markdown(chartName: scaling)),
        File(name: "table.csv", text: model.csv),
        File(name: Page.fileName, text: try model.page(peers: peers).html()),
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

  /// Makes the run's `README.md`, `table.csv`, `report.html` and charts anew from its records; other
  /// libraries' records of the same machine beside the folder are shown with them.
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
    for file in try RunReport(model, peers: peers(on: model.machine)).files {
      try write(file.text, as: file.name)
    }
    return model
  }

  /// The newest session of `gradmark peers` on a machine, from the folder that holds the runs.
  private func peers(on machine: Machine) throws -> PeerModel? {
    let sessions = try PeerFile.all(in: parent).map { try $0.records() }
    return sessions.filter { records in
      records.last.map {
        $0.machine.name == machine.name && $0.machine.cpuModel == machine.cpuModel
      }
        ?? false
    }.map(PeerModel.init).max { $0.dates.upperBound < $1.dates.upperBound }
  }
}
