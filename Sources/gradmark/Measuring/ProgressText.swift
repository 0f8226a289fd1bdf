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

  /// The rows that a line which was drawn takes once the terminal is narrower, as those that break lines
  /// anew have it.
  static func rows(of length: Int, columns: Int) -> Int {
    columns > 0 ? max(1, (length + columns - 1) / columns) : 1
  }

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
