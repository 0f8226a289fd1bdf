import Foundation

/// Where the kernel's text files are read from: the real ones, or a test's literal text.
public struct SystemFiles: Sendable {
  /// The content of the file at a path, or `nil` where it cannot be read.
  public let text: @Sendable (_ path: String) -> String?

  /// Reads through a function.
  public init(text: @escaping @Sendable (_ path: String) -> String?) {
    self.text = text
  }

  /// The files of the running machine.
  public static let live = SystemFiles { path in
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first line of a file without the space around it; `nil` where missing or empty.
  func line(_ path: String) -> String? {
    let line = text(path)?.split(separator: "\n", maxSplits: 1).first
    let trimmed = line?.trimmingCharacters(in: .whitespaces)
    return trimmed?.isEmpty == false ? trimmed : nil
  }
}
