import Records
import Testing

@testable import Reports

@Suite struct MachineTextTests {
  @Test func aFingerprintHasTheseLines() {
    expectEqual(
      exampleMachine.text(usingColor: false),
      """
      name          amd-epyc-2c
      CPU           AMD EPYC
      vectors       avx2 fma
      cores         2, 2 physical, 2 usable
      caches        L1d 48 KiB, L2 1 MiB
      memory        23.5 GiB
      hypervisor    yes
      governor      —
      huge pages    madvise
      kernel        Linux 6.1.0
      compiler      Swift 6.3.1
      flags         -Ounchecked
      target CPU    native, 16 floats a vector
      allocator     jemalloc 5.3.0
      commit        abc1234
      load average  0.25

      """)
  }

  /// One name may be that of several generations, which titles tell apart.
  @Test func theCPUHasItsDesignWhereTitlesHaveIt() {
    func cpu(_ change: (inout Fingerprint) -> Void) -> String? {
      var fingerprint = exampleFingerprint(of: exampleMachine)
      change(&fingerprint)
      return fingerprint.facts.first { $0.title == "CPU" }?.value
    }
    #expect(
      cpu {
        $0.processor.vendor = .value("AuthenticAMD")
        $0.processor.family = .value("25")
        $0.processor.model = .value("1")
      } == "AMD EPYC (Zen 3)")
    #expect(cpu { _ in } == "AMD EPYC")
    #expect(cpu { $0.processor.name = .unreadable("no such file") } == "(no such file)")
  }

  @Test func loadAndStealAreNoDifferenceBetweenMachines() {
    var other = exampleMachine
    other.loadAverage = 2
    other.stealPercent = 9
    #expect(other.differences(from: exampleMachine) == [])
    other.name = "amd-epyc-4c"
    other.quotaCores = 1.5
    #expect(
      other.differences(from: exampleMachine) == [
        "another machine: amd-epyc-4c, amd-epyc-2c",
        "other cores: 2, 2 physical, 2 usable, quota of 1.5 CPUs; 2, 2 physical, 2 usable",
      ])
  }
}
