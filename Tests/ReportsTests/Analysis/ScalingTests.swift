import Records
import Testing

@testable import Reports

@Suite struct ScalingFitTests {
  private let threads = [1, 2, 4, 8, 16, 32]

  /// The speed-ups that a law gives, written out: p / (1 + α(p − 1) + βp(p − 1)).
  private func law(_ serial: Double, _ coherency: Double) -> [(threads: Int, speedup: Double)] {
    threads.map { count in
      let p = Double(count)
      return (count, p / (1 + serial * (p - 1) + coherency * p * (p - 1)))
    }
  }

  @Test func theUniversalLawIsFoundAgain() throws {
    guard
      case .fitted(let serial, let coherency, let residual) = ScalingFit(
        universal: law(0.03, 0.0005))
    else {
      Issue.record("it was not fitted")
      return
    }
    #expect(abs(serial - 0.03) < 1e-12)
    #expect(abs(coherency - 0.0005) < 1e-12)
    #expect(residual < 1e-12)
  }

  @Test func amdahlsLawIsFoundAgain() {
    guard case .fitted(let serial, let coherency, let residual) = ScalingFit(amdahl: law(0.1, 0))
    else {
      Issue.record("it was not fitted")
      return
    }
    #expect(abs(serial - 0.1) < 1e-12)
    #expect(coherency == 0)
    #expect(residual < 1e-12)
  }

  @Test func sharesBelowZeroAreNotAllowed() {
    // Faster than linear: the free fit would have a share below 0.
    let fits = [ScalingFit(universal: law(-0.01, 0)), ScalingFit(amdahl: law(-0.01, 0))]
    for fit in fits {
      guard case .fitted(let serial, let coherency, let residual) = fit else {
        Issue.record("it was not fitted")
        return
      }
      #expect(serial == 0)
      #expect(coherency == 0)
      #expect(residual > 1e-4)
    }
    // A coherency below 0 leaves Amdahl's law, a serial share below 0 the coherency.
    #expect(ScalingFit(universal: law(0.2, -0.001)) == ScalingFit(amdahl: law(0.2, -0.001)))
    guard case .fitted(0, let coherency, _) = ScalingFit(universal: law(-0.01, 0.002)) else {
      Issue.record("the serial share is not 0")
      return
    }
    #expect(coherency > 0 && coherency < 0.002)
  }

  @Test func fewerThanSixThreadCountsAreNotFitted() {
    let points = Array(law(0.1, 0).prefix(5))
    #expect(ScalingFit(amdahl: points) == .notFitted(points: 5))
    #expect(ScalingFit(universal: points) == .notFitted(points: 5))
    #expect(ScalingFit(universal: points).speedup(threads: 4) == nil)
  }

  @Test func theLawGivesSpeedupsBetweenItsPoints() throws {
    let speedup = try #require(ScalingFit(universal: law(0.03, 0.0005)).speedup(threads: 12))
    #expect(abs(speedup - 12 / (1 + 0.03 * 11 + 0.0005 * 12 * 11)) < 1e-9)
  }
}

@Suite struct ScalingTests {
  private func scaling(_ microseconds: [Int: Double], control: Double = 100) throws -> Scaling? {
    let steps = microseconds.mapValues { [Double](repeating: $0, count: 6) }
    return try model(
      of: [
        pair(steps, control: [Double](repeating: control, count: 6)).replicate()
      ]
    ).groups[0].scaling
  }

  @Test func theBestThreadCountHasItsTies() throws {
    // The intervals have no width: only a floor of 4 % makes 50 and 51.5 a tie.
    let tied = try #require(try scaling([1: 100, 2: 50], control: 104))
    #expect((tied.best, tied.ties) == (2, []))
    let near = try #require(try scaling([1: 100, 2: 98], control: 104))
    #expect((near.best, near.ties) == (2, [1]))
    let far = try #require(try scaling([1: 100, 2: 98], control: 101))
    #expect((far.best, far.ties) == (2, []))
  }

  /// Processes that differ widen the intervals of both, but not that of the pairs within each.
  @Test func aVerdictTellsCountsApartWhoseIntervalsOverlap() throws {
    let replicates = [1.0, 2, 3, 1.5, 2.5].enumerated().map { process, factor in
      let steps = [1: [Double](repeating: 100, count: 6), 2: [Double](repeating: 80, count: 6)]
      return pair(steps, control: [Double](repeating: 100, count: 6))
        .replicate(process: process, factor: factor)
    }
    let scaling = try #require(try model(of: replicates).groups[0].scaling)
    #expect((scaling.best, scaling.ties) == (2, []))
  }

  @Test func moreThreadsThanCPUsAreLeftOut() throws {
    let scaling = try #require(try scaling([1: 100, 2: 50, 4: 10]))
    #expect(scaling.best == 2)
    #expect(scaling.speedups.map(\.threads) == [1, 2])
    #expect(scaling.amdahl == .notFitted(points: 2))
    #expect(try self.scaling([1: 100, 4: 10]) == nil)
  }

  @Test func sixThreadCountsAreFitted() throws {
    var example = pair([:], control: [1000, 1000, 1000])
    // Amdahl's law with a tenth of 1 ms serial.
    for threads in 1...6 {
      let step = 100 + 900 / Double(threads)
      example.microseconds[threads] = [step, step, step]
    }
    var replicate = example.replicate()
    for index in replicate.contestants.indices {
      replicate.contestants[index].isOversubscribed = false
    }
    let scaling = try #require(try model(of: [replicate]).groups[0].scaling)
    guard case .fitted(let serial, _, _) = scaling.amdahl else {
      Issue.record("it was not fitted")
      return
    }
    #expect(abs(serial - 0.1) < 1e-6)
  }
}

@Suite struct SizeTests {
  /// Step times of one and two threads, by batch size.
  private func groups(_ steps: [Int: (Double, Double)], control: [Double]? = nil) throws
    -> ReportModel
  {
    try model(
      of: steps.sorted { $0.key < $1.key }.map { batch, times in
        var example = denoise(
          batchSize: batch,
          [
            1: [Double](repeating: times.0, count: 11), 2: [Double](repeating: times.1, count: 11),
          ])
        example.control = control
        return example.replicate()
      })
  }

  private let calm = [Double](repeating: 100, count: 11)

  @Test func aSecondThreadPaysFromTheSmallestSizeFromWhichOnItDoes() throws {
    // It wins at 8 by chance, loses at 16, and wins from 32 on.
    let steps = [8: (100.0, 80.0), 16: (100, 120), 32: (100, 90), 64: (100, 60)]
    let paying = try groups(steps, control: calm).secondThread
    #expect(paying.map(\.label) == ["denoise"])
    #expect(paying[0].smallest == SecondThread.Size(batchSize: 32, flopsPerStep: 1.85e6 * 32))
    #expect(try groups(steps).secondThread == [])
    #expect(try groups([8: (100, 110)], control: calm).secondThread[0].smallest == nil)
  }

  @Test func weakScalingHoldsTheWorkOfAThread() throws {
    let model = try groups([8: (100, 60), 16: (200, 125), 24: (300, 150)])
    // 16 samples on two threads take 125, 8 on one thread 100; 24 is no double of any.
    #expect(model.weakScaling.map(\.samplesPerThread) == [8])
    #expect(model.weakScaling.map(\.threads) == [2])
    #expect(abs(model.weakScaling[0].efficiency.value - 0.8) < 1e-9)
    #expect(model.weakScaling[0].efficiency.interval != nil)
  }
}
