import Testing

@testable import Records

@Suite struct MachineTests {
  @Test func theFactsOfAFingerprintAreThoseThatTablesShow() {
    let machine = Machine(exampleFingerprint(), loadAverage: 0.25, stealPercent: 10)
    #expect(
      machine
        == Machine(
          name: "amd-epyc-9r14-4c", cpuModel: "AMD EPYC 9R14", architecture: builtArchitecture,
          vectorExtensions: ["avx", "avx512f", "fma", "sse4_2"], cores: 4, physicalCores: 2,
          usableCores: 2, quotaCores: 2.5,
          caches: [
            Machine.Cache(name: "L1d", bytes: 32_768), Machine.Cache(name: "L1i", bytes: 32_768),
            Machine.Cache(name: "L2", bytes: 1_048_576),
            Machine.Cache(name: "L3", bytes: 33_554_432),
          ], memoryBytes: 25_275_416_576, isVirtual: true, governor: "performance",
          transparentHugePages: "madvise", kernel: "Linux 6.1.0-13-amd64",
          build: Machine.Build(
            compiler: "Swift 6.3.1", flags: "-Ounchecked", targetCPU: "native", vectorLanes: 16,
            commit: "c96bc8832d0d", allocator: "jemalloc 5.3.0"),
          loadAverage: 0.25, stealPercent: 10))
  }

  @Test(arguments: [
    ("AMD EPYC", 2, "amd-epyc-2c"),
    ("AMD EPYC 7763 64-Core Processor", 128, "amd-epyc-7763-128c"),
    ("Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", 32, "intel-xeon-platinum-8375c-32c"),
    ("AMD Ryzen 7 PRO 6850U with Radeon Graphics", 16, "amd-ryzen-7-pro-6850u-radeon-graphics-16c"),
    ("../../etc", 1, "etc-1c"),
  ]) func namesAreShortAndFitForFiles(model: String, cores: Int, expected: String) {
    #expect(shortName(cpuModel: model, architecture: "x86_64", cores: cores) == expected)
  }

  @Test(
    arguments: [
      (4, 2, nil, 2), (4, nil, 1.5, 1), (4, 3, 0.5, 1), (4, 4, 100, 4), (4, nil, nil, 4),
    ] as [(Int, Int?, Double?, Int)])
  func usableCPUsAreTheLeastOfWhatBinds(
    cpus: Int, affinity: Int?, quota: Double?, expected: Int
  ) {
    var fingerprint = exampleFingerprint()
    fingerprint.topology.cpus = .value(cpus)
    fingerprint.limits.cpus = affinity.map { .value(Array(0..<$0)) } ?? .absent
    fingerprint.limits.quota = quota.map(Reading.value) ?? .absent
    #expect(fingerprint.usableCPUs == expected)
  }
}

@Suite struct KernelTextTests {
  @Test func armBoardsNameTheBoardAndHaveNoHypervisorFlag() {
    let cpu = CPUInformation(
      parsing: """
        processor\t: 0
        Features\t: fp asimd asimddp
        CPU implementer\t: 0x41

        processor\t: 1
        Features\t: fp asimd asimddp

        Model\t\t: Raspberry Pi 5 Model B Rev 1.0
        """)
    #expect(cpu.model == "Raspberry Pi 5 Model B Rev 1.0")
    #expect(cpu.flags == ["fp", "asimd", "asimddp"])
    #expect(cpu.isVirtual == nil)
    #expect(cpu.processorCount == 2)
  }

  @Test(
    arguments: [
      ("0-3,8", 5), ("7", 1), ("0-1,4-5", 4), ("", nil), ("a", nil), ("3-1", nil),
      ("0-99999999999", nil), ("1-2-3", nil),
    ] as [(String, Int?)])
  func listsOfCPUsAreCounted(list: String, expected: Int?) {
    #expect(countOfCPUList(list) == expected)
  }

  @Test func onlyTheCallersMaskIsCounted() {
    let status = "Cpus_allowed:\tf\nCpus_allowed_list:\t0,2-3\nMems_allowed_list:\t0-9\n"
    #expect(allowedCPUs(status) == [0, 2, 3])
    #expect(allowedCPUs("Name:\tgradmark\n") == nil)
  }

  @Test func theBracketedWordIsTheChosenOne() {
    #expect(chosenWord("always madvise [never]") == "never")
    #expect(chosenWord("] always [") == nil)
  }

  @Test func stealIsAShareOfTheTimeSinceTheStart() throws {
    let start = try #require(CPUTimes(parsing: "cpu  10 0 0 90 0 0 0 4 0 0\ncpu0 1 2 3\n"))
    let end = try #require(CPUTimes(parsing: "cpu  50 0 0 140 0 0 0 14 0 0\n"))
    #expect(end.stealPercent(since: start) == 10)
    #expect(start.stealPercent(since: start) == nil)
    let fallen = try #require(CPUTimes(parsing: "cpu  50 0 0 140 0 0 0 3 0 0\n"))
    #expect(fallen.stealPercent(since: start) == nil)
    #expect(CPUTimes(parsing: "cpu  10 0 0\n") == nil)
    #expect(CPUTimes(parsing: "intr 1 2 3 4 5 6 7 8 9\n") == nil)
  }
}

@Suite struct ControlGroupTests {
  @Test func theLeastQuotaOfAllAncestorsBinds() {
    let files = SystemFiles(texts: [
      "/proc/self/cgroup": "0::/user/job\n",
      "/sys/fs/cgroup/user/job/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/user/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/cpu.max": "400000 100000\n",
    ])
    #expect(controlGroupQuota(files) == .value(1.5))
  }

  @Test func version1KeepsQuotaAndPeriodApart() {
    let texts = [
      "/proc/self/cgroup": "3:memory:/docker/ab\n2:cpu,cpuacct:/docker/ab\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/ab/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/ab/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    ]
    #expect(controlGroupQuota(SystemFiles(texts: texts)) == .value(0.5))
  }

  @Test(arguments: ["max 100000", "100000", "100000 0", "-1 100000", "nan 100000", ""])
  func noLimitAndNonsenseAreNoQuota(text: String) {
    let files = SystemFiles(texts: [
      "/proc/self/cgroup": "0::/\nnonsense\n", "/sys/fs/cgroup/cpu.max": text,
    ])
    #expect(controlGroupQuota(files).value == nil)
  }
}
