import Testing

@testable import Networks

@Suite struct CatalogTests {
  @Test(arguments: Catalog.entries.map(\.name))
  func countsAreKerasFigures(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    let layers = try entry.network.resolved().layers
    #expect(layers.map(\.parameterCount).filter { $0 > 0 } == entry.referenceCounts)
    let trained = try entry.trainingNetwork.resolved()
    #expect(trained.layers.map(\.parameterCount) == layers.map(\.parameterCount))
    #expect(try trained.chain().count == layers.count)
  }

  @Test func figuresOfTheKerasQuestions() throws {
    func total(_ entry: Catalog.Entry) throws -> Int { try entry.network.resolved().parameterCount }
    #expect(try total(Catalog.pair) == 6)
    #expect(try total(Catalog.and) == 129)
    #expect(try total(Catalog.rnn) == 131)
    #expect(try total(Catalog.digits) == 7_850)
    #expect(try total(Catalog.conv) == 94_538)
    #expect(try total(Catalog.denoise) == 397_065)
  }

  @Test func convolutionsShrinkAsKerasShowsThem() throws {
    let counted = try Catalog.conv.network.resolved().layers.map(\.outputShape)
    #expect(
      counted == [
        [224, 224, 3], [222, 222, 32], [220, 220, 64], [218, 218, 128], [218, 218, 10],
      ])
    let trained = try Catalog.conv.trainingNetwork.resolved().layers.map(\.outputShape)
    #expect(trained.first == [32, 32, 3])
    #expect(trained.last == [26, 26, 10])
    #expect(Catalog.denoise.trainingNetwork == Catalog.denoise.network)
  }
}
