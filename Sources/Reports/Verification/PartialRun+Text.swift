import Records

extension PartialRun {
  /// `30 of 165 processes, 60 of 66 cells`.
  var text: String {
    "\(Format.count(processes)) of \(Format.count(plannedProcesses)) processes, "
      + "\(Format.count(cells)) of \(Format.count(plannedCells)) cells"
  }
}

extension RunEvidence {
  /// That the sweep did not get to the end of its plan: `stopped: 30 of 165 processes, 60 of 66 cells`; `nil` where it
  /// did.
  var stoppedText: String? { partialRun.map { "stopped: \($0.text)" } }
}

extension [ReportModel] {
  /// The same of sessions together: `1 session stopped: 30 of 165 processes, 60 of 66 cells`.
  var stoppedText: String? {
    let parts = compactMap(\.evidence.partialRun)
    guard let first = parts.first else { return nil }
    return "\(Format.count(parts.count, "session")) stopped: "
      + parts.dropFirst().reduce(first, +).text
  }
}
