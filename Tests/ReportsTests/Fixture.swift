import Foundation
import Records
import Testing

@testable import Reports

/// A case as a test writes it: microseconds of a step in each round, by threads.
struct ExampleCase {
  var subject: BenchmarkCase
  var parameterCount = 397_065
  var flopsPerSample = 1.85e6
  var bytesPerStep = 25e6
  var stepsPerGroup = 1
  var microseconds: [Int: [Double]]
  /// Rounds of a second trainer with one thread.
  var control: [Double]?
  var digest = "fedcba9876543210"
  /// Thread counts of which one alone works.
  var unshared: Set<Int> = []
  /// Weights that other thread counts end in.
  var digests: [Int: String] = [:]

  var threads: [Int] { microseconds.keys.sorted() }

  /// A sound replicate; every block has two groups, 1 % below and above its mean.
  func replicate(process: Int = 0, factor: Double = 1) -> Replicate {
    let turns =
      threads.map { (threads: $0, isControl: false, rounds: microseconds[$0] ?? []) }
      + (control.map { [(threads: 1, isControl: true, rounds: $0)] } ?? [])
    return Replicate(
      subject: subject, process: process, caseDigest: "case \(subject)", seed: 7,
      date: "2026-01-31T12:0\(process + 1):00Z", parameterCount: parameterCount,
      flopsPerStep: flopsPerSample * Double(subject.batchSize), bytesPerStep: bytesPerStep,
      contestants: turns.map { contestant(threads: $0.threads, isControl: $0.isControl) },
      blocks: turns.enumerated().flatMap { index, turn in
        turn.rounds.enumerated().map { round, step in
          block(of: index, round: round, threads: turn.threads, microseconds: step * factor)
        }
      },
      stop: process == 0 ? .precise : .time, peakMemoryBytes: Int64(process + 1) << 20,
      loadAverage: 0.25)
  }

  private func contestant(threads: Int, isControl: Bool) -> Replicate.Contestant {
    Replicate.Contestant(
      threads: threads, isControl: isControl, isOversubscribed: threads > 2,
      evidence: isControl ? nil : exampleEvidence(parameterCount, digests[threads] ?? digest),
      workers: (0..<threads).map {
        Replicate.Worker(
          tasks: $0 > 0 && unshared.contains(threads) ? 0 : 100,
          allocatedBytes: Int64($0) * 1200, steps: 12, cpus: [$0 % 2])
      })
  }

  private func block(
    of contestant: Int, round: Int, threads: Int, microseconds: Double
  ) -> Replicate.Block {
    let group = microseconds * 1000 * Double(stepsPerGroup)
    return Replicate.Block(
      contestant: contestant, round: round,
      times: Replicate.StepTimes(
        groupNanoseconds: [Int64((group * 0.99).rounded()), Int64((group * 1.01).rounded())],
        stepsPerGroup: stepsPerGroup),
      peakFlopsPerSecond: 250e9 * Double(threads))
  }
}

func exampleEvidence(_ parameterCount: Int, _ digest: String) -> Replicate.Evidence {
  Replicate.Evidence(
    layers: [
      Replicate.LayerCount(
        layer: "dense", reference: parameterCount, formula: parameterCount,
        buffers: parameterCount, gradients: parameterCount)
    ], countBeforeTraining: parameterCount, countAfterTraining: parameterCount,
    startDigest: "aa", finalDigest: digest, digestedSteps: 16, losses: [2, 0.03125])
}

func pair(_ microseconds: [Int: [Double]], control: [Double]? = nil) -> ExampleCase {
  ExampleCase(
    subject: BenchmarkCase(model: "pair", batchSize: 32), parameterCount: 6, flopsPerSample: 16,
    bytesPerStep: 512, stepsPerGroup: 10, microseconds: microseconds, control: control,
    digest: "0123456789abcdef")
}

func denoise(batchSize: Int, _ microseconds: [Int: [Double]]) -> ExampleCase {
  ExampleCase(
    subject: BenchmarkCase(model: "denoise", batchSize: batchSize), microseconds: microseconds)
}

/// A log of one plan and its replicates, none of which stopped.
func exampleLog(
  of replicates: [Replicate], machine: Machine = exampleMachine,
  nickname: String? = nil, date: String = "2026-01-31T12:00:00Z", advice: [String] = [],
  automaticThreads: Int? = nil, implementations: [BenchmarkPlan.Implementation]? = nil
) throws -> RunLog {
  var cases: [BenchmarkPlan.PlannedCase] = []
  for replicate in replicates where !cases.contains(where: { $0.subject == replicate.subject }) {
    cases.append(
      BenchmarkPlan.PlannedCase(
        subject: replicate.subject,
        threads: Set(replicate.contestants.filter { !$0.isControl }.map(\.threads)).sorted(),
        parameterCount: replicate.parameterCount, automaticThreads: automaticThreads))
  }
  let plan = BenchmarkPlan(
    cases: cases, processes: (replicates.map(\.process).max() ?? 2) + 1, secondsPerCell: 1,
    precision: 0.02, seed: 7, implementations: implementations)
  return RunLog(
    entries: [
      .plan(
        try PlanEntry(
          plan: plan, fingerprint: exampleFingerprint(of: machine), nickname: nickname,
          advice: advice, date: date))
    ]
      + replicates.flatMap { replicate -> [LogEntry] in
        let start = StartEntry(
          subject: replicate.subject, process: replicate.process, date: replicate.date)
        return [.start(start), .replicate(replicate)]
      })
}

