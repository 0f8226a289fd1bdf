import Foundation
import KerasFormat
import Networks
import TestSupport
import Testing

@testable import ModelFiles

/// Weights that Keras 3.15.1 spread over files of 56 bytes at most: a kernel in one, its bias in the next.
@Suite(.enabled(if: SavedModel.canReadContainers, "libhdf5 reads these files; install libhdf5-dev"))
struct ShardListTests {
  private static let folder = Bundle.module.resourceURL!.appending(path: "Fixtures")
  private static let list = folder.appending(path: "sharded/small.weights.json").path

  private func network() throws -> ResolvedNetwork {
    let path = Self.folder.appending(path: "small.keras").path
    let saved = try SavedModel(path: path, start: Array("PK".utf8))
    return try ModelReader(json: saved.json).network.resolved()
  }

  @Test func weightsAreThoseOfOneFile() throws {
    let network = try network()
    let (sharded, whole) = (
      try WeightFile.tensors(path: Self.list, for: network),
      try WeightFile.tensors(
        path: Self.folder.appending(path: "small.weights.h5").path, for: network)
    )
    #expect(sharded.map(\.name) == whole.map(\.name))
    #expect(sharded.map(\.tensor) == whole.map(\.tensor))
  }

  @Test func theListAloneAsksForTheModel() throws {
    let error = #expect(throws: ModelError.self) {
      try ModelReader(json: try Data(contentsOf: URL(fileURLWithPath: Self.list)))
    }
    #expect(
      error?.description.contains("give the model's JSON, and this file by --weights") == true)
  }

  @Test func otherJSONIsNoList() throws {
    try withTemporaryFolder { folder in
      for text in ["{}", "{", #"{"weight_map": []}"#] {
        let path = "\(folder)/other.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try ShardList(path: path) == nil)
      }
    }
  }

  @Test(arguments: [
    (#"{"a": "../small_00000.weights.h5"}"#, "none beside the list"),
    (#"{"a": ["/etc/passwd"]}"#, "none beside the list"),
    (#"{"a": "missing.weights.h5"}"#, "there is no file 'missing.weights.h5' beside the list"),
    (#"{"a": "text.h5"}"#, "'text.h5' that it lists is no HDF5 file"),
    (#"{"a": 3}"#, "does not say in which files"), ("{}", "does not say in which files"),
  ])
  func listsThatLeadNowhereAreRefused(map: String, words: String) throws {
    let network = try network()
    try withTemporaryFolder { folder in
      try Data("no HDF5".utf8).write(to: URL(fileURLWithPath: "\(folder)/text.h5"))
      let path = "\(folder)/net.weights.json"
      try Data("{\"weight_map\": \(map)}".utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ModelError.self) {
        try WeightFile.tensors(path: path, for: network)
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}
