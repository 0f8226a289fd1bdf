import Foundation
import Records
import Testing

@testable import Reports

@Suite struct NoiseFloorTests {
  private func cases(_ controls: [Double?]) -> [[Replicate]] {
    controls.map { control in
      [
        pair([1: [100, 200, 300]], control: control.map { [100 * $0, 200 * $0, 300 * 5] })
          .replicate()
      ]
    }
  }

  @Test func theFloorIsTheLargestMedianDistanceOfAFewCases() throws {
    // The third pair is far off in each, which a median does not see; 1/1.1 is as far as 1.1.
    let floor = try #require(NoiseFloor(of: cases([1.02, 1 / 1.1, nil, 1.01])))
    #expect(abs(floor.share - 0.1) < 1e-6)
    #expect(floor.caseCount == 3)
    #expect(floor.pairCount == 9)
  }

  @Test func ofManyCasesItIsTheQuantileOf95Percent() throws {
    // 21 cases: the 20th of them, (n − 1)·0.95 = 19 counted from 0.
    let controls = (1...21).map { 1 + Double($0) / 1000 }
    let floor = try #require(NoiseFloor(of: cases(controls)))
    #expect(abs(floor.share - 0.020) < 1e-6)
  }

  @Test func processesMayHaveControlsOfDifferentThreads() throws {
    // Controls of one thread 2 % slower, and of two threads 4 %: the median of both is 3 %.
    let first = pair([1: [100, 100, 100], 2: [50, 50, 50]], control: [102, 102, 102]).replicate()
    var second = pair([1: [100, 100, 100], 2: [50, 50, 50]], control: [52, 52, 52])
      .replicate(process: 1)
    second.contestants[2].threads = 2
    let floor = try #require(NoiseFloor(of: [[first, second]]))
    #expect(abs(floor.share - (1.02 * 1.04).squareRoot() + 1) < 1e-6)
    #expect((floor.caseCount, floor.pairCount) == (1, 6))
  }

  @Test func withoutAControlThereIsNone() {
    #expect(NoiseFloor(of: cases([nil, nil])) == nil)
    #expect(NoiseFloor(of: []) == nil)
  }
}

@Suite struct VerdictTests {
  /// One percent.
  private let floor = NoiseFloor(
    of: [[pair([1: [100]], control: [101]).replicate()]])

  @Test(
    arguments: [
      (Estimate(1.1, (1.01, 1.2)), .faster), (Estimate(0.9, (0.8, 0.99)), .slower),
      (Estimate(1.1, (1, 1.2)), .inconclusive), (Estimate(0.9, (0.8, 1)), .inconclusive),
      // Beyond the interval, but not beyond the floor.
      (Estimate(1.009, (1.008, 1.2)), .inconclusive), (Estimate(1.009, (1.008, 1.01)), .same),
      (Estimate(1 / 1.009, (0.8, 0.999)), .inconclusive),
      (Estimate(1.02, (1.01, 1.03)), .faster), (Estimate(1, (0.96, 1.04)), .same),
      (Estimate(1, (0.95, 1.04)), .inconclusive), (Estimate(5), .inconclusive),
    ] as [(Estimate, Verdict)])
  func anEffectIsBeyondIntervalAndFloor(ratio: Estimate, verdict: Verdict) {
    #expect(Verdict(on: ratio, floor: floor?.share, margin: 0.05) == verdict)
  }

  @Test func withoutAFloorNothingIsFaster() {
    let ratio = Estimate(2, (1.9, 2.1))
    #expect(Verdict(on: ratio, floor: nil, margin: 0.05) == .inconclusive)
    #expect(Verdict(on: ratio, floor: floor?.share, margin: 0.05) == .faster)
    #expect(Verdict(on: nil, floor: floor?.share, margin: 0.05) == .inconclusive)
    #expect(Verdict(on: Estimate(1, (1, 1)), floor: floor?.share, margin: 0) == .inconclusive)
  }
}