/// A machine about which nothing is unknown.
func exampleFingerprint(of machine: Machine) -> Fingerprint {
  var all = Fingerprint(machine)
  for path in [\Fingerprint.Processor.vendor, \.family, \.model, \.stepping, \.microcode] {
    all.processor[keyPath: path] = .absent
  }
  all.processor.vulnerableTo = .value([])
  all.topology.sockets = .value(1)
  all.topology.isSMTActive = .value(false)
  all.topology.numaNodes = .value(1)
  all.limits.quota = .absent
  all.settings.governor = .absent
  all.settings.isBoostOn = .absent
  all.system.distribution = .value("Debian GNU/Linux 12 (bookworm)")
  all.system.libc = "glibc 2.36"
  all.system.container = .absent
  all.build.binaryDigest = .absent
  return all
}

extension RunFolder {
  /// Writes a log as a sweep does.
  func write(_ log: RunLog) throws {
    let writer = try logFile.open(clock: secondsClock())
    for entry in log.entries { try writer.append(entry) }
  }
}

func model(of replicates: [Replicate]) throws -> ReportModel {
  try ReportModel(name: "run", log: exampleLog(of: replicates))
}

/// The replicates of some cases: in three processes, of which the second is slower by a tenth and
/// the third faster.
func replicates(of cases: [ExampleCase]) -> [Replicate] {
  cases.flatMap { example in
    [1, 1.1, 0.9].enumerated().map { example.replicate(process: $0, factor: $1) }
  }
}

/// Two networks of a two-core machine; one cell trains to other bits with two threads.
func twoThreadReplicates() -> [Replicate] {
  var large = denoise(
    batchSize: 1024, [1: [16_000, 16_000, 16_000], 2: [8000, 8000, 8000]])
  large.digests = [2: "ffff"]
  return replicates(of: [
    pair(
      [1: [2, 2, 2, 2, 2, 2], 2: [4, 4, 4, 4, 4, 5]], control: [2.02, 2.02, 2, 2.02, 2.02, 2.02]),
    denoise(
      batchSize: 128,
      [
        1: [2400, 2000, 2100, 2200, 2300, 2000], 2: [1250, 1000, 1050, 1100, 1200, 1000],
      ]),
    large,
  ])
}

/// The same networks with three counts, of which the last exceeds the CPUs.
func threeThreadReplicates() -> [Replicate] {
  replicates(of: [
    pair([1: [2, 2, 2, 2, 2, 2], 2: [4, 4, 4, 4, 4, 5], 4: [8, 8, 8, 8, 8, 9]]),
    denoise(
      batchSize: 128,
      [
        1: [2400, 2000, 2100, 2200, 2300, 2000], 2: [1250, 1000, 1050, 1100, 1200, 1000],
        4: [1300, 1100, 1150, 1200, 1300, 1100],
      ]),
    denoise(batchSize: 1024, [1: [16_000, 16_000, 16_000], 2: [8000, 8000, 8000]]),
  ])
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

func exampleModel() throws -> ReportModel {
  try ReportModel(name: "2026-01-31-amd-epyc-2c", log: exampleLog(of: twoThreadReplicates()))
}

/// The first run measured again by a later commit.
func laterModel(machine change: (inout Machine) -> Void = { _ in }) throws -> ReportModel {
  var machine = exampleMachine
  machine.build.commit = "def5678"
  change(&machine)
  let cases = replicates(of: [
    pair([1: [1, 1, 1, 1, 1, 1], 2: [10, 10, 10, 10, 10, 10]], control: [1, 1, 1, 1, 1, 1]),
    denoise(batchSize: 128, [1: [2400, 2000, 2100, 2200, 2300, 2000]]),
    denoise(batchSize: 1024, [1: [16_000, 16_000, 16_000], 2: [8000, 8000, 8000]]),
    denoise(batchSize: 512, [1: [8000, 8000, 8000]]),
  ])
  let date = "2026-02-28T09:00:00Z"
  return try ReportModel(
    name: "2026-02-28-amd-epyc-2c",
    log: exampleLog(
      of: cases.map {
        var replicate = $0
        replicate.date = date
        return replicate
      }, machine: machine, date: date))
}

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
