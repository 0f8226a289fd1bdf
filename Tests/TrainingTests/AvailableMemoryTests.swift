import Testing

@testable import Training

@Suite struct AvailableMemoryTests {
  @Test func limitsOfAllAncestorsInBothVersionsCount() {
    let files = [
      "/proc/self/cgroup": "4:memory:/jobs/one\n3:cpu,cpuacct:/jobs\n0::/user/two\n",
      "/sys/fs/cgroup/memory/jobs/one/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes": "500\n",
      "/sys/fs/cgroup/user/two/memory.max": "max\n",
      "/sys/fs/cgroup/user/memory.max": "700\n",
      // The same path under another controller is another group.
      "/sys/fs/cgroup/jobs/memory.max": "1\n",
    ]
    #expect(
      controlGroupLimits { files[$0] }.sorted() == [500, 700, 9_223_372_036_854_771_712])
  }

  @Test func withoutGroupsThereIsNoLimit() {
    #expect(controlGroupLimits { _ in nil }.isEmpty)
    #expect(controlGroupLimits { _ in "garbage\n::\n0::/\n" }.isEmpty)
  }

  @Test func thisMachineHasSomeMemory() {
    #expect(availableMemory() > 64 << 20)
  }
}
