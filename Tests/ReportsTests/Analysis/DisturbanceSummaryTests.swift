import Foundation
import Records
import Testing

@testable import Reports

@Suite struct DisturbanceSummaryTests {
  /// Two processes of one thread, with two blocks each; the second process counts less.
  private func replicates() -> [Replicate] {
    let calm = Disturbance(
      wallNanoseconds: 1_000_000, cpuMicroseconds: 1_000, stealPercent: 0,
      cpuPressureMicroseconds: 20, memoryPressureMicroseconds: 0, throttledPeriods: 0,
      throttledMicroseconds: 0)
    var busy = calm
    busy.wallNanoseconds = 3_000_000
    busy.involuntarySwitches = 2
    busy.majorFaults = 3
    busy.stealPercent = 4
    busy.cpuPressureMicroseconds = 300
    busy.throttledMicroseconds = 6_000
    var blind = Disturbance(wallNanoseconds: 500_000, cpuMicroseconds: 2_000)
    blind.cpuPressureMicroseconds = 0
    let counters = [[calm, busy], [blind, nil]]
    return counters.enumerated().map { process, counters in
      var replicate = pair([1: [2, 2], 2: [1, 1]]).replicate(process: process)
      for index in 0..<2 { replicate.blocks[index].counters = counters[index] }
      replicate.blocks[1].disturbances = counters[1]?.reasons ?? []
      return replicate
    }
  }

  @Test func sharesAreWeighedByTheTimeOfTheirBlocks() throws {
    let cell = try model(of: replicates()).cells[0]
    let summary = try #require(cell.measurement?.disturbance)
    // 3 ms at 4 % and 1 ms at none; the block that was blind to it does not count.
    expect(summary.steal, mean: 0.03, most: 0.04)
    // 320 µs in 4.5 ms.
    expect(summary.cpuPressure, mean: 320 / 4_500, most: 0.1)
    expect(summary.memoryPressure, mean: 0, most: 0)
    #expect(summary.ioPressure == nil)
    // Two CPUs stood still for all of a block.
    expect(summary.throttling, mean: 1.5, most: 2)
    // Of 4 ms.
    #expect(abs((summary.switchesPerCPUSecond ?? 0) - 500) < 1e-9)
    #expect(summary.majorFaults == 3)
    #expect(summary.thermalThrottles == nil)
  }

  private func expect(
    _ share: DisturbanceSummary.Share?, mean: Double, most: Double,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(abs((share?.mean ?? .nan) - mean) < 1e-12, sourceLocation: location)
    #expect(abs((share?.most ?? .nan) - most) < 1e-12, sourceLocation: location)
  }

  @Test func aCellWithoutCountersHasNone() throws {
    #expect(try model(of: replicates()).cells[1].measurement?.disturbance == nil)
  }

  @Test func countsOfADamagedRecordAddUpWithoutEnd() throws {
    var replicate = pair([1: [2, 2]]).replicate()
    for index in replicate.blocks.indices {
      replicate.blocks[index].counters = Disturbance(
        wallNanoseconds: .max, cpuMicroseconds: .max, involuntarySwitches: .max,
        majorFaults: .max, thermalThrottles: .max)
    }
    let summary = try #require(try model(of: [replicate]).cells[0].measurement?.disturbance)
    #expect(summary.majorFaults == 2 * Double(Int64.max))
  }

  /// The same without the thread count that nobody counted for.
  private func withoutUncounted(_ replicates: [Replicate]) -> [Replicate] {
    replicates.map {
      var replicate = $0
      replicate.contestants.removeLast()
      replicate.blocks.removeAll { $0.contestant == 1 }
      return replicate
    }
  }

