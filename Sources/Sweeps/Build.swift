import CPlatform
import Kernels
import Records

extension Fingerprint.Build {
  /// What this binary knows of itself.
  ///
  /// - Parameters:
  ///   - commit: the commit that was built, which only its repository can tell.
  ///   - isTreeClean: whether the sources are those of the commit.
  /// - Cost: reads the whole program's file.
  public static func current(
    commit: Reading<String>, isTreeClean: Reading<Bool>
  ) -> Fingerprint.Build {
    #if DEBUG
      let isOptimized = false
    #else
      let isOptimized = true
    #endif
    return Fingerprint.Build(
      compiler: compilerName, flags: String(cString: gradmark_build_flags),
      isOptimized: isOptimized, targetCPU: String(cString: gradmark_target_cpu),
      vectorLanes: lanes, allocator: AllocationMeter.allocatorName(), commit: commit,
      isTreeClean: isTreeClean, binaryDigest: fileDigest("/proc/self/exe"))
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
