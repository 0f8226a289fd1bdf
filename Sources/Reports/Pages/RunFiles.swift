import Records

/// What is made from the records of a run and stands beside them.
public struct RunFiles: Sendable, Equatable {
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
  ///
  /// - Parameters:
  ///   - model: what the records say.
  ///   - isListed: whether a page over all runs stands in the folder above.
  public init(_ model: ReportModel, isListed: Bool) {
    let charts = model.charts
    // A run of trainings to a quality has no other.
    let scaling = charts.first { ["scaling", "quality"].contains($0.name) }?.fileName
    files =
      [
        File(name: "README.md", text: model.markdown(chartName: scaling, isListed: isListed)),
        File(name: "table.csv", text: model.csv),
      ]
      + charts.map { File(name: $0.fileName, text: $0.chart.drawing.svg) }
  }
}

extension RunLog {
  /// What is made from the records alone and stands beside them.
  ///
  /// - Throws: a `RecordError` where the log holds no plan.
  func reportFiles(name: String, isListed: Bool) throws -> [RunFiles.File] {
    isDuel
      ? try DuelModel(name: name, log: self).files()
      : RunFiles(try ReportModel(name: name, log: self), isListed: isListed).files
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
    try ReportModel(name: path, log: requiredSweep())
  }

  /// The same; `nil` where the folder holds no measurements, as before the first run of all.
  ///
  /// - Throws: a `RecordError` where the run cannot be read.
  public func reportIfMeasured() throws -> ReportModel? {
    try logFile.log().hasMeasurements ? report() : nil
  }

  /// Makes the run's `README.md`, `table.csv`, `report.html` and charts anew from its records.
  ///
  /// - Parameter readme: where Gradmark's README is, which the page leads to where none stands around the run.
  /// - Throws: a `RecordError` where the records cannot be read or a file cannot be written.
  /// - Returns: what the reports say.
  @discardableResult
  public func writeReports(readme: String? = nil) throws -> ReportModel {
    let model = try ReportModel(name: name, log: requiredSweep())
    let files = RunFiles(model, isListed: parent.hasIndex).files
    for file in try files + [page(of: model, isPublished: false, readme: readme)] {
      try write(file.text, as: file.name)
    }
    return model
  }

  /// Makes all that stands beside the records of a duel anew from them.
  ///
  /// - Parameter readme: as for a run.
  /// - Throws: a `RecordError` where the records cannot be read or a file cannot be written.
  /// - Returns: what the reports say.
  @discardableResult
  public func writeDuelReports(readme: String? = nil) throws -> DuelModel {
    let model = try DuelModel(name: name, log: requiredLog())
    for file in try model.files() + [page(of: model, isPublished: false, readme: readme)] {
      try write(file.text, as: file.name)
    }
    return model
  }

  /// What a report of the duel says, under the folder's path.
  ///
  /// - Throws: a `RecordError` where there is no duel, or it cannot be read.
  public func duel() throws -> DuelModel { try DuelModel(name: path, log: requiredLog()) }

  /// The log of a run that is no duel.
  ///
  /// - Throws: a `RecordError` where there is no run, where it is a duel, or where it cannot be read.
  public func requiredSweep() throws -> RunLog {
    let log = try requiredLog()
    guard !log.isDuel else {
      throw RecordError(
        .malformed,
        "\(path) is a duel of two builds, which has no cells of its own; 'gradmark compare \(path)' shows it"
      )
    }
    return log
  }

  /// The run's page for a browser.
  ///
  /// - Parameters:
  ///   - model: the run.
  ///   - isPublished: whether the page over all runs is written with it.
  ///   - readme: where Gradmark's README is, should none stand around the run.
  /// - Throws: an error of the template.
  func page(
    of model: ReportModel, isPublished: Bool, readme: String? = nil
  ) throws -> RunFiles.File {
    RunFiles.File(
      name: Page.fileName,
      text: try model.page().html(links: links(isPublished: isPublished, readme: readme)))
  }

  /// The duel's page for a browser, whose links depend on where it stands.
  func page(
    of duel: DuelModel, isPublished: Bool, readme: String? = nil
  ) throws -> RunFiles.File {
    RunFiles.File(
      name: Page.fileName,
      text: try duel.page.html(links: links(isPublished: isPublished, readme: readme)))
  }
}
