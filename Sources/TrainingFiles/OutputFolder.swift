import Foundation
import Glibc
import TensorFiles

/// A folder of results that appears whole or not at all.
///
/// The files are written into a folder beside it that is then renamed. Where the folder is there
/// already, they are written inside it and then renamed one by one, each whole.
public struct OutputFolder: Sendable {
  /// Where the folder is to stand.
  public let path: String

  /// Names a folder.
  public init(path: String) {
    self.path = path
  }

  /// Checks that results can be written, before there are any.
  ///
  /// - Throws: a `FileError` where the path is no folder, may not be written, or holds results of
  ///   another run that would be mixed with these.
  public func check(for names: some Collection<String>) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError(path: "''", problem: .unwritable, reason: "is an empty name; name a folder")
    }
    if exists {
      guard isFolder(path) else { throw unwritable("is no folder; name another one") }
      let others = contents.filter { isResult($0) && !names.contains($0) }
      if let other = others.min() {
        throw unwritable(
          "holds \(other) of another run, which would be mixed with this one's results; "
            + "name a new folder")
      }
    }
    var ancestor = URL(filePath: path).standardizedFileURL
    while !FileManager.default.fileExists(atPath: ancestor.path), ancestor.path != "/" {
      guard !isLink(ancestor.path) else {
        throw unwritable(
          "cannot be created, since \(ancestor.path) is a link that leads nowhere; remove it, or "
            + "name another one")
      }
      ancestor.deleteLastPathComponent()
    }
    guard isFolder(ancestor.path), access(ancestor.path, W_OK | X_OK) == 0 else {
      throw unwritable(
        "cannot be created in \(ancestor.path), which is no folder that may be written; "
          + "name another one")
    }
  }

  /// Writes all files, or none.
  ///
  /// - Throws: a `FileError` where the folder cannot be made or the disk is full.
  public func write(_ files: [OutputFile]) throws {
    try check(for: files.map(\.name))
    let name = ".gradmark-\(UInt32.random(in: 0 ... .max)).partial"
    let target = URL(filePath: path).standardizedFileURL
    let staging = (exists ? target : target.deletingLastPathComponent()).appending(path: name)
    do {
      try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
    } catch {
      throw unwritable("cannot be created (\(error.localizedDescription)); name another folder")
    }
    defer { try? FileManager.default.removeItem(at: staging) }
    for file in files {
      try WholeFile.write(file.bytes, to: staging.appending(path: file.name).path)
    }
    guard exists else { return try move(staging.path, to: target.path) }
    for file in files {
      try move(staging.appending(path: file.name).path, to: target.appending(path: file.name).path)
    }
  }

  private var exists: Bool { FileManager.default.fileExists(atPath: path) }

  private func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  private var contents: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a file of that name belongs to a recorded run.
  private func isResult(_ name: String) -> Bool {
    ["fixture.json", "losses.json", "results.json", "summary.json"].contains(name)
      || ["weights_", "gradients_", "predict"].contains(where: name.hasPrefix)
        && name.hasSuffix(".safetensors")
  }

  private func move(_ source: String, to target: String) throws(FileError) {
    guard rename(source, target) == 0 else {
      throw unwritable("cannot be written (\(String(cString: strerror(errno)))); name another one")
    }
  }

  private func unwritable(_ reason: String) -> FileError {
    FileError(path: path, problem: .unwritable, reason: reason)
  }
}
