import Testing
import Sweeps

@Suite struct PaceTests {
  @Test func aLongStepIsTimedByItself() {
    let pace = Pace(stepNanoseconds: [2e6], turnNanoseconds: 1e8)
    #expect(pace.stepsPerGroup == 1)
    #expect(pace.groupsPerTurn == 50)
  }

  @Test func aGroupOfShortStepsIsLongAgainstTheClock() {
    // 0.15 µs a step: 134 steps make 20 µs, but 100 groups a turn are the limit.
    let short = Pace(stepNanoseconds: [150], turnNanoseconds: 1e6)
    #expect(short.stepsPerGroup == 134)
    #expect(short.groupsPerTurn == 50)
    let capped = Pace(stepNanoseconds: [150], turnNanoseconds: 2e8)
    #expect(capped.groupsPerTurn <= 100)
    #expect(capped.groupsPerTurn > 98)
    #expect(abs(Double(capped.stepsPerTurn) * 150 - 2e8) < 2e6)
  }

  @Test func theShortestStepSettlesTheGroupAndTheMeanTheTurn() {
    let pace = Pace(stepNanoseconds: [1_000, 19_000], turnNanoseconds: 1e7)
    #expect(pace.stepsPerGroup == 20)
    #expect(pace.stepsPerTurn == 1_000)
  }

  @Test func aTurnHasAStepHoweverLongItIs() {
    #expect(Pace(stepNanoseconds: [1e9], turnNanoseconds: 1e8).stepsPerTurn == 1)
  }
}
