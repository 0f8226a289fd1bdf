import Foundation
import KerasFormat
import Networks
import Testing

@testable import ModelFiles

/// Files that Keras 3.15.1 saved: Dense 3, BatchNormalization, Dropout, Dense 2 on four numbers.
@Suite struct SavedModelTests {
  private func path(_ name: String) -> String {
    Bundle.module.resourceURL!.appending(path: "Fixtures/\(name)").path
  }

  private func saved(_ name: String) throws -> SavedModel {
    try SavedModel(path: path(name), start: try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  @Test(arguments: ["small.keras", "small.h5"])
  func modelsAreReadWithTheirWeights(name: String) throws {
    let saved = try saved(name)
    let reader = try ModelReader(json: saved.json)
    let network = try reader.network.resolved()
    #expect(network.parameterCount == 35 && network.trainableCount == 29)
    #expect(network.layers.map(\.name).suffix(4) == ["a", "bn", "drop", "b"])
    #expect(try saved.checkedWeights(of: network) == "the file has 35 numbers, as counted")
    #expect(try reader.optimizer() != nil)
    #expect(try reader.loss() == .meanSquaredError)
  }

  @Test func weightsOfAnotherModelAreNamed() throws {
    let saved = try saved("small.keras")
    let other = NetworkDescription(
      sequential: "other", input: [4], layers: [LayerDescription("a", Dense(units: 5))])
    let error = #expect(throws: ModelError.self) {
      try saved.checkedWeights(of: try other.resolved())
    }
    #expect(error?.description.contains("shape") == true)
  }

  @Test func weightsAloneAskForTheModel() {
    let error = #expect(throws: ModelError.self) { try saved("small.weights.h5") }
    #expect(error?.description.contains("weights without an architecture") == true)
  }

  @Test(arguments: ["small.keras", "small.h5"], [20, 900, 4_000, 20_000])
  func filesThatAreCutOffAreRefused(name: String, length: Int) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path(name)))
    let cut = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID()).bin")
    try whole.prefix(length).write(to: cut)
    defer { try? FileManager.default.removeItem(at: cut) }
    #expect(throws: ModelError.self) {
      try SavedModel(path: cut.path, start: whole.prefix(length))
    }
  }

  @Test func librariesThatAreMissingAreNamed() {
    let error = #expect(throws: ModelError.self) {
      try SharedLibrary(named: "libnothing", files: ["libnothing.so.9"], package: "libnothing9")
    }
    #expect(error?.description.contains("install Debian's libnothing9") == true)
  }
}
