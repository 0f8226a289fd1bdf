import Glibc
import Kernels
import Networks

/// All memory of a trainer: zeroed floats, handed out part by part.
///
/// Address space is mapped in large blocks, and the kernel gives a page when it is first touched. So
/// laying out a network takes no memory, one that is too large for the machine is refused before it
/// takes any, and every page lies on the memory node of the worker that touches it first.
final class Arena {
  /// Every part begins at a multiple of this: two cache lines, since CPUs fetch them in pairs.
  private static let alignment = 128 / MemoryLayout<Float>.stride
  /// A huge page, where the kernel grants one: panels are streamed, and small pages would cost a
  /// translation every few rows.
  private static let pageBytes = 2 << 20
  private static let blockBytes = 32 << 20

  private let limit: Int
  private let purpose: String
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var next: UnsafeMutablePointer<Float>?
  private var floatsLeft = 0
  private(set) var bytesTaken = 0

  /// An arena that hands out nothing yet.
  ///
  /// - Parameters:
  ///   - limit: bytes that all parts may take together.
  ///   - purpose: what takes the memory, as the subject of a sentence.
  init(limit: Int, purpose: String) {
    self.limit = limit
    self.purpose = purpose
  }

  deinit {
    for block in blocks { munmap(block.baseAddress, block.count) }
  }

  /// Hands out the next `count` floats, all zero.
  ///
  /// - Throws: a `ModelError` where they go beyond the limit or the kernel has none.
  func take(_ count: Int) throws(ModelError) -> UnsafeMutablePointer<Float> {
    guard count >= 0, count < Int.max / 8 else {
      throw ModelError("its buffers are too large to address; use smaller layers or batches")
    }
    let floats = (count + Self.alignment - 1) / Self.alignment * Self.alignment
    let (bytes, overflow) = bytesTaken.addingReportingOverflow(floats * MemoryLayout<Float>.stride)
    guard !overflow, bytes <= limit else {
      throw ModelError(
        "\(purpose) takes more than the \(limit >> 20) MiB that are there; "
          + "use smaller batches or a smaller network")
    }
    if floats > floatsLeft || next == nil { try map(floats) }
    let part = next!
    next = part + floats
    floatsLeft -= floats
    bytesTaken = bytes
    return part
  }

  private func map(_ floats: Int) throws(ModelError) {
    let bytes = max(floats * MemoryLayout<Float>.stride, Self.blockBytes)
    let mapped = (bytes + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes + Self.pageBytes
    let memory = mmap(
      nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      throw ModelError(
        "\(purpose) takes \(mapped >> 20) MiB more than the system grants this process; use "
          + "smaller batches or a smaller network, or raise the limit (ulimit -v)")
    }
    blocks.append(UnsafeMutableRawBufferPointer(start: memory, count: mapped))
    let first = UInt(bitPattern: memory), page = UInt(Self.pageBytes)
    let offset = Int((page - first % page) % page)
    next = (memory + offset).bindMemory(to: Float.self, capacity: bytes / 4)
    floatsLeft = bytes / MemoryLayout<Float>.stride
  }

  /// Asks for huge pages, once all parts have been handed out and before they are touched. Small
  /// networks keep their small pages: a huge one would cost more to clear than it saves.
  func choosePages() {
    let advice = bytesTaken >= Self.pageBytes ? MADV_HUGEPAGE : MADV_NOHUGEPAGE
    for block in blocks { madvise(block.baseAddress, block.count, Int32(advice)) }
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
