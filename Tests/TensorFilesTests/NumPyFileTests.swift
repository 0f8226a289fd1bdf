import Networks
import TensorFiles
import TestSupport
import Testing

@Suite struct NumPyFileTests {
  /// As `numpy.save` writes `numpy.array([[1, 2, 3]], '<f4')`.
  private let floats = file(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }",
    data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40])

  @Test func readsFloats() throws {
    #expect(
      try NumPyFile.decode(floats, path: "x")
        == Tensor(dimensions: [1, 3], elements: [1, 2, 3]))
  }

  @Test func namesTheArrayForItsFile() throws {
    try withTemporaryFolder { folder in
      try WholeFile.write(floats, to: "\(folder)/x_val.npy")
      let tensor = Tensor(dimensions: [1, 3], elements: [1, 2, 3])
      #expect(
        try TensorFile.read("\(folder)/x_val.npy") == [NamedTensor(name: "x_val", tensor: tensor)])
    }
  }

  @Test(
    arguments: [
      ("<f8", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], -1.5),
      ("|b1", [2], 1), ("|i1", [0x80], -128), ("|u1", [0x80], 128),
      ("<i2", [0xFE, 0xFF], -2), ("<u2", [0xFE, 0xFF], 65534),
      ("<i4", [0, 0, 0, 0x80], -0x1p31), ("<u4", [0, 0, 0, 0x80], 0x1p31),
      ("<i8", [0, 0, 0, 0, 0, 0, 0, 0x80], -0x1p63), ("<u8", [0, 0, 0, 0, 0, 0, 0, 0x80], 0x1p63),
    ] as [(String, [UInt8], Float)])
  func convertsOtherNumbers(type: String, data: [UInt8], expected: Float) throws {
    let scalar = file("{'descr': '\(type)', 'fortran_order': False, 'shape': ()}", data: data)
    #expect(
      try NumPyFile.decode(scalar, path: "x") == Tensor(dimensions: [], elements: [expected]))
  }

  @Test func readsTheLongerHeaderLengthOfVersion2() throws {
    let vector = file(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", version: 2, data: [4, 5])
    #expect(
      try NumPyFile.decode(vector, path: "x") == Tensor(dimensions: [2], elements: [4, 5]))
  }

  @Test(arguments: [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", "numbers of type '>f4'"),
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "numbers of type '<c8'"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "holds records"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}", "Fortran order"),
    ("{'descr': '<f4', 'fortran_order': None, 'shape': (1,)}", "'False'"),
    ("{'descr': '<f4', 'fortran_order': False}", "lacks one of descr"),
    ("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' twice"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "but 4 bytes of data"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x", "the end of the header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "whole number"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905,)}",
      "but 4 bytes of data"
    ),
  ])
  func refusesHeadersItCannotServe(header: String, sentence: String) {
    expectRefusal(of: file(header, data: [0, 0, 0, 0]), sentence)
  }

  @Test func refusesOtherFilesAndCutOnes() {
    expectRefusal(of: Array("PK\u{3}\u{4}, a zip archive".utf8), "does not start like a .npy file")
    expectRefusal(of: Array(floats.prefix(40)), "header of 59 bytes but has 30 left")
    expectRefusal(of: Array(floats.dropLast()), "but 11 bytes of data")
    expectRefusal(of: file("{}", version: 9, data: [0, 0, 0, 0]), "has version 9")
  }

  @Test func namesNothingThatWouldMoveACursor() {
    expectRefusal(of: file("{'de\nscr': '<f4'}", data: []), "has the key 'de�scr'")
    expectRefusal(of: file("{'descr': '\u{1B}[2J'}", data: []), "of type '�[2J'")
  }

  @Test func refusesMoreAxesThanNumPyHas() throws {
    let shape = { (axes: Int) in String(repeating: "1,", count: axes) }
    let header = { "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape($0)))}" }
    #expect(
      try NumPyFile.decode(file(header(64), data: [7]), path: "f").dimensions.count == 64)
    expectRefusal(of: file(header(65), data: [7]), "no more than 64 axes at byte")
  }

  private func expectRefusal(
    of bytes: [UInt8], _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
      try NumPyFile.decode(bytes, path: "some/file")
    }
    #expect(
      error?.description.contains(sentence) == true, "\(String(describing: error))",
      sourceLocation: sourceLocation)
  }
}

/// A `.npy` file with this header.
private func file(_ header: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
  let length = UInt32(header.utf8.count)
  let lengthBytes = withUnsafeBytes(of: length.littleEndian) {
    Array($0.prefix(version == 1 ? 2 : 4))
  }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8) + data
}
