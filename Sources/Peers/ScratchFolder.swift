import Foundation
import Suites

/// A folder for the files of a session, which goes with it.
///
/// Peers open files by their names, so that this one has to have one, and a session that is killed
/// leaves it behind. The next one removes it: whoever uses such a folder holds a lock on it, which
/// ends with the process in whatever way that does.
final class ScratchFolder {
  /// Where it is.
  let path: String
  private let lock: Int32

  private static let prefix = "gradmark-peers-"

  /// Removes what dead sessions left in `parent`, and makes a new folder there.
  ///
  /// - Throws: a `SweepError` where it cannot be made.
  init(in parent: String) throws {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    where name.hasPrefix(Self.prefix) {
      Self.removeUnlessInUse("\(parent)/\(name)")
    }
    while true {
      var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw Self.failure(parent, errno) }
      let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      let lock = try Self.lock(path) ?? { throw Self.failure(parent, errno) }()
      // Another session may have removed it before it was locked.
      if FileManager.default.fileExists(atPath: path) {
        (self.path, self.lock) = (path, lock)
        return
      }
      close(lock)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    close(lock)
  }

  private static func removeUnlessInUse(_ path: String) {
    guard let lock = lock(path) else { return }
    try? FileManager.default.removeItem(atPath: path)
    close(lock)
  }

  /// Locks a folder of this user's; `nil` where somebody else holds it, or it is none.
  private static func lock(_ path: String) -> Int32? {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    var status = stat()
    if fstat(folder, &status) == 0, status.st_uid == geteuid(),
      flock(folder, LOCK_EX | LOCK_NB) == 0
    {
      return folder
    }
    close(folder)
    return nil
  }

  private static func failure(_ parent: String, _ fault: Int32) -> SweepError {
    SweepError(
      .unavailable,
      "cannot make a folder in '\(parent)' (\(String(cString: strerror(fault)).lowercased())), from "
        + "which the peers read their data; set TMPDIR to a folder that can be written")
  }
}
