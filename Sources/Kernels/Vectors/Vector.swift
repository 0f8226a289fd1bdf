import CVector

/// The widest vector of floats that the build's target CPU has.
typealias Vector = gm_vector

/// Floats in one vector: 16 with AVX-512, 8 with AVX, 4 with SSE2 or NEON.
///
/// A panel is one vector wide, so this is also the width of every panel.
public let lanes = Int(GM_LANES)

/// Rows of one register tile.
package let tileRows = Int(GM_TILE_ROWS)

/// Rows up to which a tile is flat: three panels wide in place of two, so that enough sums are under
/// way to hide the latency of a multiply-add.
package let flatTileRows = Int(GM_FLAT_TILE_ROWS)

extension Vector {
  @inline(__always)
  init(loading source: UnsafePointer<Float>) {
    self = UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(destination).storeBytes(of: self, as: Vector.self)
  }

  /// Stores the vector, or adds it to what is there: for kernels that come in both forms.
  @inline(__always)
  func write(to destination: UnsafeMutablePointer<Float>, adds: Bool) {
    (adds ? Vector(loading: destination) + self : self).store(to: destination)
  }

  /// The sum of all lanes, in an order that is fixed and so part of the result.
  @inline(__always)
  var laneSum: Float { gm_sum(self) }

  /// 1 in the first `count` lanes, 0 in the others.
  @inline(__always)
  static func mask(first count: Int) -> Vector { gm_mask(Int32(truncatingIfNeeded: count)) }
}

/// Calls `body` with where each vector of `count` floats begins. `stride` asks at every step whether the next
/// one is a number still, a fourth of a short loop's instructions.
@inline(__always)
func forEachVector(of count: Int, _ body: (Int) -> Void) {
  var i = 0
  while i < count {
    body(i)
    i &+= lanes
  }
}

/// Stops the program over a programmer's mistake, in every build mode.
///
/// The kernels are built without the checks that `precondition` would leave, so their public
/// entries use this one.
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  guard condition else { fatalError(message()) }
}
