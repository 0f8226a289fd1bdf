import Foundation
import TensorFiles
import Testing

@Suite struct GzipTests {
  /// `gzip` of the bytes 0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9.
  private let packed: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 96, 224, 96, 100, 96, 96, 96, 102, 103, 224, 4, 0, 165, 18,
    211, 114, 11, 0, 0, 0,
  ]

  @Test func unpacks() throws {
    #expect(try Gzip.unpack(packed, path: "f") == [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])
    #expect(Gzip.isPacked(packed))
    #expect(!Gzip.isPacked([0, 0, 8, 1]))
  }

  @Test func unpacksEveryMember() throws {
    let once = try Gzip.unpack(packed, path: "f")
    #expect(try Gzip.unpack(packed + packed + packed, path: "f") == once + once + once)
  }

  @Test func refusesDamageCutsAndAppendixes() {
    var damaged = packed
    damaged[20] ^= 1
    for bytes in [Array(packed.dropLast()), damaged, packed + [0], [31, 139], packed + [31, 139]] {
      let error = #expect(throws: FileError.self) { try Gzip.unpack(bytes, path: "some/file") }
      #expect(
        error?.description
          == "some/file: is a gzip file that is damaged, cut short, or followed by other bytes; "
          + "get it again")
    }
  }

  /// 300,000 zeros, packed to 325 bytes.
  @Test func refusesWhatWouldFillMemory() throws {
    let head = "H4sIAAAAAAACA+3BAQ0AAADCoPdPbQ8HFAAA"
    let tail = "AADA/Bj74rL24JMEAA=="
    let middle = String(repeating: "A", count: 436 - head.count - tail.count)
    let bomb = try #require(Data(base64Encoded: head + middle + tail))
    let error = #expect(throws: FileError.self) {
      try Gzip.unpack(Array(bomb), path: "some/file")
    }
    #expect(error?.reason.hasPrefix("unpacks to more than 200 times its 325 bytes") == true)
  }
}
