/// Objects to walk over without counting references: workers that counted them would write the same
/// cache lines all the time. `Tables` keep them alive.
struct References<Element: AnyObject>: BitwiseCopyable {
  fileprivate let base: UnsafeMutablePointer<Unmanaged<Element>>
  let count: Int

  @inline(__always)
  func forEach(_ body: (Element) -> Void) {
    for index in 0..<count { base[index]._withUnsafeGuaranteedRef(body) }
  }

  @inline(__always)
  func forEachReversed(_ body: (Element) -> Void) {
    for index in (0..<count).reversed() { base[index]._withUnsafeGuaranteedRef(body) }
  }

  @inline(__always)
  func with<Result>(_ index: Int, _ body: (Element) -> Result) -> Result {
    base[index]._withUnsafeGuaranteedRef(body)
  }
}

extension Tables {
  /// Keeps objects as long as the tables live.
  func keep<Element: AnyObject>(_ objects: [Element]) -> References<Element> {
    keepAlive(objects)
    return References(
      base: make(objects.map(Unmanaged.passUnretained)), count: objects.count)
  }
}
