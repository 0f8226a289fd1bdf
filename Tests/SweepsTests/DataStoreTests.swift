import Datasets
import Foundation
import Networks
import TestSupport
import Testing

@testable import Sweeps

@Suite struct DataStoreTests {
  private func dataset(_ count: Int) -> Dataset {
    let elements = (0..<count).map { Float($0) / 3 }
    return Dataset(
      inputs: Tensor(dimensions: [count, 1], elements: elements),
      targets: Tensor(dimensions: [count, 1], elements: elements.reversed()))
  }

  @Test func dataAreMadeOnceAndComeBackBitForBit() throws {
    try withTemporaryFolder { folder in
      let store = DataStore(folder: folder)
      var made = 0
      for _ in 0..<2 {
        let data = store.data("a", sampleCount: 5) {
          made += 1
          return dataset(5)
        }
        #expect(data == dataset(5))
      }
      #expect(made == 1)
      #expect(store.data("a", sampleCount: 6) { dataset(6) } == dataset(6))
    }
  }

  @Test func aDamagedFileIsMadeAnew() throws {
    try withTemporaryFolder { folder in
      try Data("torn".utf8).write(to: URL(filePath: "\(folder)/a.safetensors"))
      let store = DataStore(folder: folder)
      #expect(store.data("a", sampleCount: 5) { dataset(5) } == dataset(5))
      #expect(store.data("a", sampleCount: 5) { dataset(7) } == dataset(5))
    }
  }

  @Test func withoutAFolderOrRoomEverybodyMakesTheirOwn() throws {
    try withTemporaryFolder { parent in
      for folder in [nil, "\(parent)/none"] {
        let store = DataStore(folder: folder)
        #expect(store.data("a", sampleCount: 5) { dataset(5) } == dataset(5))
        #expect(store.data("a", sampleCount: 5) { dataset(7) } == dataset(7))
      }
    }
  }
}
