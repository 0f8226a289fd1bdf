import CPlatform

/// The CPU that each worker is bound to, in an order in which workers of one memory node are neighbours.
struct WorkerPlaces: Sendable {
  /// Each worker's CPU.
  let cpus: [Int]
  /// For each worker those of its memory node, itself among them.
  let homes: [Range<Int>]

  /// Words of an affinity mask: room for 8,192 CPUs, the most that Linux can be built for.
  private static let maskWords = 128

  /// - Parameters:
  ///   - cpus: one a worker.
  ///   - nodes: the CPUs of each memory node; CPUs of none count as of one more.
  init(_ cpus: [Int], nodes: [[Int]]) {
    func node(_ cpu: Int) -> Int { nodes.firstIndex { $0.contains(cpu) } ?? nodes.count }
    let placed = cpus.enumerated().sorted {
      (node($0.element), $0.offset) < (node($1.element), $1.offset)
    }.map(\.element)
    self.cpus = placed
    homes = placed.map { cpu in
      let first = placed.firstIndex { node($0) == node(cpu) } ?? 0
      return first..<first + placed.count { node($0) == node(cpu) }
    }
  }

  /// Runs `body` on the worker's CPU; the thread may use what it could before when it returns. A CPU that has
  /// gone leaves the thread where it was.
  func bind(_ worker: Int, _ body: () -> Void) {
    let cpu = cpus[worker]
    var before = [UInt64](repeating: 0, count: Self.maskWords), wanted = before
    guard cpu / 64 < wanted.count, gradmark_get_affinity(&before, before.count) == 0 else {
      return body()
    }
    wanted[cpu / 64] = 1 << UInt64(cpu % 64)
    _ = gradmark_set_affinity(wanted, wanted.count)
    body()
    _ = gradmark_set_affinity(before, before.count)
  }
}

/// The CPUs of each memory node; none where the kernel does not tell.
///
/// - Parameter text: the content of a file of the kernel; `nil` where it cannot be read.
func memoryNodes(_ text: (_ path: String) -> String? = textOfFile) -> [[Int]] {
  let folder = "/sys/devices/system/node"
  return cpuList(text("\(folder)/online") ?? "").map { node in
    cpuList(text("\(folder)/node\(node)/cpulist") ?? "")
  }
}

/// The numbers of a list of the kernel's, such as `0-3,8`.
private func cpuList(_ text: String) -> [Int] {
  text.prefix { $0 != "\n" }.split(separator: ",").flatMap { part -> [Int] in
    let ends = part.split(separator: "-").compactMap { Int($0) }
    guard let first = ends.first, let last = ends.last, first <= last else { return [] }
    return Array(first...last)
  }
}
