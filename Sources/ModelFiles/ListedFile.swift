import Foundation
import Glibc
import Networks

/// A file that another one lists beside itself: what others have written must not lead anywhere else.
///
/// - Parameters:
///   - path: how it is listed.
///   - folder: where the list lies.
///   - list: what a sentence calls the list.
///   - owner: what such a sentence calls the thing that the file belongs to.
/// - Throws: a `ModelError` where the path leads elsewhere, or where there is no such file.
func listedFile(
  _ path: String, in folder: URL, listedBy list: String = "the manifest",
  of owner: String = "the model"
) throws(ModelError) -> URL {
  // Some writers begin with the folder itself: './model.weights.bin'.
  let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    .drop { $0 == "." }
  guard !parts.isEmpty, parts.allSatisfy({ !["", ".", ".."].contains($0) }),
    path.isPrintable
  else {
    throw ModelError("\(list) names the file \(quoted(path)), which is none beside \(owner)")
  }
  let file = folder.appending(path: path)
  guard isPlainFile(file.path) else {
    throw ModelError(
      "there is no file \(quoted(path)) beside \(owner); put all of its files into one folder")
  }
  return file
}

/// Whether a file is there that has a size of its own.
private func isPlainFile(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}
