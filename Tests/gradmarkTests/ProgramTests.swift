import Foundation
import Testing

/// The program itself, which is built beside the tests.
@Suite struct ProgramTests {
  @Test(arguments: [
    ["--help"], ["--version"], ["help", "bench"], ["bench", "--help"], [], ["models"], ["machine"],
    ["summary", "pair"], ["--experimental-dump-help"], ["--generate-completion-script", "bash"],
  ])
  func aFullDeviceIsNoSuccess(arguments: [String]) throws {
    for (device, status) in [("/dev/full", 74), ("/dev/null", 0)] {
      let program = Process()
      program.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "gradmark")
      program.arguments = arguments
      program.standardOutput = FileHandle(forWritingAtPath: device)
      program.standardError = FileHandle.nullDevice
      try program.run()
      program.waitUntilExit()
      #expect(program.terminationStatus == status)
    }
  }
}
