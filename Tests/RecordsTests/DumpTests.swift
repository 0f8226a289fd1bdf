import Foundation
import Testing
import TestSupport
@testable import Records
@Suite struct DumpTests {
  @Test func dump() throws {
    try withLogFile("") { file in
      let writer = try file.open()
      for entry in try exampleEntries() { try writer.append(entry) }
      try? FileManager.default.removeItem(atPath: "/tmp/lines.txt")
      try FileManager.default.copyItem(atPath: file.path, toPath: "/tmp/lines.txt")
      try writer.head.write(toFile: "/tmp/head.txt", atomically: true, encoding: .utf8)
    }
  }
}
