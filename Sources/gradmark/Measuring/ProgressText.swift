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
  /// A wide terminal's line takes half of it, so that it is one line still where the terminal is split in two: some
  /// terminals move what is broken into several out of sight, where nothing can wipe it. What is going on matters
  /// more than a bar, for which there is room in very wide ones alone.
  func line(columns: Int) -> String {
    let width = max(min(columns, 40), columns / 2) - 1
    let percent = "\(Int(fraction * 100)) %"
    let bar = width >= 69 ? bar : ""
    let parts = [bar + padded(percent), left, text, lastResult].filter { !$0.isEmpty }
    return clipped(parts.joined(separator: "  "), to: width)
  }

  /// What goes before the first drawing: an empty line, which is what becomes invisible where a narrow
  /// terminal, the cursor near its top, breaks the line in two all the same.
  static let start = "\n"

  /// What writes the line over the one before.
  ///
  /// The cursor goes back to the line's start: a terminal that becomes narrower breaks the line into several
  /// and keeps the cursor at its character, so that the next drawing begins where the first of them does.
  /// Nothing wraps meanwhile: the width may be known too late.
  func drawing(columns: Int) -> String {
    // One write, over the old text and only then to the screen's end: nothing flickers.
    "\u{1B}[?7l\r\(line(columns: columns))\u{1B}[J\r\u{1B}[?7h"
  }

  /// What takes a drawn line away, and the empty one above it.
  ///
  /// From the second column on: what is wiped from the first place of a screen, tmux keeps in its history.
  static let wipe = "\r \u{1B}[J\r\u{1B}[A"

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
