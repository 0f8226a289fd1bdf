import Records

extension Cell {
  /// The thread count, marked where it exceeds the usable CPUs: `2`, `4*`; of several ranks `2×4*`.
  var threadsText: String {
    (ranks == 1 ? "" : "\(ranks)×") + "\(threads)" + (isOversubscribed ? "*" : "")
  }

  /// The same where ranks are told of one process, too: `1×1`.
  var teamText: String { ranks == 1 ? "1×\(threadsText)" : threadsText }
}

extension [Cell] {
  /// What the mark behind a thread count means, where one of the cells has it.
  var crowdedSentences: [String] {
    contains(where: \.isOversubscribed) ? ["* more threads than CPUs that the process may use"] : []
  }
}

extension BenchmarkCase {
  /// The network as tables name it, and how it was trained where that was asked for.
  var label: String {
    ([model] + chosen).joined(separator: ", ")
  }
}

extension Table.Column {
  /// What network a row is of, and how it was trained, as spreadsheets have it.
  static func subject(
    _ title: String, among rows: [Row], of row: @escaping (Row) -> BenchmarkCase
  ) -> [Table.Column<Row>] {
    [Table.Column(title, .left) { row($0).model }]
      + BenchmarkCase.choices(of: rows.map(row)).map { choice in
        Table.Column(choice.column, .left) { row($0)[choice] ?? "" }
      }
  }
}

extension CellResult {
  /// What stands in place of a speed-up where threads shared nothing, by design.
  static let unshared = "not shared"

  /// The speed-up, or that the work was not shared.
  var speedupText: String { speedupText { UnitLadder.factor.valueText($0) } }

  /// The same with its interval.
  var speedupIntervalText: String { speedupText { UnitLadder.factor.text($0) } }

  /// The same with the mark that the chart of speed-ups has behind what is above the machine's, and with that of what
  /// has no verdict.
  func speedupMarkedText(floor: NoiseFloor?) -> String {
    markedIfUndecided(
      speedupIntervalText + (isAboveCeiling ? " \(aboveCeilingMark)" : ""), floor: floor)
  }

  /// A text of the speed-up, marked where that has no verdict and no room for words.
  func markedIfUndecided(_ text: String, floor: NoiseFloor?) -> String {
    text + (isUndecided(floor: floor) ? " \(undecidedMark)" : "")
  }

  /// Whether nothing tells if threads make it faster, though they share it.
  func isUndecided(floor: NoiseFloor?) -> Bool {
    guard isShared, let speedup = measurement?.speedup else { return false }
    return Verdict(on: speedup, floor: floor) == .inconclusive
  }

  /// Whether threads made it faster than the machine allowed.
  var isAboveCeiling: Bool { isShared && measurement?.speedup?.isAboveCeiling == true }

  private func speedupText(_ text: (Estimate?) -> String) -> String {
    isShared ? text(measurement?.speedup?.factor) : Self.unshared
  }
}

extension Measurement {
  /// The speed-up, as far as there is one to tell: `nil` where one worker took part by design, in whose place pages say
  /// so.
  var sharedSpeedup: Speedup? { speedup.flatMap { isUnshared ? nil : $0 } }

  /// The speed-up with its interval, or that the work was not shared.
  var speedupText: String {
    isUnshared ? CellResult.unshared : UnitLadder.factor.text(speedup?.factor)
  }

  /// Whether several threads have measured one thread's work once more.
  var isUnshared: Bool { speedup.map { $0.threads > 1 } ?? false && !participation.isShared }

  /// The arithmetic over that of the FMA peak loop.
  ///
  /// - Parameter mark: what stands behind a share above 100 %.
  func peakText(_ mark: String) -> String? { peakShare.map { shareOfCeilingText($0, mark) } }

  /// The arithmetic over what both limits allow, and the limit that binds.
  func roofText(_ mark: String) -> String? {
    roofline.map {
      let share = Estimate(flopsPerSecond.value / $0.roofFlopsPerSecond)
      return "\(shareOfCeilingText(share, mark)), \($0.bound.rawValue)"
    }
  }
}

