import Foundation
import TestSupport
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

  /// Both ends of a terminal, that of its controller first.
  private func openTerminal() -> (controller: Int32, terminal: Int32) {
    let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
    var (lock, number): (Int32, Int32) = (0, 0)
    #expect(ioctl(controller, 0x4004_5431, &lock) == 0)
    #expect(ioctl(controller, 0x8004_5430, &number) == 0)
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    #expect(terminal >= 0)
    return (controller, terminal)
  }

  @Test func whatIsToldIsBrokenBetweenWords() {
    let (controller, terminal) = openTerminal()
    defer {
      close(controller)
      close(terminal)
    }
    var size = winsize(ws_row: 24, ws_col: 20, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
    Files.tell("end what keeps CPUs busy", to: terminal)
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = read(controller, &bytes, bytes.count)
    #expect(
      String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        == "gradmark: end what\r\nkeeps CPUs busy\r\n")
  }

  @Test func aTerminalThatWasClosedHasReadEnough() throws {
    let (controller, terminal) = openTerminal()
    defer { close(terminal) }
    close(controller)
    try Files.print(text, to: terminal)
  }

  /// A rename would put a file in the place of `/dev/null`, for all programs of the machine.
  @Test func whatIsNoFileStaysWhatItIs() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pipe").path
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    try Files.write("a drawing", to: path)
    var bytes = [UInt8](repeating: 0, count: 20)
    #expect(read(reader, &bytes, bytes.count) == 9)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)

    let error = #expect(throws: UserError.self) { try Files.write("a drawing", to: "/dev/full") }
    #expect(error?.sentence.contains("no space left on device") == true)
  }

  /// A page in place of the log of a run would end hours of measurements.
  @Test func measurementsAreNeverOverwritten() throws {
    try withTemporaryFolder { folder in
      let (records, link) = ("\(folder)/records.jsonl", "\(folder)/page.html")
      try Data("measured".utf8).write(to: URL(filePath: records))
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: records)
      for path in [records, link] {
        let error = #expect(throws: UserError.self) { try Files.write("a page", to: path) }
        #expect(
          error?.sentence
            == "'\(path)' is where the measurements of a run stand; choose another path")
      }
      #expect(try String(contentsOf: URL(filePath: records), encoding: .utf8) == "measured")
      try Files.write("a page", to: "\(folder)/page.md")
      #expect(
        try String(contentsOf: URL(filePath: "\(folder)/page.md"), encoding: .utf8) == "a page")
    }
  }

  @Test func aFullDeviceIsAnError() {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let error = #expect(throws: UserError.self) { try Files.print(text, to: full) }
    #expect(error?.status == .inputOutput)
    #expect(error?.sentence.contains("no space left on device") == true)
  }
}
