/// Arrays and objects that live as long as a plan and hold no floats: runs, offsets, operations.
final class Tables {
  private var releases: [() -> Void] = []
  private var objects: [AnyObject] = []

  /// Allocates an array of plain values; it is freed with the tables.
  func make<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    pointer.initialize(from: elements, count: elements.count)
    releases.append { pointer.deallocate() }
    return pointer
  }

  /// Allocates room for a plain value that is written before it is read.
  func makeRoom<Value: BitwiseCopyable>(for _: Value.Type) -> UnsafeMutablePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    releases.append { pointer.deallocate() }
    return pointer
  }

  func keepAlive(_ objects: [AnyObject]) {
    self.objects += objects
  }

  deinit {
    for release in releases { release() }
  }
}
