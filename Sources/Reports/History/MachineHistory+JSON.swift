import Records

extension MachineHistory {
  /// Histories as a JSON array; what is missing is `null`.
  ///
  /// - Throws: an `EncodingError` where a number is not finite.
  public static func json(_ histories: [MachineHistory]) throws -> String {
    try RecordCoding.text(histories.map(ExportedHistory.init)) + "\n"
  }
}

/// A history as others read it.
private struct ExportedHistory: Encodable {
  struct Session: Encodable {
    let run: String
    let date: String
    @Nullable var commit: String?
    let trained: String
    let cells: Int
    @Nullable var speed: ExportedEstimate?
    @Nullable var peak: Double?
    @Nullable var memory: Double?
    @Nullable var changeFactor: Double?
  }

  let machine: String
  let summary: String
  let sessions: [Session]

  init(_ history: MachineHistory) {
    machine = history.name
    summary = history.summary
    sessions = history.sessions.enumerated().map { index, session in
      Session(
        run: session.run.name, date: session.run.dates.upperBound,
        commit: session.run.machine.build.commit, trained: session.run.otherKind ?? "a sweep",
        cells: session.cellCount,
        speed: session.speed.map(ExportedEstimate.init), peak: session.peak,
        memory: session.memory,
        changeFactor: history.changes.first { $0.session == index }?.factor)
    }
  }
}
