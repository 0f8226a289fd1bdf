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
  /// All of its bytes.
  public let bytes: Int
  /// Bytes of a piece; the last one may have fewer.
  private let pieceBytes: Int
  /// The first piece that is carried, and pieces from one to the next.
  private let first: Int
  private let stride: Int

  /// - Parameters:
  ///   - part: which pieces: those of a number that has this rest
  ///   - parts: where it is divided by this.
  init(
    _ base: UnsafeMutableRawPointer, bytes: Int, pieceBytes: Int, part: Int = 0, of parts: Int = 1
  ) {
    self.base = base
    self.bytes = bytes
    self.pieceBytes = pieceBytes
    (first, stride) = (part, parts)
  }

  /// How many pieces are carried.
  public var count: Int {
    let pieces = (bytes + pieceBytes - 1) / pieceBytes
    return pieces <= first ? 0 : (pieces - first - 1) / stride + 1
  }

  /// The bytes of one of them, from 0 on; behind the last one none, at the end of the memory.
  public func piece(_ number: Int) -> Range<Int> {
    let begin = min((first + number * stride) * pieceBytes, bytes)
    return begin..<min(begin + pieceBytes, bytes)
  }
}
