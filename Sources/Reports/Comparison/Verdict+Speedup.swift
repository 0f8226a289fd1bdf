import Foundation
import Records

extension Verdict {
  /// Judges a speed-up, of which every change matters.
  init(on speedup: Speedup?, floor: NoiseFloor?) {
    self.init(on: speedup?.factor, processRange: speedup?.processRange, floor: floor)
  }

  /// Judges a ratio of paired blocks, of which every change matters.
  ///
  /// The processes have to agree: where the median of one of them lies on the other side of 1, pairs
  /// are not as independent as the interval takes them to be.
  init(on ratio: Estimate?, processRange range: ClosedRange<Double>?, floor: NoiseFloor?) {
    let verdict = Verdict(on: ratio, floor: floor?.share, margin: 0)
    let doProcessesAgree =
      switch verdict {
      case .faster: range.map { $0.lowerBound > 1 } ?? true
      case .slower: range.map { $0.upperBound < 1 } ?? true
      case .same, .inconclusive: true
      }
    self = doProcessesAgree ? verdict : .inconclusive
  }

  /// Why nothing can be said of a ratio, in the words that stand behind `inconclusive`; `nil` where something can.
  ///
  /// - Parameters:
  ///   - ratio: what was judged.
  ///   - floor: the noise floor as a share.
  ///   - shortage: what there was too little of, where there was.
  func doubt(about ratio: Estimate, floor: Double?, shortage: String?) -> String? {
    guard self == .inconclusive else { return nil }
    if let shortage { return "too few \(shortage)" }
    guard let interval = ratio.interval else { return "without an interval" }
    if interval.contains(1) { return "too restless" }
    guard let floor else { return "the noise was not measured" }
    return abs(log(ratio.value)) > log1p(floor) ? "processes differ" : "within the noise"
  }

  /// How many figures behind a mean have no verdict, which the mean hides: `3 of 7 inconclusive`; `nil` where all have
  /// one.
  static func inconclusiveText(_ count: Int, of all: Int) -> String? {
    count == 0 ? nil : "\(Format.count(count)) of \(Format.count(all)) inconclusive"
  }

  /// What these words mean.
  static let doubtText =
    "too restless: the interval reaches to both sides of 1, so that more pairs or a calmer machine could tell; "
    + "within the noise: equal trainers differ by as much; processes differ: one of them by itself says the opposite"

  /// The verdict with that reason: `inconclusive: too restless`.
  func text(_ doubt: String?) -> String { rawValue + (doubt.map { ": \($0)" } ?? "") }

  /// The same of a ratio of paired blocks.
  func text(about ratio: Estimate?, floor: NoiseFloor?) -> String {
    guard let ratio else { return rawValue }
    return text(
      doubt(
        about: ratio, floor: floor?.share,
        shortage: ratio.interval == nil || ratio.tellsNothing ? "pairs" : nil))
  }
}
