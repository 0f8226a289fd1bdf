import Foundation
import ModelFiles
import Parsers
import TestSupport
import Testing

/// Whatever a file holds, its parser returns or refuses it in one sentence. Each test runs in a
/// process of its own, which a crash, an endless loop or a hunger for memory brings down.
@Suite(.serialized) struct ParserTests {
  @Test func suitesAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.suite) }
  }

  @Test func modelsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.model) }
  }

  @Test func layersModelsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.layersModel) }
  }

  @Test func modelsAreTrainedOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.training) }
  }

  @Test func tablesOfCountsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.counts) }
  }

  @Test(
    .enabled(
      if: SavedModel.canReadContainers,
      "libhdf5 and libzip read these files; install libhdf5-103-1 and libzip4"))
  func savedModelsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.saved) }
  }

  @Test func safetensorsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.safetensors) }
  }

  @Test func arraysOfNumPyAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.numPy) }
  }

  @Test func digitsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.idx) }
  }

  @Test func recordsAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.records) }
  }

  @Test func damagedRecordsAreOfEveryFormat() throws {
    let texts = try Parser.records.seeds().map { String(decoding: $0, as: UTF8.self) }
    for part in [
      #""schema":{"major":1"#, #""schema":{"major":2,"minor":0}"#, #""counters":{"#,
      #""disturbances":["2.5 % of CPU time"#,
    ] {
      #expect(texts.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test func fixturesAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.fixture) }
  }

  @Test func samplesAreReadOrRefused() async {
    await #expect(processExitsWith: .success) { try endure(.samples) }
  }
}

/// Feeds the parser with damaged files, within bounds on memory and time.
private func endure(_ parser: Parser) throws {
  let seeds = try parser.seeds()
  // What is made once, such as tables of the decoders, is not to count.
  for seed in seeds { #expect(try parser.accepts(seed)) }
  try limitMemory(toAdditional: 16 << 20 + 64 * Mutator.maximumByteCount)
  limitProcessorTime(seconds: 300)
  var mutator = Mutator(seeds: seeds, words: parser.words, seed: 1)
  var counts = [true: 0, false: 0]
  for _ in 0..<2_000 {
    do {
      counts[try parser.accepts(mutator.next())]! += 1
    } catch {
      Issue.record(error)
      return
    }
  }
  // Both must have been tried. Of damaged models that can be counted few can be trained, too.
  let least = parser.name == Parser.training.name ? 2 : 20
  #expect(counts[true]! > least && counts[false]! > 200, "\(parser.name): \(counts)")
}

/// Lets allocations fail, which no parser survives, beyond what the process holds now and this.
private func limitMemory(toAdditional bytes: Int) throws {
  let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
  let held = try #require(Int(pages[5])) * sysconf(Int32(_SC_PAGESIZE))
  limit(RLIMIT_DATA, to: held + bytes)
}

private func limitProcessorTime(seconds: Int) {
  limit(RLIMIT_CPU, to: seconds)
}

private func limit(_ resource: __rlimit_resource, to value: Int) {
  var bound = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
  setrlimit(__rlimit_resource_t(resource.rawValue), &bound)
}
