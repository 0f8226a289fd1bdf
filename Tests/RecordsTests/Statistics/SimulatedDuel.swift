import Glibc
import Randomness

@testable import Records

/// A duel of two builds on a made-up machine: what its cells would have measured, and the verdicts that
/// follow by the rules of real duels.
struct SimulatedDuel {
  var cells = 33
  var processes = 8
  var rounds = 6
  var margin = 0.05
  /// The speed of the candidate over the base's.
  var ratio = 1.0
  /// By how much processes differ for their life, as a standard deviation of logarithms.
  var processSpread = 0.01
  /// Whether processes settle in one of two modes instead, so far apart.
  var modes = 0.0
  /// By how much blocks differ.
  var blockSpread = 0.01
  /// Whether blocks have tails as heavy as Student's distribution with two degrees of freedom.
  var hasHeavyTails = false
  /// How much slower the machine gets within each pair of processes, evenly.
  var ramp = 0.0
  /// How much slower it gets at once, at some moment of some pairs.
  var step = 0.0
  /// How much slower it is for some pairs of neighbouring cases, each build's part at random.
  var loss = 0.0

  /// Plays it as `DuelAgenda` does, each cell being a case of its own; returns the verdicts.
  func verdicts(using random: inout SplitMix64) -> [Verdict] {
    let terms = DuelTerms(margin: margin, turns: .blocks)
    let level = DuelTerms.level(cells: cells)
    var pairs = [[[Double]]](repeating: [], count: cells)
    var isSettled = [Bool](repeating: false, count: cells)
    var left = cells * processes
    let looks = DuelTerms.looks(planned: processes)
    for index in 0..<(looks.last ?? 0) {
      // A core is lost from one case on for some cases.
      let lost = random.nextIndex(below: 4 * cells)..<(4 * cells)
      for cell in 0..<cells where left > 0 {
        if looks.contains(index) {
          isSettled[cell] = terms.isSettled(by: pairs[cell], planned: processes, level: level)
        }
        guard !isSettled[cell] else { continue }
        left -= 1
        let isLost = loss > 0 && lost.contains(cell) && cell < lost.lowerBound + 5
        pairs[cell].append(pair(isLost: isLost, using: &random))
      }
    }
    return pairs.map { terms.verdict(of: $0, planned: processes, level: level) }
  }

  /// The logarithms of the ratios of one pair of processes.
  private func pair(isLost: Bool, using random: inout SplitMix64) -> [Double] {
    let effects = (0..<2).map { _ in
      modes > 0 ? Double(random.nextIndex(below: 2)) * modes : processSpread * random.nextNormal()
    }
    let start = random.nextIndex(below: 2 * 2 * rounds)
    return (0..<rounds).map { round in
      // Who comes first in the round is drawn.
      let isBaseFirst = random.nextIndex(below: 2) == 0
      let times = (0..<2).map { side -> Double in
        let place = 2 * round + (isBaseFirst ? side : 1 - side)
        var time = effects[side] + blockSpread * noise(using: &random)
        time += ramp * Double(place) / Double(2 * rounds)
        if place >= start { time += step }
        if isLost { time += loss * random.nextUnit() }
        return time
      }
      return times[0] - times[1] + log(ratio)
    }
  }

  private func noise(using random: inout SplitMix64) -> Double {
    let value = random.nextNormal()
    guard hasHeavyTails else { return value }
    let (a, b) = (random.nextNormal(), random.nextNormal())
    return value / ((a * a + b * b) / 2).squareRoot()
  }
}
