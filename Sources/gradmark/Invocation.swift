import CStartup
import Foundation

/// How this program was started; Swift would ask /proc, which may not be there.
enum Invocation {
  /// What was typed behind the program's name.
  static var arguments: [String] {
    var arguments: [String] = []
    // A caller may leave out even the name.
    guard gradmark_argument(0) != nil else { return [] }
    while let argument = gradmark_argument(Int32(arguments.count + 1)) {
      arguments.append(String(cString: argument))
    }
    return arguments
  }

  /// The program's own file, without links.
  static var programPath: String {
    let file = "/proc/self/exe"
    let isThere = FileManager.default.fileExists(atPath: file)
    return URL(filePath: isThere ? file : String(cString: gradmark_program_path()))
      .resolvingSymlinksInPath().path
  }
}
