import Foundation

/// `peers-<date>-<machine>.jsonl`: the records of one session of matches with other libraries, one a line, as
/// they were made before libraries became implementations of a sweep's cases. Tables and chart made from them
/// stand beside it under the same name.
public struct PeerFile: Sendable, Equatable {
  /// The folder that holds it.
  public let folder: RunFolder
  /// Its name without the ending: `peers-2026-01-31-amd-epyc-2c`.
  public let name: String

  /// Its name in the folder.
  public var recordsName: String { name + recordsEnding }

  /// Names a file, whether or not it exists yet.
  public init(folder: RunFolder, name: String) {
    self.folder = folder
    self.name = name
  }

  /// The files of a folder, by name.
  ///
  /// - Throws: a `RecordError` where the folder cannot be read.
  public static func all(in folder: RunFolder) throws -> [PeerFile] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw RecordError(
        .unreadable, "cannot read the folder \(folder.path); name one that holds peers' records")
    }
    return names.filter { $0.hasPrefix("peers-") && $0.hasSuffix(recordsEnding) }.sorted().map {
      PeerFile(folder: folder, name: String($0.dropLast(recordsEnding.count)))
    }
  }

  /// The records in the order of writing.
  ///
  /// - Throws: a `RecordError` that names file and line where one cannot be read.
  public func records() throws -> [PeerRecord] {
    let path = "\(folder.path)/\(recordsName)"
    guard let content = FileManager.default.contents(atPath: path) else {
      throw RecordError(.unreadable, "cannot read \(path); name a file that this user may read")
    }
    return try content.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
      guard let record = try? JSONDecoder().decode(PeerRecord.self, from: line) else {
        throw RecordError(
          .malformed,
          "\(path), line \(index + 1) is damaged or of another version; restore the file, or delete "
            + "the line to use the others")
      }
      return record
    }
  }
}

private let recordsEnding = ".jsonl"
