import Foundation
import Testing

@testable import Records

@Suite struct FingerprintTests {
  @Test func aServerIsReadFromTheKernelsFiles() {
    let fingerprint = Fingerprint.current(
      build: exampleFingerprintBuild, libc: "glibc 2.36", files: SystemFiles(texts: serverTexts))
    #expect(fingerprint == exampleFingerprint())
  }

  @Test func whatIsMissingIsAbsentAndWhatIsHiddenIsUnreadable() {
    var texts = serverTexts
    texts["/proc/cpuinfo"] = .some(nil)
    texts["/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor"] = .some(nil)
    texts["/sys/devices/system/cpu/smt/active"] = "yes\n"
    texts["/sys/fs/cgroup/cpu.max"] = .some(nil)
    texts["/sys/devices/system/node/online"] = nil
    texts["/.dockerenv"] = nil
    let fingerprint = Fingerprint.current(
      build: exampleFingerprintBuild, files: SystemFiles(texts: texts))
    #expect(fingerprint.processor.name == .unreadable("permission denied"))
    #expect(fingerprint.processor.flags == .unreadable("permission denied"))
    #expect(fingerprint.system.hypervisor == .unreadable("permission denied"))
    #expect(fingerprint.settings.governor == .unreadable("permission denied"))
    #expect(fingerprint.topology.isSMTActive == .unreadable("'yes' was not understood"))
    #expect(fingerprint.limits.quota == .unreadable("permission denied"))
    #expect(fingerprint.topology.numaNodes == .absent)
    #expect(fingerprint.system.container == .absent)
  }

  @Test func aMachineWithoutFilesHasNothing() {
    let fingerprint = Fingerprint.current(
      build: exampleFingerprintBuild, files: SystemFiles(texts: [:]))
    #expect(fingerprint.name == "\(builtArchitecture.replacing("_", with: "-"))-1c")
    #expect(fingerprint.topology.cpus == .absent)
    #expect(fingerprint.topology.caches == [])
    #expect(fingerprint.limits.quota == .absent)
    #expect(fingerprint.settings.isBoostOn == .absent)
  }

  /// The kernel lists no caches of a CPU that is offline.
  @Test func theCachesAreThoseOfTheFirstCPUThatIsOnline() {
    var texts = serverTexts
    for (path, text) in serverTexts where path.contains("/cpu0/") {
      texts[path] = nil
      texts[path.replacing("/cpu0/", with: "/cpu2/")] = text
    }
    texts["/sys/devices/system/cpu/online"] = "2-3\n"
    #expect(cachesOfFirstCPU(SystemFiles(texts: texts)) == exampleFingerprint().topology.caches)
  }

  @Test func theUsableCPUsAreToldByThemselves() {
    let changes: [(String, String?)] = [
      ("/sys/fs/cgroup/cpu.max", "250000 100000\n"), ("/sys/fs/cgroup/cpu.max", "150000 100000\n"),
      ("/sys/fs/cgroup/cpu.max", nil), ("/proc/thread-self/status", nil),
    ]
    for ((path, text), expected) in zip(changes, [2, 1, 3, 2]) {
      var texts = serverTexts
      texts[path] = text.map(Optional.some)
      let files = SystemFiles(texts: texts)
      #expect(Fingerprint.usableCPUs(files) == expected)
      #expect(
        Fingerprint.current(build: exampleFingerprintBuild, files: files).usableCPUs == expected)
    }
  }

  @Test func itComesBackFromJSON() throws {
    let line = try RecordCoding.line(exampleFingerprint())
    #expect(try JSONDecoder().decode(Fingerprint.self, from: line) == exampleFingerprint())
  }

  @Test func hostsOfOneKernelAreOneMachine() {
    let files = SystemFiles(texts: ["/proc/sys/kernel/random/boot_id": "5b2e\n"])
    #expect(Fingerprint.bootIdentifier(files) == .value("5b2e"))
    #expect(Fingerprint.bootIdentifier(SystemFiles(texts: [:])) == .absent)
  }

  @Test func thisMachineHasCPUsAndAKernel() {
    let fingerprint = Fingerprint.current(build: exampleFingerprintBuild)
    #expect((fingerprint.limits.cpus.value?.count ?? 0) >= 1)
    #expect(fingerprint.system.kernel.value?.hasPrefix("Linux ") == true)
    #expect(fingerprint.system.libc.contains(/^glibc 2\.\d+/))
  }

  @Test func boostIsAskedForInBothForms() {
    let boost = "/sys/devices/system/cpu/cpufreq/boost"
    let noTurbo = "/sys/devices/system/cpu/intel_pstate/no_turbo"
    func isBoostOn(_ texts: [String: String?]) -> Reading<Bool> {
      Fingerprint.Settings(online: .absent, SystemFiles(texts: texts)).isBoostOn
    }
    #expect(isBoostOn([boost: "0\n"]) == .value(false))
    #expect(isBoostOn([noTurbo: "0\n"]) == .value(true))
    #expect(isBoostOn([noTurbo: "1\n"]) == .value(false))
  }
}

@Suite struct VirtualizationTests {
  @Test func aHypervisorGoesByItsFirmwaresNames() {
    let folder = "/sys/class/dmi/id"
    let named = SystemFiles(texts: [
      "\(folder)/sys_vendor": "QEMU\n", "\(folder)/product_name": "Standard PC (Q35)\n",
    ])
    let nothing = SystemFiles(texts: [:])
    #expect(
      hypervisorName(isReported: .value(true), named) == .value("QEMU Standard PC (Q35)"))
    #expect(hypervisorName(isReported: .value(true), nothing) == .value("unnamed"))
    // Hardware has a vendor too.
    #expect(hypervisorName(isReported: .value(false), named) == .absent)
    #expect(
      hypervisorName(isReported: .value(nil), nothing)
        == .unreadable("this kind of CPU does not report a hypervisor"))
    #expect(
      hypervisorName(isReported: .value(nil), SystemFiles(texts: ["/sys/hypervisor/type": "xen"]))
        == .value("xen"))
  }

  @Test(
    arguments: [
      (["/.dockerenv": ""], .value("docker")),
      (["/run/.containerenv": "engine=\"podman-4\"\n"], .value("podman")),
      (["/proc/self/cgroup": "0::/kubepods.slice/pod1/docker-1.scope\n"], .value("kubernetes")),
      (["/proc/self/cgroup": "1:cpu:/lxc/box\n"], .value("lxc")),
      (["/proc/self/cgroup": "0::/user.slice\n"], .absent),
      (["/proc/self/cgroup": nil], .unreadable("permission denied")),
    ] as [([String: String?], Reading<String>)])
  func aContainerGoesByWhatItsEngineLeaves(texts: [String: String?], expected: Reading<String>) {
    #expect(containerKind(SystemFiles(texts: texts)) == expected)
  }
}
