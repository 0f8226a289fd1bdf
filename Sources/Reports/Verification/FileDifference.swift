import Foundation

/// The first line in which a file is not the text that it should be, as a clause; `nil` where all
/// bytes are equal.
func difference(of text: String, fromFile path: String) -> String? {
  guard let found = try? Data(contentsOf: URL(filePath: path)) else {
    return "\(path) cannot be read; 'gradmark publish' makes it"
  }
  guard found != Data(text.utf8) else { return nil }
  let lines = String(decoding: found, as: UTF8.self)
    .split(separator: "\n", omittingEmptySubsequences: false)
  let expected = text.split(separator: "\n", omittingEmptySubsequences: false)
  let line =
    zip(lines, expected).enumerated().first { $1.0 != $1.1 }?.offset
    ?? min(lines.count, expected.count)
  return "line \(line + 1) of \(path) is not what the records give; 'gradmark publish' makes it "
    + "anew"
}
