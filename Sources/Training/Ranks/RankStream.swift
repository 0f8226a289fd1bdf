/// Bytes that go from one rank to another, piece by piece in ascending order, while both do other work. The
/// thread that talks to the group calls it.
public protocol RankStream: AnyObject {
  /// Begins anew: nothing has been sent or has come.
  func begin()

  /// Lets the pieces before `end` go, which are not written any more until `finish` returns. Does not wait.
  ///
  /// - Parameter end: bytes from the beginning of the memory; at least as many as before.
  func send(upTo end: Int)

  /// The byte before which all pieces have come. Does not wait.
  func received() -> Int

  /// Waits until all pieces have come, or may be written again.
  func finish()
}

/// Which way bytes go.
public enum StreamDirection: Sendable {
  /// To the other rank.
  case to
  /// From the other rank.
  case from
}

/// What a stream carries: some memory in pieces, or every so-many-th piece of it.
public struct StreamedMemory: BitwiseCopyable {
  /// Where the memory begins.
  public let base: UnsafeMutableRawPointer
  /// For each piece of the memory the byte behind it.
  private let ends: UnsafePointer<Int>
  private let pieces: Int
  /// The first piece that is carried, and pieces from one to the next.
  private let first: Int
  private let stride: Int

  /// - Parameter ends: for each piece the byte behind it; they ascend, and outlive the stream.
  init(_ base: UnsafeMutableRawPointer, ends: UnsafePointer<Int>, pieces: Int) {
    self.init(base, ends, pieces, first: 0, stride: 1)
  }

  private init(
    _ base: UnsafeMutableRawPointer, _ ends: UnsafePointer<Int>, _ pieces: Int, first: Int,
    stride: Int
  ) {
    self.base = base
    self.ends = ends
    self.pieces = pieces
    (self.first, self.stride) = (first, stride)
  }

  /// Every so-many-th piece of all.
  ///
  /// - Parameters:
  ///   - part: which pieces: those of a number that has this rest
  ///   - parts: where it is divided by this.
  func part(_ part: Int, of parts: Int) -> StreamedMemory {
    StreamedMemory(base, ends, pieces, first: part, stride: parts)
  }

  /// All bytes of the memory.
  public var bytes: Int { pieces == 0 ? 0 : ends[pieces - 1] }

  /// How many pieces are carried.
  public var count: Int { pieces <= first ? 0 : (pieces - first - 1) / stride + 1 }

  /// The bytes of one of them, from 0 on; behind the last one none, at the end of the memory.
  public func piece(_ number: Int) -> Range<Int> {
    let piece = first + number * stride
    guard piece < pieces else { return bytes..<bytes }
    return (piece == 0 ? 0 : ends[piece - 1])..<ends[piece]
  }
}
