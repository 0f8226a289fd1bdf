import Records
import Testing

@Suite struct AdviceTests {
  /// What is said of the example machine, changed in one way, beyond what is said of it as it is.
  private func advice(
    loadAverage: Double? = 0, after change: (inout Fingerprint) -> Void
  ) -> [String] {
    var fingerprint = idealFingerprint()
    change(&fingerprint)
    return Records.advice(for: fingerprint, loadAverage: loadAverage)
      .map { "\($0.severity.rawValue): \($0.sentence)" }
  }

  @Test func anIdealMachineGetsNone() {
    #expect(advice { _ in } == [])
  }

  @Test func nothingIsSaidOverWhatCannotBeRead() {
    let advice = advice(loadAverage: nil) {
      $0.settings.governor = .unreadable("permission denied")
      $0.settings.isBoostOn = .absent
      $0.settings.transparentHugePages = .absent
      $0.limits.cpus = .unreadable("permission denied")
      $0.processor.flags = .absent
    }
    #expect(advice == [])
  }

  @Test func aSlowBuildIsToldApart() {
    #expect(
      advice { $0.build.isOptimized = false } == [
        "warning: this is a debug build, hundreds of times slower than a release build; "
          + "build with 'swift build -c release'"
      ])
    #expect(
      advice {
        $0.build.vectorLanes = 4
        $0.build.targetCPU = "x86-64"
      } == [
        "warning: the binary is for x86-64 and works on 4 floats at a time, but this CPU has "
          + "avx512f, 16 at a time; build with TARGET_CPU=native"
      ])
    #expect(
      advice {
        $0.build.vectorLanes = 8
        $0.processor.flags = .value(["avx2"])
      } == [])
    #expect(
      advice { $0.build.isTreeClean = .value(false) } == [
        "information: the sources differ from their commit, so nobody else can build this binary; "
          + "commit before a run that is to be published"
      ])
  }

  @Test func sharedCoresAndQuotasBoundTheThreads() {
    #expect(
      advice { $0.limits.cores = .value(1) } == [
        "warning: 2 CPUs are hardware threads of 1 cores, so beyond 1 threads they share "
          + "arithmetic units; use --threads up to 1, or switch SMT off"
      ])
    #expect(
      advice { $0.limits.quota = .value(1.5) } == [
        "warning: the cgroup grants 1.5 CPUs' time on 2 CPUs and stops all threads once it is "
          + "spent; raise cpu.max, or use --threads up to 1"
      ])
    #expect(advice { $0.limits.quota = .value(2) } == [])
  }

  @Test func settingsComeWithTheCommandThatChangesThem() {
    #expect(
      advice { $0.settings.governor = .value("powersave") } == [
        "warning: the frequency governor is powersave, which changes the clock rate with the "
          + "load; set it with 'cpupower frequency-set -g performance'"
      ])
    #expect(
      advice { $0.settings.transparentHugePages = .value("never") } == [
        "warning: transparent huge pages are off, so large networks miss more address "
          + "translations; write madvise to /sys/kernel/mm/transparent_hugepage/enabled"
      ])
  }

  @Test func warningsComeBeforeInformation() {
    let all = advice(loadAverage: 1.25) {
      $0.settings.isBoostOn = .value(true)
      $0.system.hypervisor = .value("QEMU")
    }
    #expect(
      all == [
        "warning: the load average is 1.25, so something else keeps CPUs busy; end it, or wait",
        "information: boost is on, so the clock rate falls as more cores work; speed-ups against "
          + "one thread hold the fall too, unless boost is switched off",
        "information: this is a virtual machine (hypervisor: QEMU), whose neighbours no method "
          + "removes; look at steal time and at the intervals, or use a machine of your own",
      ])
    #expect(advice(loadAverage: 0.5) { _ in } == [])
  }
}

/// The example machine, improved until nothing is left to say.
private func idealFingerprint() -> Fingerprint {
  var fingerprint = exampleFingerprint()
  fingerprint.limits.cpus = .value([0, 1])
  fingerprint.limits.cores = .value(2)
  fingerprint.limits.quota = .absent
  fingerprint.settings.isBoostOn = .value(false)
  fingerprint.system.hypervisor = .absent
  return fingerprint
}
