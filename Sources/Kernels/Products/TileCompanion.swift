/// Work that a register tile does between its own multiply-adds, a vector at a time.
///
/// A tile keeps the FMA units busy, and nothing else: what needs other units, such as the divider's
/// and those of loads and stores, costs little time beside it.
protocol TileCompanion {
  /// Pairs of vectors that the next tile may ask for.
  var pairs: Int { get }
  /// Does the work of one vector.
  mutating func advance()
  /// Called behind every tile.
  mutating func endTile()
}

/// Nothing to do beside a tile: compiles to the bare tile.
struct NoCompanion: TileCompanion {
  @inline(__always) var pairs: Int { 0 }
  @inline(__always) mutating func advance() {}
  @inline(__always) mutating func endTile() {}
}
