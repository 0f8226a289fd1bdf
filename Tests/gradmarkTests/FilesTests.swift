import Foundation
import Testing

@testable import gradmark

@Suite struct FilesTests {
  /// A page of a pipe, so that something is written before the reader goes.
  private let text = String(repeating: "a line of a table\n", count: 10_000)

  @Test func aReaderThatHasGoneAwayHasReadEnough() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    try Files.print(text, to: ends[1])
  }

  @Test func aTerminalThatWasClosedHasReadEnough() throws {
    let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
    var (lock, number): (Int32, Int32) = (0, 0)
    #expect(ioctl(controller, 0x4004_5431, &lock) == 0)
    #expect(ioctl(controller, 0x8004_5430, &number) == 0)
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    #expect(terminal >= 0)
    defer { close(terminal) }
    close(controller)
    try Files.print(text, to: terminal)
  }

  @Test func aFullDeviceIsAnError() {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let error = #expect(throws: UserError.self) { try Files.print(text, to: full) }
    #expect(error?.status == .inputOutput)
    #expect(error?.sentence.contains("no space left on device") == true)
  }
}