  @Test func cellsWithCountersHaveATable() throws {
    let section = try #require(
      try model(of: withoutUncounted(replicates())).sections.first { $0.title == "Disturbances" })
    expectEqual(section.markdown, disturbances)
  }

  @Test func lostTimeHasAColumnWhereItWasCounted() throws {
    var counted = withoutUncounted(replicates())
    // 60 µs of 3 ms; the block of 1 ms beside it lost nothing, and the others did not count.
    counted[0].blocks[0].counters?.lostNanoseconds = 0
    counted[0].blocks[1].counters?.lostNanoseconds = 60_000
    counted[0].blocks[1].disturbances = counted[0].blocks[1].counters?.reasons ?? []
    let model = try model(of: counted)
    expect(try #require(model.cells[0].measurement?.disturbance).lost, mean: 0.015, most: 0.02)
    let section = try #require(model.sections.first { $0.title == "Disturbances" }).markdown
    #expect(section.contains("| kept from running, 1 thread |"))
    #expect(section.contains("| 1.5 %, at most 2.0 % |"))
    #expect(
      section.contains("\n- kept from running: time in which a worker neither ran nor waited"))
    let lines = model.csv.split(separator: "\n")
    #expect(
      lines[0].hasSuffix(
        ",lost_share,lost_share_most,involuntary_switches_per_cpu_second,major_faults,"
          + "thermal_throttles"))
    #expect(lines[1].hasSuffix(",0.015,0.02,500,3,"))
    let run = try #require(
      try JSONSerialization.jsonObject(with: Data(model.json.utf8)) as? [String: Any])
    let cell = try #require((run["cells"] as? [[String: Any]])?[0])
    let disturbance = try #require(cell["disturbance"] as? [String: Any])
    #expect(disturbance["lost"] as? [String: Double] == ["mean": 0.015, "most": 0.02])
  }

  @Test func aRunWithoutCountersHasNeitherTableNorColumns() throws {
    let model = try exampleModel()
    #expect(!model.sections.contains { $0.title == "Disturbances" })
    #expect(!model.csv.contains("steal_share"))
  }

  @Test func theTableOfEveryCellHasThemUnrounded() throws {
    let lines = try model(of: replicates()).csv.split(separator: "\n")
    let tail =
      "steal_share,steal_share_most,cpu_pressure_share,cpu_pressure_share_most,"
      + "memory_pressure_share,memory_pressure_share_most,io_pressure_share,"
      + "io_pressure_share_most,throttled_share,throttled_share_most,"
      + "involuntary_switches_per_cpu_second,major_faults,thermal_throttles"
    #expect(lines[0].hasSuffix(",processes," + tail))
    #expect(lines[1].hasSuffix(",0.03,0.04,0.0711111,0.1,0,0,,,1.5,2,500,3,"))
    #expect(lines[2].hasSuffix(",,,,,,,,,,,,,"))
  }

  @Test func programsReadThemAsJSON() throws {
    let text = try model(of: replicates()).json
    let run = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let cells = try #require(run["cells"] as? [[String: Any]])
    #expect(cells[0]["blocks"] as? Int == 4)
    #expect(cells[0]["disturbedBlocks"] as? Int == 1)
    let disturbance = try #require(cells[0]["disturbance"] as? [String: Any])
    let steal = try #require(disturbance["steal"] as? [String: Double])
    #expect(steal == ["mean": 0.03, "most": 0.04])
    #expect(disturbance["ioPressure"] is NSNull)
    #expect(disturbance["majorFaults"] as? Double == 3)
    #expect(cells[1]["disturbance"] is NSNull)
  }
}

private let disturbances = """
  ## Disturbances

  | network | batch | steal, 1 thread | CPU pressure, 1 thread | memory pressure, 1 thread | \
  throttled, 1 thread |
  | :-- | --: | --: | --: | --: | --: |
  | pair | 32 | 3.0 %, at most 4.0 % | 7.1 %, at most 10.0 % | 0 % | 150.0 %, at most 200.0 % |

  Not measured in this run: I/O pressure, throttled by heat.

  - Counted by the kernel around each block, disturbed ones among them: shares of the time of \
  all blocks, and of the block with the most.
  - steal: CPU time of the machine that a hypervisor gave to others.
  - pressure: time in which some task of the machine, one of this program among them, waited for \
  a CPU, for memory, or for input and output.
  - throttled: time for which a quota stopped threads, added up over CPUs.
  - throttled by heat: how often a clock rate was lowered.

  """
