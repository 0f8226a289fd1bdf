import Foundation
import KerasFormat
import Networks
import TestSupport
import Testing

@testable import ModelFiles

/// Files that say what cannot be: each is refused before memory or the stack runs out.
@Suite(
  .enabled(
    if: SavedModel.canReadContainers,
    "libhdf5 and libzip read these files; install libhdf5-dev and libzip-dev"))
struct HostileFileTests: ReadsFixtures {
  /// Links in circles, to nothing and to other files; a data set of 8 TiB without numbers.
  @Test func hostileHDF5IsRefused() throws {
    let saved = try saved("hostile.h5")
    let network = try ModelReader(json: saved.json).network.resolved()
    #expect(throws: ModelError.self) { try saved.checkedWeights(of: network) }
    let one = try NetworkDescription(
      sequential: "one", input: [4], layers: [LayerDescription("a", Dense(units: 3))]
    ).resolved()
    let error = #expect(throws: ModelError.self) {
      try WeightFile.tensors(path: path("hostile.h5"), for: one)
    }
    #expect(error?.description.contains("has the shape [2199023255552]") == true)
  }

  /// libhdf5 calls itself for each group within a group.
  @Test func groupsWithoutEndAreRefused() throws {
    let deep = FileManager.default.temporaryDirectory.appending(path: "deep-\(UUID()).h5").path
    defer { try? FileManager.default.removeItem(atPath: deep) }
    let path = String(repeating: "g/", count: 300) + "kernel"
    try HDF5Output(path: deep).write(Tensor(zeros: [2]), at: path)
    let error = #expect(throws: ModelError.self) { try HDF5File(path: deep).dataSets() }
    #expect(error?.description.contains("deeper than any model has") == true)
  }

  /// The network's sizes are a file's word, too: no memory is taken for numbers that cannot be there.
  @Test func sizesThatTheFileCannotHoldAreRefused() throws {
    let vast = try NetworkDescription(
      sequential: "vast", input: [1_000_000],
      layers: [LayerDescription("a", Dense(units: 1_000_000))]
    ).resolved()
    let error = #expect(throws: ModelError.self) {
      try WeightFile.tensors(path: path("small.h5"), for: vast)
    }
    #expect(error?.description.contains("too few for the network's 1,000,001,000,000") == true)
  }

  /// A few hundred bytes that unpack to hundreds of megabytes.
  @Test(arguments: ["bomb.keras", "weights-bomb.keras"])
  func bombsAreRefused(name: String) {
    let error = #expect(throws: ModelError.self) { try saved(name) }
    #expect(error?.description.contains("unpacks to more than") == true)
  }
}
