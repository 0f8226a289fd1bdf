import Foundation
import Glibc

/// Where the kernel's text files are read from: the real ones, or a test's literal text.
public struct SystemFiles: Sendable {
  /// The content of the file at a path.
  public let read: @Sendable (_ path: String) -> Reading<String>
  /// The names in the folder at a path, in no order.
  public let names: @Sendable (_ path: String) -> Reading<[String]>

  /// Reads through functions.
  public init(
    read: @escaping @Sendable (_ path: String) -> Reading<String>,
    names: @escaping @Sendable (_ path: String) -> Reading<[String]>
  ) {
    self.read = read
    self.names = names
  }

  /// The files of the running machine.
  public static let live = SystemFiles(
    read: { path in
      var text: [UInt8] = []
      return eachBlock(of: path) { text += $0 }.map { _ in String(decoding: text, as: UTF8.self) }
    }, names: { namesInFolder($0) })

  /// The content of the file at a path; `nil` where missing or unreadable.
  func text(_ path: String) -> String? { read(path).value }

  /// The first line of a file without the space around it; `nil` where missing or empty.
  func line(_ path: String) -> String? { readLine(path).value }

  /// The first line of a file without the space around it; an empty one cannot be read.
  func readLine(_ path: String) -> Reading<String> {
    read(path).flatMap { text in
      let line = text.prefix { $0 != "\n" }.trimmingCharacters(in: .whitespaces)
      return line.isEmpty ? .unreadable("the file is empty") : .value(line)
    }
  }
}

/// The SHA-256 of a file, such as the running program's `/proc/self/exe`.
///
/// - Returns: 64 hexadecimal digits.
/// - Cost: reads the whole file, at some 100 MB/s in a release build.
public func fileDigest(_ path: String) -> Reading<String> {
  var hash = SHA256()
  return eachBlock(of: path) { hash.update($0) }.map { _ in hash.hexadecimal() }
}

/// Passes a file on in blocks. The kernel's files have no size to ask for, and the error tells a
/// missing file from a hidden one.
private func eachBlock(
  of path: String, _ body: (UnsafeRawBufferPointer) -> Void
) -> Reading<Bool> {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return failure(errno) }
  defer { close(file) }
  return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { block in
    while true {
      let count = Glibc.read(file, block.baseAddress, block.count)
      if count == 0 { return .value(true) }
      if count > 0 {
        body(UnsafeRawBufferPointer(rebasing: block[..<count]))
      } else if errno != EINTR {
        return failure(errno)
      }
    }
  }
}

private func namesInFolder(_ path: String) -> Reading<[String]> {
  guard let folder = opendir(path) else { return failure(errno) }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return .value(names)
}

private func failure<Value>(_ error: CInt) -> Reading<Value> {
  switch error {
  case ENOENT, ENOTDIR: .absent
  default: .unreadable(String(cString: strerror(error)).lowercased())
  }
}

/// The one-minute load average, or `nil` where it cannot be read.
public func currentLoadAverage(_ files: SystemFiles = .live) -> Double? {
  files.line("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
}
