import CStartup
import Foundation
import Ranks

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

  /// What a launcher of MPI tells this process; `nil` where it is alone.
  static let launch = Launch(environment: ProcessInfo.processInfo.environment)

  /// Whether a launcher of MPI has started it, be it alone.
  static let isLaunched = Launch.isLaunched(environment: ProcessInfo.processInfo.environment)

  /// Whether another rank does the telling of what all ranks have to say.
  static var isFollower: Bool { launch.map { $0.rank > 0 } ?? false }

  /// The file that runs here, even where a build has put another one under its name since.
  static var runningFile: String {
    let file = "/proc/self/exe"
    return FileManager.default.fileExists(atPath: file)
      ? file : String(cString: gradmark_program_path())
  }

  /// The program's own file, without links.
  static var programPath: String {
    URL(filePath: runningFile).resolvingSymlinksInPath().path
  }
}
