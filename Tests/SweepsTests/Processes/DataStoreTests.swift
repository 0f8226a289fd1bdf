import Datasets
import Foundation
import Networks
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
    let file = try AnonymousFile()
    var made = 0
    for _ in 0..<2 {
      // Another process has the same file open, and nothing else.
      let store = DataStore(descriptor: file.descriptor)
      for count in [5, 9] {
        let data = store.data("a-\(count)") {
          made += 1
          return dataset(count)
        }
        #expect(data == dataset(count))
      }
    }
    #expect(made == 2)
  }

  @Test func everyInputAndTargetComesBack() throws {
    let file = try AnonymousFile()
    let (five, nine) = (dataset(5), dataset(9).wholeBatches(of: 5))
    let several = Dataset(
      inputs: [five.inputs, nine.inputs], targets: [nine.targets, five.targets, five.inputs])
    for _ in 0..<2 {
      let kept = DataStore(descriptor: file.descriptor).data("a") { several }
      #expect(kept == several)
    }
    #expect(
      several.tensors.map(\.name)
        == ["inputs", "inputs/1", "targets", "targets/1", "targets/2"])
  }

  /// Longer data of the same network are other data.
  @Test func whatIsKeptUnderOneKeyAnswersNoOther() throws {
    let file = try AnonymousFile()
    let store = DataStore(descriptor: file.descriptor)
    #expect(store.data("a-6") { dataset(6) } == dataset(6))
    #expect(store.data("a-5") { dataset(5) } == dataset(5))
    #expect(store.data("a-6") { dataset(7) } == dataset(6))
  }

  /// Its writer was killed at some byte: what stands before it is whole, and what is written next
  /// does not run into the rest.
  @Test func whateverWasCutOffIsMadeAnew() throws {
    let whole = try size(afterKeeping: ["a", "b"])
    let first = try size(afterKeeping: ["a"])
    for end in [0, 1, first - 1, first, first + 5, first + 17, whole - 1] {
      let file = try AnonymousFile()
      let store = DataStore(descriptor: file.descriptor)
      _ = store.data("a") { dataset(5) }
      _ = store.data("b") { dataset(9) }
      ftruncate(file.descriptor, off_t(end))
      #expect(store.data("a") { dataset(6) } == dataset(end < first ? 6 : 5))
      #expect(store.data("c") { dataset(3) } == dataset(3))
      #expect(store.data("c") { dataset(4) } == dataset(3))
      #expect(store.data("b") { dataset(10) } == dataset(10))
    }
  }

  private func size(afterKeeping keys: [String]) throws -> Int {
    let file = try AnonymousFile()
    for (key, count) in zip(keys, [5, 9]) {
      _ = DataStore(descriptor: file.descriptor).data(key) { dataset(count) }
    }
    return Int(lseek(file.descriptor, 0, SEEK_END))
  }

  @Test func whatIsNoStoreHoldsNothing() throws {
    for bytes in [[UInt8](repeating: 0xFF, count: 40), [UInt8](repeating: 0, count: 64)] {
      let file = try AnonymousFile()
      #expect(bytes.withUnsafeBytes { pwrite(file.descriptor, $0.baseAddress, $0.count, 0) } > 0)
      let store = DataStore(descriptor: file.descriptor)
      #expect(store.data("a") { dataset(5) } == dataset(5))
      #expect(store.data("a") { dataset(7) } == dataset(5))
    }
  }

  /// /dev/full takes no byte and gives zeros.
  @Test func withoutAFileOrRoomEverybodyMakesTheirOwn() throws {
    let full = open("/dev/full", O_RDWR | O_CLOEXEC)
    defer { close(full) }
    for descriptor in [nil, -1, full] {
      let store = DataStore(descriptor: descriptor)
      #expect(store.data("a") { dataset(5) } == dataset(5))
      #expect(store.data("a") { dataset(7) } == dataset(7))
    }
  }
}
