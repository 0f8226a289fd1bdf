import Testing

@testable import Training

@Suite struct ChainMessagesTests {
  private func messages(sums: [Int], weights: [Int]) -> ChainMessages {
    func offsets(_ floats: [Int]) -> [Int] { floats.reduce(into: [0]) { $0.append($0.last! + $1) } }
    return ChainMessages(
      sumOffsets: offsets(sums), weightOffsets: offsets(weights), blocks: sums.count)
  }

  /// Whatever the blocks: all travel, in order, in messages that engines send without asking.
  @Test(
    arguments: [
      [6_144], [100, 100, 100], Array(repeating: 6_144, count: 85),
      Array(repeating: 300, count: 400), [1, 40_000, 2, 20_000, 15_360],
    ])
  func everyFloatTravelsOnce(floats: [Int]) {
    let messages = messages(sums: floats, weights: floats)
    let bytes = 4 * floats.reduce(0, +)
    for ends in [messages.sumEnds, messages.weightEnds] {
      #expect(ends.last == bytes)
      #expect(zip([0] + ends, ends).allSatisfy { $0 < $1 && $1 - $0 <= 60 << 10 })
    }
    #expect(messages.blockEnds.last == floats.count)
    // Each message of several blocks ends where one of these does, so that they can be gone on with.
    let blockBytes = messages.blockEnds.map { 4 * floats.prefix($0).reduce(0, +) }
    #expect(Set(blockBytes).isSubset(of: Set(messages.sumEnds)))
  }

  /// The rank behind waits for the first message, and those before for the last.
  @Test func theFirstAndTheLastAreShort() {
    let floats = Array(repeating: 1_024, count: 388)
    let ends = messages(sums: floats, weights: floats).blockEnds
    let lengths = zip([0] + ends, ends).map { $1 - $0 }
    #expect(lengths.prefix(3) == [3, 7, 15])
    #expect(lengths.last! <= 3)
    #expect(lengths.max() == 15)
  }

  /// Sums may be larger than weights, or none at all: then their messages are.
  @Test func sumsOfAnotherSizeHaveTheirOwnMessages() {
    let messages = messages(sums: [36_864, 0], weights: [9_216, 16])
    #expect(messages.blockEnds == [1, 2])
    #expect(messages.sumEnds == [49_152, 98_304, 147_456])
    #expect(messages.weightEnds == [36_864, 36_928])
  }

  @Test func runsAreWholeMessages() {
    let floats = Array(repeating: 6_144, count: 85)
    let messages = messages(sums: floats, weights: floats)
    #expect(messages.runs(leastBlocks: 1) == messages.blockEnds)
    let runs = messages.runs(leastBlocks: 6)
    #expect(Set(runs).isSubset(of: Set(messages.blockEnds)))
    #expect(zip([0] + runs, runs).allSatisfy { $1 - $0 >= 6 })
    #expect(runs.last == 85)
    #expect(messages.runs(leastBlocks: 1_000) == [85])
  }
}
