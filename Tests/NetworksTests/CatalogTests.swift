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
    #expect(trained.calls.count == layers.count)
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

  /// The figures of Keras's examples and of MLPerf Tiny.
  @Test func figuresOfKnownNetworks() throws {
    let (cnn, resnet, lstm) = (
      try Catalog.mnistCNN.network.resolved(), try Catalog.resnet8.network.resolved(),
      try Catalog.lstm.network.resolved()
    )
    #expect(cnn.parameterCount == 34_826)
    #expect(resnet.parameterCount == 78_666)
    // Moving averages do not learn: two for each of 16 + 16 + 16 + 32 + 32 + 64 + 64 channels.
    #expect(resnet.trainableCount == 78_666 - 2 * 240)
    #expect(lstm.parameterCount == 2_691_713)
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
