import Records

extension ReportModel {
  /// What the run's cases read besides the program, as titles and values.
  var fileFacts: [(title: String, value: String)] {
    let read = files.sorted { $0.key < $1.key }.map { use, digests in
      (use, digests.sorted().map(named).joined(separator: ", "))
    }
    return files[PlannedCase.digitsFile] == nil ? [("digits", drawnDigits)] + read : read
  }

  /// A file by its digest, behind the name of the network that it holds.
  private func named(_ digest: String) -> String {
    let short = Format.digest(digest)
    return models.values.first { $0.digest == digest }.map { "\($0.name) (\(short))" } ?? short
  }

  private typealias PlannedCase = BenchmarkPlan.PlannedCase

  /// Where digits come from that no digest is known of.
  private var drawnDigits: String {
    plan.usesRecordedDigits ? "read from files, of which no digest was recorded" : "drawn"
  }
}
