import Glibc
import Kernels
import Records
import Synchronization

/// Three arrays that no cache holds, for triads that any worker may claim a piece of.
///
/// A call goes on where the one before ended, so that no piece comes round again while a cache
/// still has it: the arrays together are four times the last-level caches, and are walked in order.
final class MemoryStream: Sendable {
  /// Floats of one piece in each array: some 10 µs of one core, and whole pages.
  static let floatsPerPiece = 16_384
  /// Bytes of one piece, as they count.
  static let bytesPerPiece = floatsPerPiece * StreamTriad.bytesPerElement

  // Safe: the memory lives as long as the stream, and pieces under way at a time are disjoint:
  // there are far more of them than workers.
  nonisolated(unsafe) private let memory: UnsafeMutablePointer<Float>
  private let pieceCount: Int
  private let nextPiece = Atomic<Int>(0)

  /// Allocates arrays for a machine with that much of last-level cache, all of them together.
  ///
  /// They take four times as much, but no less than 64 MiB and no more than 1 GiB; `nil` where that is
  /// more than a quarter of the memory, or cannot be had.
  ///
  /// - Parameter memoryBytes: what this process may use.
  init?(cacheBytes: Int, memoryBytes: Int) {
    let bytes = min(max(4 * min(cacheBytes, 1 << 30), 64 << 20), 1 << 30)
    pieceCount = bytes / Self.bytesPerPiece
    let size = pieceCount * Self.bytesPerPiece
    var start: UnsafeMutableRawPointer?
    guard size <= memoryBytes / 4, posix_memalign(&start, 2 << 20, size) == 0, let raw = start
    else {
      return nil
    }
    // As the trainer's arena does: without it, translations would be measured too.
    madvise(raw, size, MADV_HUGEPAGE)
    memory = raw.bindMemory(to: Float.self, capacity: size / MemoryLayout<Float>.stride)
  }

  deinit {
    free(memory)
  }

  /// Fills every `stride`-th piece from `first`: whoever writes a page first has it on its node.
  func fill(from first: Int, stride step: Int) {
    for piece in stride(from: first, to: pieceCount, by: step) {
      let (a, b, c) = arrays(of: piece)
      a.initialize(repeating: 0, count: Self.floatsPerPiece)
      b.initialize(repeating: 1, count: Self.floatsPerPiece)
      c.initialize(repeating: 2, count: Self.floatsPerPiece)
    }
  }

  /// Computes the triad of the next piece.
  func runPiece() {
    let piece = nextPiece.add(1, ordering: .relaxed).oldValue % pieceCount
    let (a, b, c) = arrays(of: piece)
    StreamTriad.run(a: a, b: b, c: c, s: 3, count: Self.floatsPerPiece)
  }

  private typealias Array = UnsafeMutablePointer<Float>

  private func arrays(of piece: Int) -> (Array, Array, Array) {
    let array = pieceCount * Self.floatsPerPiece, first = memory + piece * Self.floatsPerPiece
    return (first, first + array, first + 2 * array)
  }

  /// Bytes of all last-level caches together; 32 MiB where the kernel lists none.
  static func lastLevelCacheBytes(_ caches: [Fingerprint.Cache], cpus: Int) -> Int {
    guard let last = caches.max(by: { $0.bytes < $1.bytes }) else { return 32 << 20 }
    let sharing = max(1, last.sharedBy.value?.count ?? cpus)
    return last.bytes * max(1, (cpus + sharing - 1) / sharing)
  }
}
