import CJemalloc
import Glibc

/// The heap as jemalloc counts it: which allocator is in use, and how much each thread was given.
public enum AllocationMeter {
  /// Bytes that jemalloc has handed to the calling thread since it began; freed bytes stay in.
  ///
  /// The counter is the thread's own and exact, unlike jemalloc's `stats`, which miss what sits in
  /// other threads' caches. Take the difference of two readings on one thread.
  ///
  /// - Cost: some 100 ns; allocates nothing.
  @Sendable public static func allocatedBytesOfThread() -> UInt64 {
    value(of: "thread.allocated", default: 0)
  }

  /// The allocator by name and version, such as `jemalloc 5.3.0`, or what it is not.
  public static func allocatorName() -> String {
    guard servesLibC() else { return "libc (jemalloc is linked but not in use)" }
    let text: UnsafePointer<CChar>? = value(of: "version", default: nil)
    guard let version = text else { return "jemalloc" }
    // 5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c: the commit tells readers nothing.
    return "jemalloc " + String(cString: version).prefix { $0 != "-" }
  }

  /// Whether memory that libc itself sets aside comes from jemalloc: then all memory does.
  public static func servesLibC() -> Bool {
    let before = allocatedBytesOfThread()
    // realpath allocates its result with malloc, inside libc, where the compiler cannot see it and
    // so cannot leave it out.
    let path = realpath("/", nil)
    defer { free(path) }
    return path != nil && allocatedBytesOfThread() > before
  }

  /// Reads one of jemalloc's values; `fallback` where this jemalloc was built without it.
  private static func value<Value: BitwiseCopyable>(
    of name: StaticString, default fallback: Value
  ) -> Value {
    var value = fallback
    var size = MemoryLayout<Value>.size
    let status = name.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { mallctl($0.baseAddress, &value, &size, nil, 0) }
    }
    return status == 0 ? value : fallback
  }
}
