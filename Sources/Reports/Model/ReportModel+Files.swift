import Records

extension ReportModel {
  /// What the run's cases read besides the program, as titles and values.
  var fileFacts: [(title: String, value: String)] {
    let read = files.sorted { $0.key < $1.key }.map { use, digests in
      (use, digests.sorted().map(Format.digest).joined(separator: ", "))
    }
    return files[PlannedCase.digitsFile] == nil ? [("digits", drawnDigits)] + read : read
  }

  private typealias PlannedCase = BenchmarkPlan.PlannedCase

  /// Where digits come from that no digest is known of.
  private var drawnDigits: String {
    plan.usesRecordedDigits ? "read from files, of which no digest was recorded" : "drawn"
  }
}
