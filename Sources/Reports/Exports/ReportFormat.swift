/// The forms in which the table of a run is handed to others.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// The run's page.
  case markdown
  /// Every number of every cell, for spreadsheets.
  case csv
  /// The same with its intervals as objects.
  case json
  /// The results of the Java Microbenchmark Harness, which its viewers read.
  case jmh
  /// Bencher Metric Format.
  case bmf
  /// What `benchmark-action/github-action-benchmark` takes as `customBiggerIsBetter`.
  case githubAction = "github-action"

  /// The verified cells of a run in this form, with a line end.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public func text(of model: ReportModel) throws -> String {
    switch self {
    // Nobody knows where it is put.
    case .markdown: model.markdown(chartName: nil, isBesideRecords: false)
    case .csv: model.csv
    case .json: try model.json
    case .jmh: try model.jmh
    case .bmf: try model.bencherMetrics
    case .githubAction: try model.githubAction
    }
  }
}
