import TestSupport
import Testing

@Suite struct MutatorTests {
  private let seeds = [Array("{\"a\": [1, 2.5]}".utf8), Array(repeating: 7, count: 60_000)]

  private func files(seed: UInt64) -> [[UInt8]] {
    var mutator = Mutator(seeds: seeds, words: ["null"], seed: seed)
    return (0..<300).map { _ in mutator.next() }
  }

  @Test func equalSeedsGiveEqualFiles() {
    #expect(files(seed: 1) == files(seed: 1))
    #expect(files(seed: 1) != files(seed: 2))
  }

  @Test func filesAreDamagedInManyWaysAndNeverTooLong() {
    let files = files(seed: 3)
    #expect(Set(files).count > 250)
    #expect(files.allSatisfy { $0.count <= Mutator.maximumByteCount })
    let texts = files.map { String(decoding: $0, as: UTF8.self) }
    for part in ["null", "1e999", "[[[[[[[[", "{{{{{{{{"] {
      #expect(texts.contains { $0.contains(part) }, "\(part)")
    }
  }
}
