import CBuild
import CPlatform
import Kernels
import Records

extension Fingerprint.Build {
  /// What this binary knows of itself.
  ///
  /// - Cost: reads the whole program's file.
  public static func current() -> Fingerprint.Build {
    #if DEBUG
      let isOptimized = false
    #else
      let isOptimized = true
    #endif
    let origin = BuildOrigin.current
    return Fingerprint.Build(
      compiler: compilerName, flags: String(cString: gradmark_build_flags),
      isOptimized: isOptimized, targetCPU: String(cString: gradmark_target_cpu),
      vectorLanes: lanes, allocator: AllocationMeter.allocatorName(), commit: origin.commit,
      isTreeClean: origin.isTreeClean, sourceDigest: origin.sourceDigest,
      binaryDigest: runningBinaryDigest())
  }

  /// The compiler as the build was told, else the version that the source can ask for.
  private static var compilerName: String {
    let told = String(cString: gradmark_compiler)
    guard told == "unknown" else { return told }
    #if compiler(>=6.4)
      return "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      return "Swift 6.3"
    #else
      return "Swift 6.2"
    #endif
  }
}

extension Fingerprint {
  /// This machine and this binary.
  public static func current() -> Fingerprint { .current(build: .current()) }
}

extension BuildOrigin {
  /// What this binary was built from.
  public static let current = BuildOrigin(parsing: String(cString: gradmark_built))
}

/// The SHA-256 of the file that this process runs, whatever stands under its name by now.
public func runningBinaryDigest() -> Reading<String> { fileDigest("/proc/self/exe") }
