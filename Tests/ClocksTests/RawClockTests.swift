import Clocks
import Foundation
import Testing

@Suite struct RawClockTests {
  @Test func itOnlyGoesOn() {
    var last = RawClock.nanoseconds()
    for _ in 0..<1_000 {
      let now = RawClock.nanoseconds()
      #expect(now >= last)
      last = now
    }
  }

  /// Times of two clocks cannot be compared: time daemons bend all but the raw one, by up to 500 ppm.
  @Test func nothingElseReadsAClockThatTimePassesBy() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources").standardizedFileURL
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var readers: [String] = []
    for case let file as URL in files where ["swift", "h", "c"].contains(file.pathExtension) {
      let text = try String(contentsOf: file, encoding: .utf8)
      let reads = try Regex(
        #"ContinuousClock|SuspendingClock|DispatchTime|gettimeofday|systemUptime|CLOCK_(?!THREAD_CPU)"#
      )
      if text.contains(reads) { readers.append(file.lastPathComponent) }
    }
    #expect(readers == ["RawClock.swift"])
  }

  /// Times of libraries are compared with gradmark's.
  @Test func driversOfLibrariesReadTheSameClock() throws {
    let drivers = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Benchmarks/Peers").standardizedFileURL
    var readers: [String: Set<String>] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: drivers.path)
    where file.hasSuffix(".py") || file.hasSuffix(".c") {
      let text = try String(contentsOf: drivers.appending(path: file), encoding: .utf8)
      let reads = try Regex(#"time\.\w*(_ns|time|counter|monotonic)\w*\(|CLOCK_\w+"#)
      for match in text.matches(of: reads) {
        readers[file, default: []].insert(String(text[match.range]))
      }
    }
    #expect(readers == ["peer.py": ["time.clock_gettime_ns(", "CLOCK_MONOTONIC_RAW"]])
  }
}
