import Records
import Testing

@testable import Reports

@Suite struct MeasurementTests {
  private func measurement(_ change: (inout Replicate) -> Void = { _ in }) throws -> Measurement {
    var replicate = pair([1: [2, 2, 2], 2: [1, 1, 1]]).replicate()
    change(&replicate)
    return try #require(try model(of: [replicate]).groups[0].cell(threads: 2)?.measurement)
  }

  @Test func ratesFollowFromTheStepTime() throws {
    let numbers = try measurement()
    #expect(abs(numbers.samplesPerSecond.value - 32e6) < 1)
    #expect(abs(numbers.flopsPerSecond.value - 512e6) < 1)
    #expect(abs(numbers.flopsPerSecondPerThread.value - 256e6) < 1)
    // 512 MFLOP/s of 500 GFLOP/s.
    #expect(abs((numbers.peakShare?.value ?? 0) - 0.001024) < 1e-12)
  }

  @Test func aPeakThatWasNotMeasuredGivesNoShare() throws {
    let without = try measurement { replicate in
      for index in replicate.blocks.indices { replicate.blocks[index].peakFlopsPerSecond = nil }
    }
    #expect(without.peakShare == nil)
    #expect(without.roofline == nil)
    // One FMA peak loop that failed takes nothing from the other blocks.
    let partly = try measurement {
      $0.blocks[3].peakFlopsPerSecond = nil
      $0.blocks[4].peakFlopsPerSecond = 256e9
      $0.blocks[5].peakFlopsPerSecond = 256e9
    }
    #expect(abs((partly.peakShare?.value ?? 0) - 0.002) < 1e-12)
  }

  @Test func theWorstProcessCountsForAllocationsAndWorkers() throws {
    let replicates = [(0, 120), (1, 60)].map { process, bytes in
      var replicate = pair([1: [2], 2: [1]]).replicate(process: process)
      replicate.contestants[1].workers = (0..<2).map { worker in
        Replicate.Worker(
          tasks: process == 0 ? 5 : worker, allocatedBytes: Int64(bytes), steps: 12)
      }
      return replicate
    }
    let numbers = try #require(try model(of: replicates).groups[0].cell(threads: 2)?.measurement)
    #expect(numbers.allocatedBytesPerStep == 20)
    #expect(numbers.participation.tookPart == 1)
  }

  @Test func slowGroupsWeighInTheStepTime() throws {
    // Nine groups of 10 µs and one of 110: 2 µs a step on average, though 1 µs is typical.
    let numbers = try measurement {
      $0.blocks.removeLast(2)
      $0.blocks[3].times.groupNanoseconds = [Int64](repeating: 10_000, count: 9) + [110_000]
    }
    #expect(abs(numbers.secondsPerStep.value - 2e-6) < 1e-15)
    #expect(abs(numbers.steps.seconds(50) - 1e-6) < 1e-9)
  }

  @Test func theLowerLimitBindsTheStep() throws {
    // 512 flops for 512 bytes: 1 a byte.
    let slowMemory = try measurement { replicate in
      for index in replicate.blocks.indices {
        replicate.blocks[index].memoryBytesPerSecond = 20e9
      }
    }
    let roof = try #require(slowMemory.roofline)
    #expect(roof.intensity == 1)
    #expect(roof.bound == .memory)
    #expect(roof.roofFlopsPerSecond == 20e9)
    let fastMemory = try measurement { replicate in
      for index in replicate.blocks.indices {
        replicate.blocks[index].memoryBytesPerSecond = 900e9
      }
    }
    #expect(fastMemory.roofline?.bound == .arithmetic)
    #expect(fastMemory.roofline?.roofFlopsPerSecond == 500e9)
  }

  @Test func whatRanIsToldApartFromWhatWasAskedFor() throws {
    let numbers = try measurement { replicate in
      // Six groups of 10 steps of 1 µs: 60 µs of wall time for two workers.
      replicate.contestants[1].workers = [
        Replicate.Worker(
          tasks: 9, allocatedBytes: 60, steps: 3, cpus: [3, 1], cpuNanoseconds: 60_000),
        Replicate.Worker(
          tasks: 0, allocatedBytes: 30, steps: 3, cpus: [1], cpuNanoseconds: 30_000),
      ]
    }
    #expect(numbers.participation.asked == 2)
    #expect(numbers.participation.tookPart == 1)
    #expect(numbers.participation.cpus == [1, 3])
    #expect(abs((numbers.participation.busyShare ?? 0) - 0.75) < 1e-12)
    #expect(numbers.allocatedBytesPerStep == 30)
  }

  @Test func cpuTimeOverWallTimeIsHowManyCPUsWereAtWork() throws {
    #expect(try measurement().busyCPUs == nil)
    let busy = try measurement { replicate in
      for index in replicate.blocks.indices { replicate.blocks[index].cpuNanoseconds = 30_000 }
    }
    // Blocks of 20 µs.
    #expect(abs((busy.busyCPUs ?? 0) - 1.5) < 1e-12)
  }

  @Test func phasesAreSharesOfTheirSum() throws {
    #expect(try measurement().phases == nil)
    let numbers = try measurement {
      $0.contestants[1].phases = Replicate.PhaseTimes(
        forward: 30, backward: 40, reduce: 5, update: 15, waiting: 10, other: 0)
    }
    #expect(
      numbers.phases?.shares.map(\.name)
        == ["forward", "backward", "reduce", "update", "waiting", "other"])
    #expect(numbers.phases?.shares.map(\.value) == [0.3, 0.4, 0.05, 0.15, 0.1, 0])
  }
}
