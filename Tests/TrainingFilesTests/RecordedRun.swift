import Foundation
import KerasFormat
import Networks
import TensorFiles
import Testing

@testable import TrainingFiles

/// A recorded run of Keras among this target's resources, with the tolerances it was recorded with.
struct RecordedRun {
  let folder: String
  private let tolerance: JSONValue

  static let trainings = chains + graphs

  private static let chains = [
    "batch_last_is_one", "conv_same_stride2", "loss_bce_saturated", "loss_cce_saturated",
    "opt_adam_custom", "opt_sgd_momentum", "rnn_stacked_sequences", "validation_split",
  ]

  /// Models of Benchmarks/Keras: some of masks that their files refer to, of merges and of shared normalizations, and
  /// two that were drawn at random, of two outputs and of two inputs.
  private static let graphs = [
    "masked_graph", "masked_merges", "masked_output", "seed_00014", "seed_00016",
    "shared_normalizations", "stretched_merges",
  ]

  init(_ name: String) throws {
    folder = Self.folder(name)
    tolerance = name.hasPrefix("counts") ? [:] : try Self.json(folder + "/tolerance.json")
  }

  static func folder(_ name: String) -> String {
    Bundle.module.resourceURL!.appending(path: "Fixtures/\(name)").path
  }

  /// Whether Keras's side of a file was recorded.
  func holds(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }

  /// The training that it asks for.
  func session(threads: Int = 1) throws -> Session {
    guard case .train(let session) = try Fixture(folder: folder, threads: threads) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return session
  }

  /// Checks a file of tensors; `tolerances` leads to their `max` and `rms` in tolerance.json.
  func expectAgreement(_ file: OutputFile, within tolerances: [String]) throws {
    let computed = try Safetensors.decode(file.bytes, path: file.name)
    let recorded = try Safetensors.read("\(folder)/\(file.name)")
    #expect(Set(computed.map(\.name)) == Set(recorded.map(\.name)))
    let limits = tolerances.reduce(tolerance) { $0[$1] ?? [:] }
    for tensor in recorded {
      let other = try #require(computed.first { $0.name == tensor.name })
      #expect(other.tensor.dimensions == tensor.tensor.dimensions)
      let limit = try #require(limits[tensor.name], "\(tensor.name)")
      let errors = zip(other.tensor.elements, tensor.tensor.elements).map {
        Double(abs($0 - $1))
      }
      let meanSquare = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
      // Not `largest <= limit` alone: NaN must fail too.
      #expect(errors.allSatisfy { $0 <= limit["max"]!.realNumber! }, "\(file.name) \(tensor.name)")
      #expect(meanSquare.squareRoot() <= limit["rms"]!.realNumber!, "\(file.name) \(tensor.name)")
    }
  }

  /// Checks the lists of numbers that stand under the same names in a file of ours and of Keras's.
  func expectAgreement(_ file: OutputFile) throws {
    let computed = try JSONParser.parse(file.bytes)
    try expectAgreement(computed, try Self.json("\(folder)/\(file.name)"), file.name)
  }

  private func expectAgreement(
    _ computed: JSONValue, _ recorded: JSONValue, _ path: String
  ) throws {
    if let members = recorded.members {
      for member in members {
        let own = try #require(computed[member.name], "\(path) \(member.name)")
        try expectAgreement(own, member.value, "\(path) \(member.name)")
      }
      return
    }
    let ours = (computed.elements ?? [computed]).compactMap(\.realNumber)
    let theirs = (recorded.elements ?? [recorded]).compactMap(\.realNumber)
    #expect(ours.count == theirs.count, "\(path)")
    for (index, (a, r)) in zip(ours, theirs).enumerated() {
      #expect(abs(a - r) <= limit(for: path, near: r), "\(path)[\(index)]: \(a), Keras \(r)")
    }
  }

  /// The difference allowed: relative for losses, absolute for metrics.
  private func limit(for path: String, near value: Double) -> Double {
    guard path.hasSuffix("loss") else { return tolerance["metric_atol"]!.realNumber! }
    let isStep = path == "losses.json loss"
    let relative = tolerance[isStep ? "loss_rtol" : "history_rtol"]!.realNumber!
    return relative * max(abs(value), tolerance["loss_floor"]!.realNumber!)
  }

  private static func json(_ path: String) throws -> JSONValue {
    try JSONParser.parse(try Data(contentsOf: URL(filePath: path)))
  }
}
