import Networks
import Testing
import Training

/// Start weights follow Keras's distributions; their values are this project's own.
@Suite struct StartValuesTests {
  /// The kernel of a dense layer of 300 inputs and 200 units.
  private func kernel(_ initializer: Initializer, seed: UInt64 = 1) throws -> [Double] {
    try kernel(initializer, inputs: 300, units: 200, seed: seed)
  }

  private func kernel(
    _ initializer: Initializer, inputs: Int, units: Int, seed: UInt64 = 1
  ) throws -> [Double] {
    let network = NetworkDescription(
      sequential: "drawn", input: [inputs],
      layers: [
        LayerDescription(
          "dense", Dense(units: units, usesBias: false, kernel: WeightSettings(initializer)))
      ])
    let trainer = try Trainer(
      network, training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError),
      options: TrainerOptions(seed: seed))
    return trainer.weights()[0].tensor.elements.map(Double.init)
  }

  /// The deviation of 60,000 numbers lies within 1.5 % of the true one, their mean within 1.5 % of
  /// it of the true mean: five standard errors and more.
  private func expect(_ numbers: [Double], mean: Double, deviation: Double) {
    let average = numbers.reduce(0, +) / Double(numbers.count)
    let variance = numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    let measured = (variance / Double(numbers.count)).squareRoot()
    #expect(abs(average - mean) <= 0.025 * deviation)
    #expect(abs(measured - deviation) <= 0.015 * deviation)
  }

  @Test func constants() throws {
    #expect(try kernel(.zeros).allSatisfy { $0 == 0 })
    #expect(try kernel(.ones).allSatisfy { $0 == 1 })
  }

  @Test func uniformOnes() throws {
    let plain = try kernel(.randomUniform(minimum: -0.05, maximum: 0.05))
    #expect(plain.allSatisfy { abs($0) <= 0.05 })
    expect(plain, mean: 0, deviation: 0.05 / 3.0.squareRoot())
    let glorot = try kernel(.glorotUniform), limit = (6.0 / 500).squareRoot()
    #expect(glorot.allSatisfy { abs($0) <= limit * (1 + 1e-7) })
    expect(glorot, mean: 0, deviation: limit / 3.0.squareRoot())
    expect(try kernel(.heUniform), mean: 0, deviation: (2.0 / 300).squareRoot())
  }

  @Test func normalOnes() throws {
    let plain = try kernel(.randomNormal(mean: 0.5, standardDeviation: 0.05))
    expect(plain, mean: 0.5, deviation: 0.05)
    #expect(plain.contains { abs($0 - 0.5) > 0.1 }, "it is not truncated")
    for (initializer, deviation) in [
      (Initializer.glorotNormal, (2.0 / 500).squareRoot()),
      (.heNormal, (2.0 / 300).squareRoot()),
    ] {
      let numbers = try kernel(initializer)
      expect(numbers, mean: 0, deviation: deviation)
      // Cut off at two deviations of the uncut normal, which is 1 / 0.8796 as wide.
      #expect(numbers.allSatisfy { abs($0) <= 2 * deviation / 0.879_625 })
    }
  }

  @Test(arguments: [(5, 5), (9, 4), (4, 9), (40, 40)])
  func orthogonalOnes(rows: Int, columns: Int) throws {
    let q = try kernel(.orthogonal(gain: 2), inputs: rows, units: columns)
    // The shorter axis' vectors have length 2 and stand at right angles.
    let (count, length) = (min(rows, columns), max(rows, columns))
    func entry(_ vector: Int, _ index: Int) -> Double {
      rows >= columns ? q[index * columns + vector] : q[vector * columns + index]
    }
    for a in 0..<count {
      for b in 0...a {
        let product = (0..<length).reduce(0) { $0 + entry(a, $1) * entry(b, $1) }
        #expect(abs(product - (a == b ? 4 : 0)) < 1e-5)
      }
    }
  }

  @Test func seedsAndTensorsHaveStreamsOfTheirOwn() throws {
    #expect(try kernel(.glorotUniform, seed: 1) == kernel(.glorotUniform, seed: 1))
    #expect(try kernel(.glorotUniform, seed: 1) != kernel(.glorotUniform, seed: 2))
    let two = try Trainer(
      NetworkDescription(
        sequential: "two", input: [8],
        layers: [
          LayerDescription("a", Dense(units: 8)),
          LayerDescription("b", Dense(units: 8)),
        ]), training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError)
    ).weights()
    #expect(two[0].tensor != two[2].tensor)
  }

  /// 2·B·(in·out) forward, as much for weights, as much for inputs but in the first layer.
  @Test func arithmeticIsCountedByTheFormula() throws {
    func flops(_ name: String) throws -> Double {
      try #require(Catalog.entry(named: name)).trainingNetwork.resolved().flopsPerSample
    }
    let denoise = 2 * 514 * 514 + 3 * 514 * 257
    #expect(try flops("denoise") == Double(2 * denoise))
    #expect(try flops("digits") == Double(2 * 2 * 7_840))
    // Three steps of 1→10, two recurrences both ways and for their weights, then 10→1.
    let rnn = 2 * 3 * 10 + 3 * 2 * 100 + 3 * 10
    #expect(try flops("rnn") == Double(2 * rnn))
  }
}
