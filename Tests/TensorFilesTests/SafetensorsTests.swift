import Networks
import TensorFiles
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private let tensors = [
    NamedTensor(
      name: "dense_2/kernel",
      tensor: Tensor(dimensions: [2, 3], elements: [1, -2, 3.5, 0, .leastNonzeroMagnitude, 6])
    ),
    NamedTensor(name: "dense_1/bias", tensor: Tensor(dimensions: [], elements: [7])),
    NamedTensor(name: "none", tensor: Tensor(dimensions: [0, 4], elements: [])),
  ]

  @Test func readsBackWhatItWrote() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/weights.safetensors"
      try Safetensors.write(tensors, to: path)
      #expect(try TensorFile.read(path) == tensors)
    }
  }

  @Test func writesTheBytesOfTheFormat() {
    let header =
      #"{"a/b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let one = NamedTensor(name: "a/b", tensor: Tensor(dimensions: [1], elements: [1]))
    let length: [UInt8] = [56, 0, 0, 0, 0, 0, 0, 0]
    #expect(header.utf8.count == 56)
    #expect(Safetensors.encode([one]) == length + Array(header.utf8) + [0, 0, 0x80, 0x3F])
  }

  @Test func padsTheHeaderSoThatTensorsAreAligned() {
    for name in ["a", "ab", "abc", "abcdefgh"] {
      let tensor = NamedTensor(name: name, tensor: Tensor(dimensions: [1], elements: [0]))
      #expect(Safetensors.encode([tensor])[0] % 8 == 0)
    }
  }

  @Test func keepsNamesThatNeedEscapes() throws {
    let odd = NamedTensor(
      name: "a\"b\\c\n\u{1}/é🙂", tensor: Tensor(dimensions: [1], elements: [2]))
    #expect(try Safetensors.decode(Safetensors.encode([odd]), path: "f") == [odd])
  }

  @Test func readsEscapesAndPassesMetadataOver() throws {
    let header =
      #" { "__metadata__": {"format": "\u006eone"}, "\ud83d\ude42\/\t" : "#
      + #"{"data_offsets":[0, 4],"shape":[],"dtype":"F32"} }   "#
    let read = try decode(header, data: [0, 0, 0, 0x40])
    #expect(
      read == [NamedTensor(name: "🙂/\t", tensor: Tensor(dimensions: [], elements: [2]))])
  }

  @Test func convertsDoublesAndBrainFloats() throws {
    let header =
      #"{"d":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"#
      + #""b":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}}"#
    let doubles = [1.5, -0.1].flatMap { number in
      withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
    }
    let read = try decode(header, data: doubles + [0x80, 0x3F, 0x49, 0xC0])
    #expect(read.map(\.tensor.elements) == [[1.5, -0.1], [1, -3.140625]])
  }

  @Test(arguments: [
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "tensor 'x' ends at byte 8"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "has 1 bytes behind its last"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "[2] takes 8 bytes"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "data_offsets [4, 0]"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "data_offsets [0, 4, 8]"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "ends at 0; write the file"),
    (#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, "has the type I64"),
    (
      #"{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#, 8,
      "too large to count"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[3037000500,3037000500,0],"data_offsets":[0,0]}}"#, 0,
      "too large to count"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "'x' is described twice"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
      "'y' starts at byte 4 of the data, but the tensor before it ends at 8"
    ),
    (#"{"x":{"dtype":"F32","data_offsets":[0,0]}}"#, 0, "lacks one of dtype, shape"),
    (#"{"x":{"dtype":"F32","dtype":"F32"}}"#, 0, "the key 'dtype' twice or out of place"),
    (#"{"x":{"dtype":"F32","shape":[-1]"#, 0, "whole number"),
    (#"{"x":{"dtype":"F32","shape":[99999999999999999999]"#, 0, "whole number"),
    (#"{"x":{"dtype":"F32""#, 0, "'}' at byte 27"),
    (#"{} {}"#, 0, "the end of the header"),
    ("", 0, "'{' at byte 8"),
    (#"{"\ud800x"#, 0, #"'\' at byte 16"#),
  ])
  func refusesWhatTheHeaderGetsWrong(header: String, byteCount: Int, sentence: String) {
    let error = #expect(throws: FileError.self) {
      try decode(header, data: [UInt8](repeating: 0, count: byteCount))
    }
    #expect(error?.problem == .malformed)
    #expect(error?.description.hasPrefix("some/file: ") == true)
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ([1, 2, 3], "has 3 bytes, too few"),
    ([9, 0, 0, 0, 0, 0, 0, 0, 0x7B], "promises a header of 9 bytes but has 1"),
    ([255, 255, 255, 255, 255, 255, 255, 255], "header of 18446744073709551615 bytes"),
  ])
  func refusesALengthThatTheFileLacks(bytes: [UInt8], sentence: String) {
    let error = #expect(throws: FileError.self) {
      try Safetensors.decode(bytes, path: "some/file")
    }
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }

  @Test func namesNothingThatWouldMoveACursor() {
    let name = String(repeating: "n", count: 80)
    for (header, sentence) in [
      (#"{"a\nb":{}}"#, "tensor 'a�b' lacks"),
      ("{\"\(name)\":{}}", "tensor '\(name.prefix(59))…' lacks"),
      (#"{"a":{"\u001b[2J":1}}"#, "the key '�[2J'"),
      (#"{"a":{"dtype":"F\t","shape":[],"data_offsets":[0,0]}}"#, "has the type F�, but"),
      (
        "{\"a\":{\"shape\":[\(String(repeating: "1,", count: 65))]}}",
        "no more than 64 axes at byte"
      ),
    ] {
      let error = #expect(throws: FileError.self) { try decode(header, data: []) }
      #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
    }
  }

  private func decode(_ header: String, data: [UInt8]) throws -> [NamedTensor] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    return try Safetensors.decode(length + Array(header.utf8) + data, path: "some/file")
  }
}
