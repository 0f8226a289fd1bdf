import Datasets
import Glibc
import Networks
import TensorFiles

/// A file in which the processes of a sweep keep the data that they have made: each is made once, in
/// place of once a process.
///
/// Data sets stand one behind the other, each as the length of its key and that of its content (8
/// bytes each), the key, and the content in the safetensors format. Whatever stands behind the last
/// whole one was cut off when its writer was killed, and is written over.
struct DataStore {
  /// Where the file is open, or `nil` to keep nothing.
  let descriptor: Int32?

  /// What is kept under a key, or what `make` makes, which is kept then.
  ///
  /// Data that are missing or damaged are made anew; where they cannot be written, the next process
  /// makes them for itself.
  ///
  /// - Parameter key: names all that the data depend on, their number among it: what a case trains on
  ///   must not depend on what else is in the sweep.
  func data(_ key: String, make: () throws -> Dataset) rethrows -> Dataset {
    guard let file = descriptor.map(StoreFile.init) else { return try make() }
    let records = file.records()
    for record in records.reversed() where record.key == key {
      if let kept = Dataset(file.content(of: record)) { return kept }
    }
    let data = try make()
    file.append(key, Safetensors.encode(data.tensors), at: records.last?.content.upperBound ?? 0)
    return data
  }
}

extension Dataset {
  private static let inputsName = "inputs"
  private static let targetsName = "targets"

  /// Both halves by name.
  var tensors: [NamedTensor] {
    [(Self.inputsName, allInputs), (Self.targetsName, allTargets)].flatMap { name, tensors in
      tensors.enumerated().map {
        NamedTensor(name: Self.name(name, $0), tensor: $1)
      }
    }
  }

  /// `inputs` of the only input, `inputs/1` of a second one.
  private static func name(_ half: String, _ place: Int) -> String {
    place == 0 ? half : "\(half)/\(place)"
  }

  /// The data that are kept as these bytes; `nil` where they are none.
  fileprivate init?(_ bytes: [UInt8]) {
    guard let tensors = try? Safetensors.decode(bytes, path: "kept data") else { return nil }
    func half(_ name: String) -> [Tensor] {
      var found: [Tensor] = []
      while let next = tensors.first(where: { $0.name == Self.name(name, found.count) }) {
        found.append(next.tensor)
      }
      return found
    }
    let inputs = half(Self.inputsName), targets = half(Self.targetsName)
    guard !inputs.isEmpty, !targets.isEmpty,
      Set((inputs + targets).map(\.sampleCount)).count == 1
    else { return nil }
    self.init(inputs: inputs, targets: targets)
  }
}

/// Contents in one file, each under a key.
private struct StoreFile {
  let descriptor: Int32

  struct Record {
    let key: String
    /// Where the content stands.
    let content: Range<Int>
  }

  private static let headerBytes = 16
  /// No key of data is longer; whatever says so is no record.
  private static let longestKey = 4_096

  /// All whole records, in the order of the file.
  func records() -> [Record] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return [] }
    let size = Int(status.st_size)
    var records: [Record] = []
    var end = 0
    while let record = record(at: end, size: size) {
      records.append(record)
      end = record.content.upperBound
    }
    return records
  }

  private func record(at start: Int, size: Int) -> Record? {
    let header = bytes(start..<start + Self.headerBytes)
    guard header.count == Self.headerBytes else { return nil }
    let lengths = header.withUnsafeBytes { bytes in
      [0, 8].map {
        Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self)))
      }
    }
    let key = start + Self.headerBytes
    guard (0...Self.longestKey).contains(lengths[0]), lengths[1] >= 0,
      lengths[1] <= size - key - lengths[0]
    else { return nil }
    let content = key + lengths[0]
    return Record(
      key: String(decoding: bytes(key..<content), as: UTF8.self),
      content: content..<content + lengths[1])
  }

  func content(of record: Record) -> [UInt8] { bytes(record.content) }

  /// Writes a record whole, or leaves the file without it.
  func append(_ key: String, _ content: [UInt8], at start: Int) {
    let lengths = [Int64(key.utf8.count).littleEndian, Int64(content.count).littleEndian]
    let header = lengths.withUnsafeBytes(Array.init) + Array(key.utf8)
    // Whatever was cut off there must not stand behind a shorter record.
    guard ftruncate(descriptor, off_t(start)) == 0 else { return }
    guard write(header, at: start), write(content, at: start + header.count) else {
      ftruncate(descriptor, off_t(start))
      return
    }
  }

  /// The bytes of a range, as far as the file has them.
  private func bytes(_ range: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let taken = pread(
          descriptor, buffer.baseAddress! + count, range.count - count,
          off_t(range.lowerBound + count))
        if taken < 0 && errno == EINTR { continue }
        guard taken > 0 else { return }
        count += taken
      }
    }
  }

  private func write(_ bytes: [UInt8], at start: Int) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var count = 0
      while count < buffer.count {
        let written = pwrite(
          descriptor, buffer.baseAddress! + count, buffer.count - count, off_t(start + count))
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return false }
        count += written
      }
      return true
    }
  }
}
