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
      draw("\(subject.shortText), \(phase.text), process \(process + 1)", progress)
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
    write(ProgressText.wipe)
    isDrawn = false
  }

  private func draw(_ text: String, _ progress: SweepEvent.Progress) {
    let now = RawClock.nanoseconds()
    // Ten times a second is as fast as one reads; more would only disturb what is measured.
    if let lastDrawing, now - lastDrawing < 100_000_000 { return }
    guard isTerminal else { return }
    lastDrawing = now
    write(
      (isDrawn ? "" : ProgressText.start)
        + ProgressText(
          fraction: progress.fraction, left: "\(minutesAndSeconds(progress.secondsLeft)) left",
          text: text, lastResult: lastResult
        ).drawing(columns: columns))
    isDrawn = true
  }

  /// The terminal's width at this moment.
  private var columns: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  private func finish(_ replicate: Replicate, _ progress: SweepEvent.Progress) {
    for contestant in replicate.contestants {
      guard let failure = contestant.failure else { continue }
      clear()
      complain(
        "FAILED \(replicate.subject), \(contestant.prefix)\(contestant.team): \(failure)", progress)
    }
    let rates = replicate.contestants.enumerated().compactMap { place, contestant in
      contestant.isControl
        ? nil
        : replicate.samplesPerSecond(of: place).map {
          "\(contestant.prefix)\(contestant.team.shortText) \(UnitLadder.rate.text($0))"
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

  private func write(_ text: String) {
    // Nobody can be told where standard error itself fails; the records do not depend on it.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

extension BenchmarkCase {
  /// `denoise/128`, as flags name it.
  fileprivate var shortText: String {
    (["\(model)/\(batchSize)"] + chosen).joined(separator: ", ")
  }
}

extension Replicate.Contestant {
  /// Who trains, where several do.
  fileprivate var prefix: String { implementation.map { "\($0) " } ?? "" }
}

extension Team {
  /// `2 thr.`, `4×2 thr.`.
  fileprivate var shortText: String { (ranks == 1 ? "" : "\(ranks)×") + "\(threads) thr." }
}

extension SweepEvent.Phase {
  fileprivate var text: String {
    switch self {
    case .preparing: "making data"
    case .verifying(let threads, let ranks):
      "\(Team(ranks: ranks ?? 1, threads: threads).shortText), verifying"
    case .measuring(let threads, let ranks):
      "\(Team(ranks: ranks ?? 1, threads: threads).shortText), measuring"
    }
  }
}
