import Testing

@testable import Sweeps

@Suite struct StopRuleTests {
  private let rule = StopRule(precision: 0.02, nanoseconds: 1_000)

  @Test func itStopsOnceEveryIntervalIsNarrow() {
    // Six pairs are the fewest with an interval, which is their range then: ±1.5 % and ±2.5 %.
    let narrow = [1.985, 1.99, 2, 2, 2.01, 2.015].map { $0 / 2 }
    let wide = [1.95, 1.99, 2, 2, 2.01, 2.05].map { $0 / 2 }
    #expect(rule.reason(ratios: [narrow], elapsed: 0) == .precise)
    #expect(rule.reason(ratios: [narrow, wide], elapsed: 0) == nil)
    #expect(rule.reason(ratios: [Array(narrow.prefix(5))], elapsed: 0) == nil)
    #expect(rule.reason(ratios: [], elapsed: 999) == nil)
  }

  @Test func itStopsWhenTimeIsUp() {
    #expect(rule.reason(ratios: [], elapsed: 999) == nil)
    #expect(rule.reason(ratios: [], elapsed: 1_000) == .time)
  }
}
