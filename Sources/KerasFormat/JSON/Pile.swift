/// Values one upon the other, from whose top lists are taken that are as large as they have to be: one that grew by
/// itself would be copied on the way, and keep room that nobody needs.
///
/// Its memory is its own and never leaves it: just the first `count` places hold values, which are moved in and out, so
/// that each is initialized and given back once. One parser has it, and no other thread.
final class Pile<Value> {
  private var memory = UnsafeMutablePointer<Value>.allocate(capacity: 64)
  private var capacity = 64
  /// How many values there are.
  private(set) var count = 0

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  /// Puts a value on top.
  func append(_ value: Value) {
    if count == capacity { grow() }
    (memory + count).initialize(to: value)
    count += 1
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Value>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: memory, count: count)
    memory.deallocate()
    memory = larger
    capacity *= 2
  }

  /// Takes all values from one on away.
  ///
  /// - Precondition: there are at least `first`.
  func takeAll(from first: Int) -> [Value] {
    precondition((0...count).contains(first), "\(first) of \(count) values")
    let taken = count - first
    count = first
    return Array(unsafeUninitializedCapacity: taken) { buffer, initializedCount in
      buffer.baseAddress?.moveInitialize(from: memory + first, count: taken)
      initializedCount = taken
    }
  }
}
