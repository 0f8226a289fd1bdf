extension SplitMix64 {
  /// Brings elements into a random order, every order being as likely as any other.
  ///
  /// From the last place to the second, each element changes places with one that is drawn from those up to
  /// it. The draws are those of `nextIndex`, made for eight places at once.
  ///
  /// - Precondition: fewer than 2³¹ elements.
  /// - Cost: some 8 instructions an element where vectors have 512 bits, against 20 for draws one by one.
  /// - Source: “Algorithm 235: Random Permutation”, Communications of the ACM 7(7), 1964.
  public mutating func shuffle(_ elements: UnsafeMutableBufferPointer<Int32>) {
    settle(0..<elements.count, of: elements)
  }

  /// A part of `shuffle`: settles who stands in some places, where those behind them are settled. Parts one after
  /// the other, from the last to the first, give what the whole gives.
  public mutating func settle(
    _ places: Range<Int>, of elements: UnsafeMutableBufferPointer<Int32>
  ) {
    precondition(elements.count <= Int(Int32.max), "\(elements.count) elements to shuffle")
    // Whoever stands in the first place is left over.
    let least = max(places.lowerBound, 1)
    guard places.upperBound > least, let base = elements.baseAddress else { return }
    self = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * Lanes.scalarCount) {
      lines in
      // Within one cache line: what is stored as a vector across two is slow to be loaded in parts.
      let products = UnsafeMutableRawPointer(lines.baseAddress!).alignedUp(toMultipleOf: 64)
        .assumingMemoryBound(to: UInt64.self)
      // Of the closure's own, so that they stay in registers.
      var random = self
      var place = places.upperBound - 1
      let leastOfEight = max(Self.fewPlaces, least + Lanes.scalarCount)
      while place >= leastOfEight {
        random.draw(below: place + 1, into: products)
        var drawn = 0
        while drawn < Lanes.scalarCount, UInt32(truncatingIfNeeded: products[drawn]) != 0 {
          exchange(base + (place &- drawn), base + Int(truncatingIfNeeded: products[drawn] >> 32))
          drawn &+= 1
        }
        random.skip(drawn)
        place &-= drawn
        guard drawn < Lanes.scalarCount else { continue }
        exchange(base + place, base + random.nextIndex(below: place + 1))
        place &-= 1
      }
      while place >= least {
        exchange(base + place, base + random.nextIndex(below: place + 1))
        place &-= 1
      }
      return random
    }
  }

  /// Places up to which draws are made one by one: among so few, an element most often waits for one that has
  /// just been moved, and draws take no time beside that.
  private static var fewPlaces: Int { 256 }

  private typealias Lanes = SIMD8<UInt64>

  /// The upper 64 bits of the 96 that the next numbers have times bounds that fall by one, from `bound` on.
  ///
  /// Their upper halves are the indices that `nextIndex` gives, unless it has to draw again; that takes a lower
  /// half of 0, which one draw in four billions has.
  @inline(__always)
  private func draw(below bound: Int, into products: UnsafeMutablePointer<UInt64>) {
    let ordinals = Lanes(0, 1, 2, 3, 4, 5, 6, 7), word = Lanes(repeating: 0xFFFF_FFFF)
    // A state is the one before plus a constant, so that they can be mixed side by side.
    let bits = Self.mixed(
      Lanes(repeating: state) &+ (ordinals &+ Lanes(repeating: 1)) &* Lanes(repeating: Self.step))
    // Of 32 bits, as the compiler has to see: a product of such is one instruction on every target.
    let bounds = (Lanes(repeating: UInt64(bound)) &- ordinals) & word
    let lower = (bits & word) &* bounds
    let result = (bits &>> Lanes(repeating: 32)) &* bounds &+ (lower &>> Lanes(repeating: 32))
    UnsafeMutableRawPointer(products).storeBytes(of: result, as: Lanes.self)
  }

  @inline(__always)
  private static func mixed(_ states: Lanes) -> Lanes {
    var bits = states
    bits = (bits ^ (bits &>> Lanes(repeating: 30))) &* Lanes(repeating: 0xBF58_476D_1CE4_E5B9)
    bits = (bits ^ (bits &>> Lanes(repeating: 27))) &* Lanes(repeating: 0x94D0_49BB_1331_11EB)
    return bits ^ (bits &>> Lanes(repeating: 31))
  }
}

@inline(__always)
private func exchange(_ one: UnsafeMutablePointer<Int32>, _ other: UnsafeMutablePointer<Int32>) {
  (one.pointee, other.pointee) = (other.pointee, one.pointee)
}
