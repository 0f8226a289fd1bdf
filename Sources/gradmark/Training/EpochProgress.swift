import ArgumentParser
import Clocks
import Foundation
import Training
import TrainingFiles

/// Tells on standard error how a training goes, in Keras's words.
final class EpochProgress {
  /// Keras's `verbose`.
  enum Verbosity: String, ExpressibleByArgument, CaseIterable {
    /// A bar on a terminal, a line an epoch elsewhere.
    case auto
    case silent = "0"
    case bar = "1"
    case lines = "2"
  }

  private let verbosity: Verbosity
  private var epochStart = RawClock.nanoseconds()
  private var lastDrawing = RawClock.nanoseconds()

  /// Characters of a whole bar, as many as Keras's has.
  private static let barLength = 20

  init(_ verbosity: Verbosity) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    self.verbosity = verbosity == .auto ? (isTerminal ? .bar : .lines) : verbosity
  }

  /// Shows what has just happened.
  func show(_ event: SessionEvent) {
    guard verbosity != .silent else { return }
    switch event {
    case .step(let progress):
      if progress.step == 1 { write("Epoch \(progress.epoch)/\(progress.epochs)\n") }
      drawBar(progress)
    case .epoch(let progress, let result):
      finish(progress, result)
      epochStart = RawClock.nanoseconds()
    }
  }

  private func drawBar(_ progress: SessionEvent.Progress) {
    let now = RawClock.nanoseconds()
    // Ten times a second is as fast as one reads; more would only slow the training down.
    guard verbosity == .bar, now - lastDrawing >= 100_000_000 else { return }
    lastDrawing = now
    let means = "loss: \(fixed(progress.mean.loss))"
    write("\r\(bar(progress)) - \(means)\u{1B}[K")
  }

  private func finish(_ progress: SessionEvent.Progress, _ result: EpochResult) {
    let seconds = Double(RawClock.nanoseconds() - epochStart) * 1e-9
    let pace = String(
      format: "%.1fs %.3gms/step", seconds, 1_000 * seconds / Double(progress.step))
    let head =
      verbosity == .bar
      ? "\r\(bar(progress)) " : "\(progress.step)/\(progress.stepsPerEpoch) - "
    let texts = result.byName.map { "\($0.name): \(fixed($0.value))" }
    write(([head + pace] + texts).joined(separator: " - "))
    write(verbosity == .bar ? "\u{1B}[K\n" : "\n")
  }

  private func bar(_ progress: SessionEvent.Progress) -> String {
    let done = Self.barLength * progress.step / progress.stepsPerEpoch
    return "\(progress.step)/\(progress.stepsPerEpoch) "
      + String(repeating: "━", count: done)
      + String(repeating: "─", count: Self.barLength - done)
  }

  /// Four decimals, or four significant ones of what would show as nothing.
  private func fixed(_ value: Double) -> String {
    guard value.isFinite else { return number(value) }
    return String(format: abs(value) > 1e-3 || value == 0 ? "%.4f" : "%.4e", value)
  }

  private func write(_ text: String) {
    // Nobody can be told where standard error itself fails; the training does not depend on it.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
