import Glibc
import Kernels
import Networks

/// All memory of a trainer: one zeroed, page-aligned allocation, cut into matrices.
///
/// A plan is laid out twice. The first time the arena only measures, handing out addresses that
/// nobody may touch, so that a network too large for the machine is refused before anything is
/// allocated; the second time the same calls get memory.
final class Arena {
  /// Every part begins at a multiple of this: two cache lines, since CPUs fetch them in pairs.
  private static let alignment = 128 / MemoryLayout<Float>.stride
  /// A huge page, where the kernel grants one: panels are streamed, and small pages would cost a
  /// translation every few rows.
  private static let pageBytes = 2 << 20

  /// Where the first part begins.
  let base: UnsafeMutablePointer<Float>
  private let isMeasuring: Bool
  private(set) var floatsTaken = 0

  /// An arena that hands out no memory, to learn how much a plan takes.
  init() {
    base = UnsafeMutablePointer(bitPattern: Self.pageBytes)!
    isMeasuring = true
  }

  /// An arena of `capacity` floats.
  init(capacity: Int) {
    let bytes = max(capacity * MemoryLayout<Float>.stride, 1)
    // Small networks keep their small pages: a huge one would cost more to clear than it saves.
    let alignment = bytes < Self.pageBytes ? 4_096 : Self.pageBytes
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    if bytes >= Self.pageBytes { madvise(memory, bytes, MADV_HUGEPAGE) }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = memory.assumingMemoryBound(to: Float.self)
    isMeasuring = false
  }

  deinit {
    if !isMeasuring { base.deallocate() }
  }

  /// Hands out the next `count` floats, all zero.
  ///
  /// - Throws: a `ModelError` where the sum no longer fits in an `Int`.
  func take(_ count: Int) throws(ModelError) -> UnsafeMutablePointer<Float> {
    let part = base + floatsTaken
    let (end, overflow) = floatsTaken.addingReportingOverflow(count)
    guard !overflow, end < Int.max / 8 else {
      throw ModelError("its buffers are too large to address; use smaller layers or batches")
    }
    floatsTaken = (end + Self.alignment - 1) / Self.alignment * Self.alignment
    return part
  }

  /// Hands out a matrix of zeros with room for at least `rows` rows.
  ///
  /// A product reads a few neighbouring rows of all panels, so panels lie apart by 3 cache lines
  /// beyond a multiple of 8: at multiples of a power of two, those rows would fall into the same few
  /// sets of the first-level cache and push each other out.
  func takeMatrix(rows: Int, columns: Int) throws(ModelError) -> PanelMatrix {
    guard PanelMatrix.floatCount(rows: rows, columns: columns) != nil,
      case let rows = Self.spread(rows),
      let count = PanelMatrix.floatCount(rows: rows, columns: columns)
    else {
      throw ModelError(
        "a matrix of \(rows) rows and \(columns) columns is too large to address; "
          + "use smaller layers or batches")
    }
    return PanelMatrix(base: try take(count), rows: rows, columns: columns)
  }
  /// At least `rows`, such that the panels of a matrix spread over the sets of a cache.
  private static func spread(_ rows: Int) -> Int {
    let rowsPerLine = max(1, 64 / (lanes * MemoryLayout<Float>.stride))
    let lines = rows / rowsPerLine + 1
    // Panels of a few lines fit into a cache anyhow.
    return lines < 16 ? rows | 1 : (lines + (11 - lines % 8) % 8) * rowsPerLine
  }
}
