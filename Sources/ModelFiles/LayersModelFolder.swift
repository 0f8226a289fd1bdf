import Foundation
import Glibc
import KerasFormat
import Networks

/// A TensorFlow.js layers model: a folder with `model.json`, and its weights in files of 4 MiB.
public enum LayersModelFolder {
  /// What browsers keep of one file.
  private static let shardBytes = 4 << 20

  /// Writes a model, or its architecture alone; `model.json` comes last.
  ///
  /// - Parameters:
  ///   - network: the model.
  ///   - json: the same as `ModelWriter` writes it.
  ///   - weights: all of the network's by Gradmark's names; `nil` for the architecture alone.
  ///   - folder: where to; made where it is missing.
  /// - Throws: a `ModelError` that names what TensorFlow.js lacks, or where it cannot be written.
  public static func write(
    _ network: ResolvedNetwork, json: String, weights: [String: Tensor]?, to folder: String
  ) throws(ModelError) {
    var manifest: WeightsManifest?
    if weights != nil {
      // What TensorFlow.js has no layer for is told before whose names are one there.
      _ = try LayersModelWriter.json(network, json: json, manifest: nil)
      let listed = try network.browserWeights()
      manifest = WeightsManifest(
        groups: [.init(paths: shardNames(of: listed), weights: listed)])
    }
    // Before anything is written.
    let model = try LayersModelWriter.json(network, json: json, manifest: manifest)
    do {
      let url = URL(fileURLWithPath: folder, isDirectory: true)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      // An older model's list does not belong to the new numbers.
      unlink(url.appending(path: "model.json").path)
      if let weights, let names = manifest?.groups[0].paths {
        let numbers = network.parameters.flatMap { weights[$0.path]?.elements ?? [] }
        try write(numbers, into: names.map { url.appending(path: $0) })
      }
      try Data(model.utf8).write(to: url.appending(path: "model.json"), options: .atomic)
    } catch {
      throw ModelError(
        "cannot write '\(folder)'; name a folder that may be written, and make room there")
    }
  }

  private static func shardNames(of weights: [WeightsManifest.Weight]) -> [String] {
    let bytes = 4 * weights.reduce(0) { $0 + ($1.count ?? 0) }
    let count = (bytes + shardBytes - 1) / shardBytes
    return (0..<count).map { "group1-shard\($0 + 1)of\(count).bin" }
  }

  private static func write(_ numbers: [Float], into shards: [URL]) throws {
    let each = shardBytes / 4
    for (index, shard) in shards.enumerated() {
      let part = numbers[index * each..<min((index + 1) * each, numbers.count)]
      let words = part.map(\.bitPattern.littleEndian)
      try words.withUnsafeBytes { try Data($0).write(to: shard, options: .atomic) }
    }
  }
}

extension LayersModelFolder {
  /// The weights of a network that `model.json` at that path lists, in the network's order.
  ///
  /// - Throws: a `ModelError` where it lists none, a file is missing or of another size than listed, or a
  ///   weight is missing or has another shape.
  static func tensors(
    path: String, for network: ResolvedNetwork
  ) throws(ModelError) -> [NamedTensor] {
    let url = URL(fileURLWithPath: path)
    guard byteCount(of: path) <= 256 << 20, let model = try? Data(contentsOf: url) else {
      throw ModelError("cannot read '\(path)', or it is larger than 256 MiB; check the path")
    }
    guard let manifest = try ModelReader(json: model).weightsManifest() else {
      throw ModelError("the file lists no weights; give them by a file that holds some")
    }
    var found: [String: Tensor] = [:], short: [String: Tensor] = [:]
    for group in manifest.groups {
      for (name, tensor) in try tensors(of: group, in: url.deletingLastPathComponent()) {
        found[name] = tensor
        // TensorFlow 2.2 put the name of a loop's cell before that of its weight.
        let parts = name.split(separator: "/")
        short[(parts.dropLast(2) + parts.suffix(1)).joined(separator: "/")] = tensor
      }
    }
    var tensors: [NamedTensor] = []
    for (parameter, name) in zip(network.parameters, network.browserNames) {
      guard let tensor = found[name] ?? short[name] else {
        throw ModelError(
          layer: parameter.layer,
          "the file lists no \(quoted(name)); use weights of this very model")
      }
      guard tensor.dimensions == parameter.shape.dimensions else {
        throw ModelError(
          layer: parameter.layer,
          "the file's \(quoted(name)) has the shape \(tensor.dimensions), but the network needs "
            + "\(parameter.shape.dimensions); use weights of this very model")
      }
      tensors.append(NamedTensor(name: parameter.path, tensor: tensor))
    }
    return tensors
  }

  private static func tensors(
    of group: WeightsManifest.Group, in folder: URL
  ) throws(ModelError) -> [(String, Tensor)] {
    var bytes = 0
    for weight in group.weights {
      let (sum, overflow) = bytes.addingReportingOverflow(
        (weight.count ?? 0) * weight.type.byteCount)
      guard weight.count != nil, !overflow else {
        throw ModelError("weight \(quoted(weight.name)) is larger than any file")
      }
      bytes = sum
    }
    var stored = 0, files: [URL] = []
    for path in group.paths {
      let file = try listedFile(path, in: folder)
      stored += byteCount(of: file.path)
      files.append(file)
    }
    guard stored == bytes else {
      throw ModelError(
        "the files from \(quoted(group.paths.first ?? "")) on hold \(grouped(stored)) bytes, but "
          + "\(grouped(bytes)) are listed; put all files of the model into one folder")
    }
    var data = Data()
    for file in files {
      guard let part = try? Data(contentsOf: file) else {
        throw ModelError("cannot read '\(file.path)'; check the path")
      }
      data += part
    }
    guard data.count == bytes else {
      throw ModelError("the files from \(quoted(group.paths.first ?? "")) on changed while read")
    }
    var offset = 0
    return data.withUnsafeBytes { bytes in
      group.weights.map { weight in
        let numbers = weight.numbers(in: bytes, from: offset)
        offset += numbers.count * weight.type.byteCount
        return (weight.name, Tensor(dimensions: weight.dimensions, elements: numbers))
      }
    }
  }
}

extension WeightsManifest.Weight {
  /// The numbers that lie there.
  ///
  /// - Precondition: the bytes hold all of them.
  fileprivate func numbers(in bytes: UnsafeRawBufferPointer, from offset: Int) -> [Float] {
    let count = count ?? 0
    func load<Stored: BitwiseCopyable>(_: Stored.Type, _ number: (Stored) -> Double) -> [Float] {
      (0..<count).map { index in
        let stored = bytes.loadUnaligned(
          fromByteOffset: offset + index * MemoryLayout<Stored>.stride, as: Stored.self)
        let plain = number(stored)
        return Float(scale.map { $0.factor * plain + $0.offset } ?? plain)
      }
    }
    switch type {
    case .uint8, .bool: return load(UInt8.self) { Double($0) }
    case .uint16: return load(UInt16.self) { Double(UInt16(littleEndian: $0)) }
    case .int32: return load(Int32.self) { Double(Int32(littleEndian: $0)) }
    case .float16:
      return load(UInt16.self) { Double(Float16(bitPattern: UInt16(littleEndian: $0))) }
    default:
      // No detour by Double: what is no number keeps its bits as well.
      return (0..<count).map { index in
        let stored = bytes.loadUnaligned(fromByteOffset: offset + 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: stored))
      }
    }
  }
}
