import Foundation
import Records
import Reports
import Sweeps

/// Tells on standard error how a sweep goes: one line that is written over on a terminal, a line a
/// cell elsewhere. Failures always stay.
final class ProgressLine {
  private let isTerminal: Bool
  private let usesColor: Bool
  private var lastResult = ""
  private var lastDrawing: ContinuousClock.Instant?
  private var isDrawn = false

  /// Looks at what standard error is, and at what the user's environment asks for.
  init() {
    let environment = ProcessInfo.processInfo.environment
    isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    usesColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Shows what has just happened.
  func show(_ event: SweepEvent) {
    switch event {
    case .measuring(let group, let phase, let progress):
      draw(group, phase, progress)
    case .finished(let record, let progress):
      finish(record, progress)
    }
  }

  /// Takes the line away.
  func clear() {
    guard isDrawn else { return }
    write("\r\u{1B}[K")
    isDrawn = false
  }

  private func draw(
    _ group: SweepPlan.Group, _ phase: SweepEvent.Phase, _ progress: SweepEvent.Progress
  ) {
    let now = ContinuousClock.now
    // Ten times a second is as fast as one reads; more would only disturb what is measured.
    if let lastDrawing, now - lastDrawing < .milliseconds(100) { return }
    guard isTerminal else { return }
    lastDrawing = now
    let parts = [
      "[\(progress.finishedCells)/\(progress.cellCount)]",
      "\(group.entry.name), batch \(group.batchSize): \(phase.text)",
      "\(minutesAndSeconds(progress.secondsLeft)) left", lastResult,
    ]
    let line = parts.filter { !$0.isEmpty }.joined(separator: "  ")
    // One write, over the old text and only then to the line's end: nothing flickers.
    write("\r\(clipped(line))\u{1B}[K")
    isDrawn = true
  }

  private func finish(_ record: RunRecord, _ progress: SweepEvent.Progress) {
    let count = "[\(progress.finishedCells)/\(progress.cellCount)]"
    let result = ReportModel(name: "", records: [record]).cells.first
    if let rate = result?.measurement?.samplesPerSecond.value {
      let mark = record.cell.isOversubscribed ? " (oversubscribed)" : ""
      lastResult = "\(record.cell)\(mark): \(UnitLadder.rate.text(rate)) samples/s"
      guard !isTerminal else { return }
      write("\(count) \(lastResult), \(minutesAndSeconds(progress.secondsLeft)) left\n")
    } else {
      clear()
      let text = "\(count) FAILED \(record.cell): \(record.failure ?? "no measurement")"
      write(Table.Tone.bad.text(text, usingColor: usesColor) + "\n")
    }
  }

  /// The line as far as the terminal is wide; the last column stays free, lest it wraps.
  private func clipped(_ line: String) -> String {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let width = (isKnown ? Int(size.ws_col) : 80) - 1
    return line.count <= width ? line : line.prefix(max(0, width - 1)) + "…"
  }

  private func write(_ text: String) {
    // Nobody can be told where standard error itself fails; the records do not depend on it.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

extension SweepEvent.Phase {
  /// The phase in a few words.
  fileprivate var text: String {
    switch self {
    case .preparing: "making data"
    case .verifying(let threads): "verifying \(threads) thread\(threads == 1 ? "" : "s")"
    case .measuring(let threads, let round, let rounds):
      "round \(round)/\(rounds), \(threads) thread\(threads == 1 ? "" : "s")"
    }
  }
}
