import Foundation

/// What the line about a sweep under way says, fitted to a terminal's width.
struct ProgressText {
  /// The part of the sweep that is done, in 0…1.
  let fraction: Double
  /// Time left: `1:43 left`.
  let left: String
  /// What is going on.
  let text: String
  /// What came out last; empty for nothing.
  let lastResult: String

  /// The line for a terminal of so many columns, of which the last stays free.
  ///
  /// What is going on matters more than a bar: on a narrow terminal there is none.
  func line(columns: Int) -> String {
    let percent = "\(Int(fraction * 100)) %"
    let bar = columns >= 70 ? bar : ""
    let parts = [bar + padded(percent), left, text, lastResult].filter { !$0.isEmpty }
    return clipped(parts.joined(separator: "  "), to: columns - 1)
  }

  /// What writes the line over the one before.
  ///
  /// The cursor goes back to the line's start: a terminal that becomes narrower breaks the line into several
  /// and keeps the cursor at its character, so that the next drawing begins where the first of them does,
  /// whatever the widths were. Nothing wraps meanwhile: the width may be known too late.
  func drawing(columns: Int) -> String {
    // One write, over the old text and only then to the screen's end: nothing flickers.
    "\u{1B}[?7l\r\(line(columns: columns))\u{1B}[J\r\u{1B}[?7h"
  }

  /// What takes a drawn line away.
  static let wipe = "\r\u{1B}[J"

  /// Twenty places in eighths, such as `█████▋              `.
  private var bar: String {
    let eighths = Int((min(max(fraction, 0), 1) * 160).rounded())
    let part = eighths % 8 == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[eighths % 8 - 1])
    let filled = String(repeating: "█", count: eighths / 8) + part
    return filled + String(repeating: " ", count: 20 - filled.count)
  }

  private func padded(_ percent: String) -> String {
    String(repeating: " ", count: max(0, 5 - percent.count)) + percent
  }

  private func clipped(_ line: String, to width: Int) -> String {
    line.count <= width ? line : line.prefix(max(0, width - 1)) + (width > 0 ? "…" : "")
  }
}
