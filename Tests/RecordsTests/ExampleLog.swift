import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// The log as a whole.
let exampleText = exampleLines.joined(separator: "\n") + "\n"
let exampleHead = "H"
let exampleLines: [String] = ["", "", "", "", "", ""]
