import Foundation
import Records
import Testing

@testable import Reports

/// Two networks of a two-core machine; one cell trains to other bits with two threads.
func twoThreadRecords() -> [RunRecord] {
  [
    pair(threads: 1, microseconds: [2, 2, 2, 2, 2, 2]),
    pair(threads: 2, microseconds: [4, 4, 4, 4, 4, 5]),
    denoise(batchSize: 128, threads: 1, microseconds: [2400, 2000, 2100, 2200, 2300, 2000]),
    denoise(batchSize: 128, threads: 2, microseconds: [1250, 1000, 1050, 1100, 1200, 1000]),
    denoise(batchSize: 1024, threads: 1, microseconds: [16_000, 16_000, 16_000]),
    denoise(batchSize: 1024, threads: 2, microseconds: [8000, 8000, 8000], digest: "ffff"),
  ]
}

/// The same networks with three counts, of which the last exceeds the CPUs.
func threeThreadRecords() -> [RunRecord] {
  [
    pair(threads: 1, microseconds: [2, 2, 2, 2, 2, 2]),
    pair(threads: 2, microseconds: [4, 4, 4, 4, 4, 5]),
    pair(threads: 4, microseconds: [8, 8, 8, 8, 8, 9]),
    denoise(batchSize: 128, threads: 1, microseconds: [2400, 2000, 2100, 2200, 2300, 2000]),
    denoise(batchSize: 128, threads: 2, microseconds: [1250, 1000, 1050, 1100, 1200, 1000]),
    denoise(batchSize: 128, threads: 4, microseconds: [1300, 1100, 1150, 1200, 1300, 1100]),
    denoise(batchSize: 1024, threads: 1, microseconds: [16_000, 16_000, 16_000]),
    denoise(batchSize: 1024, threads: 2, microseconds: [8000, 8000, 8000]),
  ]
}

func pair(
  threads: Int, microseconds: [Double], digest: String = "0123456789abcdef"
) -> RunRecord {
  record(
    "pair", parameterCount: 6, batchSize: 32, threads: threads, flopsPerStep: 512,
    stepsPerGroup: 10, microseconds: microseconds, digest: digest)
}

func denoise(
  batchSize: Int, threads: Int, microseconds: [Double], digest: String = "fedcba9876543210"
) -> RunRecord {
  record(
    "denoise", parameterCount: 397_065, batchSize: batchSize, threads: threads,
    flopsPerStep: 1.85e6 * Double(batchSize), stepsPerGroup: 1, microseconds: microseconds,
    digest: digest)
}

/// A sound record: every round has two groups, 1 % below and above its mean of microseconds a step.
private func record(
  _ model: String, parameterCount: Int, batchSize: Int, threads: Int, flopsPerStep: Double,
  stepsPerGroup: Int, microseconds: [Double], digest: String
) -> RunRecord {
  RunRecord(
    cell: RunRecord.Cell(
      model: model, batchSize: batchSize, threads: threads, isOversubscribed: threads > 2,
      parameterCount: parameterCount),
    date: "2026-01-31T12:0\(threads):00Z", machine: exampleMachine, seed: 7,
    flopsPerStep: flopsPerStep,
    rounds: microseconds.map { step in
      let group = step * 1000 * Double(stepsPerGroup)
      return RunRecord.Round(
        groupNanoseconds: [Int64(group * 0.99), Int64(group * 1.01)],
        stepsPerGroup: stepsPerGroup, peakFlopsPerSecond: 250e9 * Double(threads))
    },
    verification: RunRecord.Verification(
      layers: [
        RunRecord.LayerCount(
          layer: "dense", reference: parameterCount, formula: parameterCount,
          buffers: parameterCount, gradients: parameterCount)
      ], countBeforeTraining: parameterCount, countAfterTraining: parameterCount,
      startDigest: "aa", finalDigest: digest, digestedSteps: 16, firstLoss: 2, finalLoss: 0.03125),
    workers: (0..<threads).map {
      RunRecord.Worker(pieces: 100, allocatedBytes: Int64($0) * 1200, steps: 12)
    })
}

let exampleMachine = Machine(
  name: "amd-epyc-2c", cpuModel: "AMD EPYC", architecture: "x86_64",
  vectorExtensions: ["avx2", "fma"], cores: 2, physicalCores: 2, usableCores: 2,
  caches: [Machine.Cache(name: "L1d", bytes: 49_152), Machine.Cache(name: "L2", bytes: 1 << 20)],
  memoryBytes: 25_275_416_576, isVirtual: true, transparentHugePages: "madvise",
  kernel: "Linux 6.1.0",
  build: Machine.Build(
    compiler: "Swift 6.3.1", flags: "-Ounchecked", targetCPU: "native", vectorLanes: 16,
    commit: "abc1234", allocator: "jemalloc 5.3.0"), loadAverage: 0.25, stealPercent: 0.5)

let exampleModel = ReportModel(name: "2026-01-31-amd-epyc-2c", records: twoThreadRecords())

/// The first run measured again by a later commit on a machine with one usable core.
let laterModel: ReportModel = {
  var records = [
    pair(threads: 1, microseconds: [1, 1, 1, 1, 1, 1]),
    pair(threads: 2, microseconds: [10, 10, 10, 10, 10, 10]),
    denoise(batchSize: 128, threads: 1, microseconds: [2400, 2000, 2100, 2200, 2300, 2000]),
    denoise(batchSize: 1024, threads: 1, microseconds: [16_000, 16_000, 16_000]),
    denoise(batchSize: 1024, threads: 2, microseconds: [8000, 8000, 8000]),
    denoise(batchSize: 512, threads: 1, microseconds: [8000, 8000, 8000]),
  ]
  for index in records.indices {
    records[index].date = "2026-02-28T09:00:00Z"
    records[index].machine.usableCores = 1
    records[index].machine.build.commit = "def5678"
  }
  return ReportModel(name: "2026-02-28-amd-epyc-2c", records: records)
}()

/// A literal's whole text against a report's, with the first line that differs.
func expectEqual(
  _ text: String, _ expected: String, at location: SourceLocation = #_sourceLocation
) {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(lines, expectedLines).first { $0 != $1 }
  #expect(line?.0 == line?.1, sourceLocation: location)
  #expect(lines.count == expectedLines.count, sourceLocation: location)
}

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder(_ body: (_ path: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}
