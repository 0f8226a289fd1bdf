import CFuzzer
import Foundation
import Parsers

/// Feeds one parser with what libFuzzer makes up, watching which branches it reaches:
/// `fuzz <parser> <folder> [libFuzzer's flags]`. The folder keeps what was worth a second look.
@main
enum Fuzz {
  /// What is fuzzed; libFuzzer's callback can hold no context.
  nonisolated(unsafe) private static var parser = Parser.suite

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let chosen = Parser.named(arguments[1]) else {
      let names = Parser.all.map(\.name).joined(separator: "|")
      FileHandle.standardError.write(Data("usage: fuzz \(names) FOLDER [flags]\n".utf8))
      exit(64)
    }
    parser = chosen
    let folder = URL(filePath: arguments[2])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, seed) in try parser.seeds().enumerated() {
      try Data(seed).write(to: folder.appending(path: "seed-\(index)"))
    }
    let dictionary = folder.path + ".words"
    try Data(parser.words.map(quoted).joined(separator: "\n").utf8)
      .write(to: URL(filePath: dictionary))
    exit(run([arguments[0], folder.path, "-dict=\(dictionary)"] + arguments[3...]))
  }

  private static func run(_ arguments: [String]) -> CInt {
    var count = CInt(arguments.count)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    return pointers.withUnsafeMutableBufferPointer { pointers in
      var argv = pointers.baseAddress
      return LLVMFuzzerRunDriver(&count, &argv) { data, size in
        let bytes = Array(UnsafeBufferPointer(start: data, count: size))
        do {
          _ = try Fuzz.parser.accepts(bytes)
        } catch {
          fatalError("\(error)")
        }
        return 0
      }
    }
  }

  /// A word as libFuzzer's dictionaries have it.
  private static func quoted(_ word: String) -> String {
    let bytes = word.utf8.map { byte in
      let hexadecimal = String(byte, radix: 16)
      return "\\x" + (hexadecimal.count == 1 ? "0" : "") + hexadecimal
    }
    return "\"\(bytes.joined())\""
  }
}
