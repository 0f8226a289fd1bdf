import CVector

/// What a register tile is made of: whole vectors, or halves of them for a last panel that is padding
/// for the most part.
protocol TileVector {
  init(repeating number: Float)
  init(loading source: UnsafePointer<Float>)
  /// Stores a whole vector, zeros in lanes that this one does not have.
  func store(to destination: UnsafeMutablePointer<Float>)
  /// a·b + c, lane by lane.
  static func multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self
}

/// Whether half a vector takes half the time of a whole one, as where a core makes two operations of
/// an AVX-512 instruction; elsewhere it takes as long.
let hasHalfTiles = GM_HALF_TILES != 0

extension Vector: TileVector {
  @inline(__always)
  static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { gm_fma(a, b, c) }
}

/// Half as many floats as a vector has.
typealias HalfVector = gm_half

extension HalfVector: TileVector {
  @inline(__always)
  init(loading source: UnsafePointer<Float>) { self = gm_load_half(source) }

  @inline(__always)
  func store(to destination: UnsafeMutablePointer<Float>) { gm_store_half(self, destination) }

  @inline(__always)
  static func multiplyAdd(_ a: HalfVector, _ b: HalfVector, _ c: HalfVector) -> HalfVector {
    gm_fma_half(a, b, c)
  }
}
