/// Page-aligned floats between 0 and 1, freed with their owner.
final class Floats {
  /// The first.
  let base: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 4_096)
    base = memory.bindMemory(to: Float.self, capacity: count)
    for index in 0..<count { base[index] = Float(index % 61) / 61 }
  }

  deinit {
    base.deallocate()
  }
}