extension PeerRatio {
  /// The time over gradmark's, marked where it has no verdict: tables without room for words show what is undecided
  /// otherwise like what is decided.
  var markedText: String {
    UnitLadder.factor.valueText(factor) + (isUndecided ? " \(undecidedMark)" : "")
  }

  /// The same as close as notes of charts stand, where three have to find room.
  var chartText: String {
    UnitLadder.factor.valueText(factor) + (isUndecided ? undecidedMark : "")
  }

  /// Whether nothing tells which of the two is faster.
  var isUndecided: Bool { verdict == .inconclusive }
}

extension Speedup {
  /// Whether it is above that of the FMA peak loop.
  var isAboveCeiling: Bool { ceilingEfficiency?.isAboveCeiling == true }

  /// The speed-up over that of the FMA peak loop.
  var ceilingText: String {
    ceilingEfficiency.map { shareOfCeilingText($0, aboveCeilingMark) } ?? Format.missing
  }
}

/// What stands behind a share above 100 %: the ceiling was measured at another moment than the step.
let aboveCeilingMark = "†"

/// What stands behind a ratio to a library, and behind a speed-up, that has no verdict.
let undecidedMark = "?"

/// What the mark means.
let undecidedText = "inconclusive, so that nothing tells which of the two is faster"

/// What stands there where the network's convolutions take fewer products than are counted.
let fewerProductsMark = "‡"

/// A share of a ceiling, marked where it is above it.
private func shareOfCeilingText(_ share: Estimate, _ mark: String) -> String {
  UnitLadder.percent.valueText(share) + (share.isAboveCeiling ? " \(mark)" : "")
}

extension Estimate {
  /// Whether a share of a ceiling is above it: what rounds to 100 % is no fault of the ceiling.
  var isAboveCeiling: Bool { value > 1.005 }
}

extension [Estimate] {
  /// The geometric mean of some ratios; of a single one itself, with its own digits.
  var meanText: String {
    count == 1
      ? UnitLadder.factor.valueText(self[0])
      : UnitLadder.factor.text(geometricMean(of: map(\.value)))
  }

  /// The least and the greatest of some ratios, each as it stands in a table: `0.97× to 1.2×`.
  var rangeText: String? {
    guard let least = self.min(by: { $0.value < $1.value }),
      let most = self.max(by: { $0.value < $1.value })
    else { return nil }
    return [least, most].map { UnitLadder.factor.valueText($0) }.joined(separator: " to ")
  }
}

extension ReportModel {
  /// What stands behind a share of a ceiling above 100 %, by how gradmark computes the case.
  func ceilingMark(of subject: BenchmarkCase) -> String {
    filteredCases.contains(subject) ? fewerProductsMark : aboveCeilingMark
  }

  /// What the mark means.
  static let fewerProductsText =
    "more than the machine's peak, as convolutions by minimal filtering make fewer products than the "
    + "model's arithmetic counts: 36 for 144 with 3×3 taps"
}

extension DisturbanceSummary.Share {
  /// `0.4 %, at most 5.3 %`: to a tenth, as clauses about a disturbance have it; less says nothing.
  var text: String {
    guard most > 0 else { return "0 %" }
    let percents = [mean, most].map { Format.fixed(100 * $0, decimals: 1) + " %" }
    return percents.joined(separator: ", at most ")
  }
}

extension Scaling {
  /// `4 threads, or 2`.
  var bestText: String {
    counted(best, "thread") + ties.map { ", or \($0)" }.joined()
  }
}

extension StepDistribution {
  /// `12 mild, 3 far`.
  var outlierText: String {
    let counts = [(mildOutliers, "mild"), (farOutliers, "far")].filter { $0.0 > 0 }
    return counts.isEmpty
      ? "none" : counts.map { "\(Format.count($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}

extension WarmUp {
  /// `40 steps`.
  var text: String {
    (steps == nil ? "more than " : "") + Format.count(steps ?? watched, "step")
  }
}

extension Participation {
  /// `2 of 4`.
  var text: String { tookPart.map { "\($0) of \(asked)" } ?? Format.missing }

  /// `0, 1`.
  var cpuText: String {
    cpus.isEmpty ? Format.missing : cpus.map(String.init).joined(separator: ", ")
  }
}
