import Testing

@testable import Training

@Suite struct BatchesTests {
  /// The orders of three epochs, where somebody draws ahead in some of the steps.
  private func orders(
    samples: Int, batchSize: Int, drawsAhead: (_ step: Int) -> Bool
  ) -> [[Int32]] {
    let batches = Batches(
      inputs: [], targets: [], in: [], sampleCount: samples, batchSize: batchSize,
      arePacked: false, shuffles: true, seed: 3)
    // A training that was given up in the middle of an epoch leaves nothing behind.
    _ = batches.next(update: nil, isScored: true)
    batches.drawAhead()
    batches.reset()
    return (0..<3).map { epoch in
      (0..<batches.stepsPerEpoch).flatMap { step in
        let batch = batches.next(update: nil, isScored: true)
        if drawsAhead(epoch * batches.stepsPerEpoch + step) { batches.drawAhead() }
        // The order must stand while the next one is drawn.
        return (0..<batch.count).map { batch.order![$0] }
      }
    }
  }

  @Test(arguments: [(1, 1), (2, 1), (10, 3), (10, 10), (2_000, 128), (2_048, 1_024)])
  func whoeverDrawsAheadDrawsTheSame(samples: Int, batchSize: Int) {
    let expected = orders(samples: samples, batchSize: batchSize) { _ in false }
    #expect(expected.allSatisfy { $0.sorted() == (0..<Int32(samples)).map { $0 } })
    for drawsAhead in [{ _ in true }, { $0 % 3 > 0 }, { $0 > 2 }] as [(Int) -> Bool] {
      #expect(orders(samples: samples, batchSize: batchSize, drawsAhead: drawsAhead) == expected)
    }
  }
}
