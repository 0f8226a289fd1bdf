import Foundation
import TestSupport
import Testing

@testable import Records

@Suite struct ReadingTests {
  @Test(arguments: [
    (Reading.value(7), #"{"value":7}"#), (.absent, #"{"absent":true}"#),
    (.unreadable("permission denied"), #"{"unreadable":"permission denied"}"#),
  ])
  func eachStateIsOneKeyOfJSON(reading: Reading<Int>, json: String) throws {
    #expect(String(decoding: try RecordCoding.line(reading), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Reading<Int>.self, from: Data(json.utf8)) == reading)
  }

  @Test(arguments: [#"{}"#, #"{"absent":false}"#, #"{"value":"seven"}"#, "7"])
  func anythingElseIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Reading<Int>.self, from: Data(json.utf8))
    }
  }

  @Test func nonsenseIsUnreadableAndQuoted() {
    #expect(Reading.value("9").parsed { Int($0) } == .value(9))
    #expect(Reading.value("x9").parsed { Int($0) } == .unreadable("'x9' was not understood"))
    #expect(Reading<String>.absent.parsed { Int($0) } == .absent)
  }

  @Test func onlyAnAbsentFactIsLookedForElsewhere() {
    #expect(Reading.absent.orElse(.value(2)) == .value(2))
    #expect(Reading.value(1).orElse(.value(2)) == .value(1))
    #expect(Reading.unreadable("why").orElse(.value(2)) == .unreadable("why"))
  }

  @Test func filesOfThisMachineAreReadMissedOrRefused() throws {
    let files = SystemFiles.live
    #expect(files.readLine("/proc/sys/kernel/ostype") == .value("Linux"))
    #expect(files.read("/proc/no/such/file") == .absent)
    // Root may read everything, but nobody reads a folder as a file.
    #expect(files.read("/proc") == .unreadable("is a directory"))
    #expect(files.names("/proc/self/task").value?.isEmpty == false)
    #expect(files.names("/proc/no/such/folder") == .absent)
  }

  @Test func theDigestOfAFileIsThatOfItsBytes() throws {
    try withTemporaryFolder { folder in
      try Data("abc".utf8).write(to: URL(filePath: "\(folder)/file"))
      #expect(
        fileDigest("\(folder)/file")
          == .value("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
      #expect(fileDigest("\(folder)/other") == .absent)
    }
  }
}
