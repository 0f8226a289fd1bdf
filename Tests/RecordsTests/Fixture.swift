import Foundation
import Records
import Testing

/// A records file as it lies on the disk, its one line broken here for reading only.
let recordText =
  #"{"cell":{"batchSize":32,"isOversubscribed":false,"model":"pair","parameterCount":6,"threads":2},"#
  + #""date":"2026-01-31T12:00:00Z","failure":null,"flopsPerStep":512,"#
  + #""machine":{"architecture":"x86_64","build":{"allocator":"jemalloc 5.3.0","commit":null,"#
  + #""compiler":"Swift 6.3.1","flags":"-Ounchecked","targetCPU":"native","vectorLanes":16},"#
  + #""caches":[{"bytes":49152,"name":"L1d"}],"cores":2,"cpuModel":"AMD EPYC","governor":null,"#
  + #""isVirtual":true,"kernel":"Linux 6.1.0","loadAverage":0.25,"memoryBytes":25275416576,"#
  + #""name":"amd-epyc-2c","physicalCores":2,"quotaCores":null,"stealPercent":null,"#
  + #""transparentHugePages":"madvise","usableCores":2,"vectorExtensions":["avx2","fma"]},"#
  + #""rounds":[{"groupNanoseconds":[20100,19900],"peakFlopsPerSecond":450000000000,"#
  + #""stepsPerGroup":10}],"schema":{"major":1,"minor":0},"seed":7,"#
  + #""verification":{"countAfterTraining":6,"countBeforeTraining":6,"digestedSteps":16,"#
  + #""finalDigest":"bb","finalLoss":0.5,"firstLoss":2,"layers":[{"buffers":6,"formula":6,"#
  + #""gradients":6,"layer":"dense","reference":6}],"startDigest":"aa"},"#
  + #""workers":[{"allocatedBytes":0,"pieces":40,"steps":20},"#
  + #"{"allocatedBytes":64,"pieces":24,"steps":20}]}"#

/// What that line says.
func exampleRecord() -> RunRecord {
  RunRecord(
    cell: RunRecord.Cell(
      model: "pair", batchSize: 32, threads: 2, isOversubscribed: false, parameterCount: 6),
    date: "2026-01-31T12:00:00Z",
    machine: Machine(
      name: "amd-epyc-2c", cpuModel: "AMD EPYC", architecture: "x86_64",
      vectorExtensions: ["avx2", "fma"], cores: 2, physicalCores: 2, usableCores: 2,
      caches: [Machine.Cache(name: "L1d", bytes: 49_152)], memoryBytes: 25_275_416_576,
      isVirtual: true, transparentHugePages: "madvise", kernel: "Linux 6.1.0",
      build: exampleBuild, loadAverage: 0.25),
    seed: 7, flopsPerStep: 512,
    rounds: [
      RunRecord.Round(
        groupNanoseconds: [20_100, 19_900], stepsPerGroup: 10, peakFlopsPerSecond: 450e9)
    ],
    verification: RunRecord.Verification(
      layers: [
        RunRecord.LayerCount(layer: "dense", reference: 6, formula: 6, buffers: 6, gradients: 6)
      ], countBeforeTraining: 6, countAfterTraining: 6, startDigest: "aa", finalDigest: "bb",
      digestedSteps: 16, firstLoss: 2, finalLoss: 0.5),
    workers: [
      RunRecord.Worker(pieces: 40, allocatedBytes: 0, steps: 20),
      RunRecord.Worker(pieces: 24, allocatedBytes: 64, steps: 20),
    ])
}

let exampleBuild = Machine.Build(
  compiler: "Swift 6.3.1", flags: "-Ounchecked", targetCPU: "native", vectorLanes: 16,
  commit: nil, allocator: "jemalloc 5.3.0")

/// Runs `body` with a folder of its own, which is removed afterwards.
func withTemporaryFolder(_ body: (_ path: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// Expects that `body` throws a `RecordError` with that sentence.
func expectSentence(
  _ expected: String, at location: SourceLocation = #_sourceLocation, from body: () throws -> Void
) {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: location)
  } catch {
    #expect((error as? RecordError)?.description == expected, sourceLocation: location)
  }
}
