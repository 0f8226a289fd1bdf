import Clocks
import Foundation
import Records
import Reports
import Sweeps

/// Tells on standard error how a sweep goes: one line that is written over on a terminal, a line a
/// process elsewhere. Failures always stay.
final class ProgressLine {
  private let isTerminal: Bool
  private let usesColor: Bool
  private var lastResult = ""
  private var lastDrawing: Int64?
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
    case .measuring(let subject, let process, let phase, let progress):
      draw("\(subject), process \(process + 1): \(phase.text)", progress)
    case .finished(let replicate, let progress):
      finish(replicate, progress)
    case .failed(let subject, let process, let reason, let progress):
      clear()
      complain("FAILED \(subject), process \(process + 1): \(reason)", progress)
    }
  }

  /// Wipes the line, so that other output begins in the first column.
  func clear() {
    guard isDrawn else { return }
    write("\r\u{1B}[K")
    isDrawn = false
  }

  private func draw(_ text: String, _ progress: SweepEvent.Progress) {
    let now = RawClock.nanoseconds()
    // Ten times a second is as fast as one reads; more would only disturb what is measured.
    if let lastDrawing, now - lastDrawing < 100_000_000 { return }
    guard isTerminal else { return }
    lastDrawing = now
    let parts = [
      bar(progress.fraction), "\(minutesAndSeconds(progress.secondsLeft)) left", text, lastResult,
    ]
    let line = parts.filter { !$0.isEmpty }.joined(separator: "  ")
    // One write, over the old text and only then to the line's end: nothing flickers.
    write("\r\(clipped(line))\u{1B}[K")
    isDrawn = true
  }

  /// A bar of twenty places and the percentage, such as `█████▌               28 %`.
  private func bar(_ fraction: Double) -> String {
    let eighths = Int((min(max(fraction, 0), 1) * 160).rounded())
    let part = eighths % 8 == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[eighths % 8 - 1])
    let filled = String(repeating: "█", count: eighths / 8) + part
    let rest = String(repeating: " ", count: 20 - filled.count)
    let percent = "\(Int(fraction * 100))"
    return "\(filled)\(rest)\(String(repeating: " ", count: 3 - percent.count))\(percent) %"
  }

  private func finish(_ replicate: Replicate, _ progress: SweepEvent.Progress) {
    for contestant in replicate.contestants {
      guard let failure = contestant.failure else { continue }
      clear()
      complain(
        "FAILED \(replicate.subject), \(contestant.prefix)\(contestant.threads) "
          + "thread\(contestant.threads == 1 ? "" : "s"): \(failure)", progress)
    }
    let rates = replicate.contestants.enumerated().compactMap { place, contestant in
      contestant.isTwin
        ? nil
        : replicate.samplesPerSecond(of: place).map {
          "\(contestant.prefix)\(contestant.threads) thr. \(UnitLadder.rate.text($0))"
        }
    }
    guard !rates.isEmpty else { return }
    lastResult = "\(replicate.subject): \(rates.joined(separator: ", ")) samples/s"
    guard !isTerminal else { return }
    write(
      "[\(progress.finishedProcesses)/\(progress.processCount)] \(lastResult), "
        + "\(minutesAndSeconds(progress.secondsLeft)) left\n")
  }

  private func complain(_ sentence: String, _ progress: SweepEvent.Progress) {
    let text = "[\(progress.finishedProcesses)/\(progress.processCount)] \(sentence)"
    write(Table.Tone.bad.text(text, usingColor: usesColor) + "\n")
  }

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

extension Replicate.Contestant {
  /// Who trains, where several do.
  fileprivate var prefix: String { implementation.map { "\($0) " } ?? "" }
}

extension SweepEvent.Phase {
  fileprivate var text: String {
    switch self {
    case .preparing: "making data"
    case .verifying(let threads): "verifying \(threads) thread\(threads == 1 ? "" : "s")"
    case .measuring(let threads): "measuring \(threads) thread\(threads == 1 ? "" : "s")"
    }
  }
}
