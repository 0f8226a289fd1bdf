import Foundation
import Records

/// How numbers are written, everywhere: as many digits as the interval allows, two where too little was measured for
/// one, three of numbers that have none by their nature, as a mean over measured ratios, and words for what is
/// missing.
package enum Format {
  /// What stands where there is no number.
  static let missing = "not measured"
  /// What stands in place of every number of a cell that failed.
  static let failed = "failed"
  /// What stands for a fact that could not be read, and where there is nothing to measure.
  static let unknown = "—"

  /// A SHA-256 by its first digits.
  static func digest(_ hexadecimal: String) -> String { "SHA-256 \(hexadecimal.prefix(16))…" }

  /// A whole number with thousands separators: `397,065`.
  package static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var groups: [Substring] = []
    var rest = digits[...]
    while !rest.isEmpty {
      groups.append(rest.suffix(3))
      rest = rest.dropLast(3)
    }
    return (value < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
  }

  /// The same with its noun: `1 thread`, `1,024 samples`.
  ///
  /// - Parameter mark: stands right behind the number.
  package static func count(_ value: Int, _ noun: String, mark: String = "") -> String {
    counted(value, noun) { count($0) + mark }
  }

  /// Four significant digits, with an exponent where needed: losses have no unit.
  static func loss(_ value: Double?) -> String {
    value.map { String(format: "%.4g", $0) } ?? missing
  }

  /// A load average as the kernel writes it.
  static func loadAverage(_ value: Double?) -> String {
    value.map { fixed($0, decimals: 2) } ?? unknown
  }

  /// Six significant digits without a unit, for machines to read; empty where missing.
  static func plain(_ value: Double?) -> String {
    value.map { String(format: "%.6g", $0) } ?? ""
  }

  /// A fixed number of decimals.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// The place of the last digit that a value is written with: −2 for two decimals, 1 for tens.
  ///
  /// With an interval, the place of the first digit of its half-width, or one further where that
  /// digit is a 1 or a 2, which a rounding by half a place would change too much; but never more
  /// than four digits of the value, and never fewer than two; with one of no width, three digits.
  ///
  /// Without an interval, two: fewer than an interval may leave, or numbers of which the least is known would look
  /// the most exact.
  static func place(of value: Double, within interval: ClosedRange<Double>?) -> Int {
    guard value != 0, value.isFinite else { return 0 }
    let leading = leadingPlace(of: value)
    guard let interval else { return leading - 1 }
    let halfWidth = (interval.upperBound - interval.lowerBound) / 2
    // A width of rounding errors is none.
    guard halfWidth > 1e-9 * abs(value) else { return leading - 2 }
    // However wide, even beyond all numbers, an interval leaves the value two digits: a ratio stands without its
    // interval, too, where 1.4 and 0.6 would both be 1.
    guard halfWidth.isFinite else { return leading - 1 }
    let place = log10(halfWidth).rounded(.down)
    let first = halfWidth / pow(10, place)
    return min(leading - 1, max(leading - 3, Int(place) - (first < 3 ? 1 : 0)))
  }

  /// The place of the first digit of a value, once it is rounded to three: 9.996 is 10.0 and not 10.00.
  fileprivate static func leadingPlace(of value: Double) -> Int {
    value == 0 || !value.isFinite
      ? 0 : Int(log10(abs(roundedToThreeDigits(value))).rounded(.down))
  }

  /// What stands in place of an interval that says nothing.
  static let untold = "cannot be told"

  /// A value rounded to a place.
  static func text(_ value: Double, place: Int) -> String {
    let step = pow(10, Double(place))
    return fixed(
      place > 0 ? (value / step).rounded() * step : value, decimals: min(9, max(0, -place)))
  }

  static func roundedToThreeDigits(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let step = pow(10, log10(abs(value)).rounded(.down) - 2)
    return (value / step).rounded() * step
  }
}

/// A unit and its multiples, ascending; the largest that a value reaches is written.
package struct UnitLadder: Sendable, Equatable {
  /// One unit: how much of the base it is worth, and what stands behind the number.
  struct Unit: Sendable, Equatable {
    let factor: Double
    let suffix: String
  }

  let units: [Unit]

  private init(_ units: KeyValuePairs<Double, String>) {
    self.units = units.map { Unit(factor: $0.key, suffix: $0.value) }
  }

  /// Seconds: `1.23 ms`.
  static let seconds = UnitLadder([1e-9: " ns", 1e-6: " µs", 1e-3: " ms", 1: " s"])
  /// A number of things, such as samples in a second: `71.2 k`.
  package static let rate = UnitLadder([1: "", 1e3: " k", 1e6: " M", 1e9: " G"])
  /// Arithmetic: `181 GFLOP/s`.
  static let flopsPerSecond = UnitLadder([
    1: " FLOP/s", 1e3: " kFLOP/s", 1e6: " MFLOP/s", 1e9: " GFLOP/s", 1e12: " TFLOP/s",
  ])
  /// What a wire carries: `94.7 Mbit/s`.
  static let bitsPerSecond = UnitLadder([
    1: " bit/s", 1e3: " kbit/s", 1e6: " Mbit/s", 1e9: " Gbit/s",
  ])
  /// Arithmetic of a step: `1.85 MFLOP`.
  static let flops = UnitLadder([
    1: " FLOP", 1e3: " kFLOP", 1e6: " MFLOP", 1e9: " GFLOP", 1e12: " TFLOP",
  ])
  /// Memory: `48 KiB`.
  static let bytes = UnitLadder([1: " B", 0x1p10: " KiB", 0x1p20: " MiB", 0x1p30: " GiB"])
  /// Shares: `56.1 %`.
  static let percent = UnitLadder([0.01: " %"])
  /// Ratios: `1.87×`.
  static let factor = UnitLadder([1: "×"])
  /// All of them; no two have a suffix in common.
  static let all = [seconds, rate, flopsPerSecond, bitsPerSecond, flops, bytes, percent, factor]

  /// A value with its unit, in three digits.
  package func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return Format.missing }
    let unit = unit(for: value), scaled = value / unit.factor
    return grouped(
      Format.text(scaled, place: scaled == 0 ? 0 : Format.leadingPlace(of: scaled) - 2))
      + unit.suffix
  }

  /// A value with its unit and, where there is one, its interval: `1.87× [1.83, 1.90]`; of one that two pairs of
  /// blocks leave beyond all measure, that: `1.5× [cannot be told]`.
  func text(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value.isFinite else { return Format.missing }
    let write = writer(for: estimate)
    let interval = estimate.interval.map { interval in
      estimate.tellsNothing
        ? " [\(Format.untold)]"
        : " [\(grouped(lowerText(interval.lowerBound, of: estimate, write))), "
          + "\(grouped(upperText(interval.upperBound, of: estimate, write)))]"
    }
    return grouped(write(estimate.value)) + unit(for: estimate.value).suffix + (interval ?? "")
  }

  /// A lower bound; of one that would be rounded to 0, its first digit: nothing is 30 times as fast, and perhaps 0.
  private func lowerText(
    _ bound: Double, of estimate: Estimate, _ write: (Double) -> String
  ) -> String {
    let factor = unit(for: estimate.value).factor, text = write(bound)
    guard bound > 0, Double(text) == 0 else { return besideOne(bound, text) }
    let digit = Format.text(bound / factor, place: Format.leadingPlace(of: bound / factor))
    return Double(digit) == 0 ? text : digit
  }

  /// An upper bound; of one far above the value, not the value's decimals.
  private func upperText(
    _ bound: Double, of estimate: Estimate, _ write: (Double) -> String
  ) -> String {
    guard bound > 10 * abs(estimate.value) else { return besideOne(bound, write(bound)) }
    let scaled = bound / unit(for: estimate.value).factor
    return Format.text(scaled, place: min(0, Format.leadingPlace(of: scaled) - 1))
  }

  /// The text of a ratio's bound; of one that would be rounded to 1, as many more digits as tell on which side of 1
  /// it lies, which a verdict rests on.
  private func besideOne(_ bound: Double, _ text: String) -> String {
    guard self == .factor, Double(text) == 1, bound != 1 else { return text }
    return (1...4).lazy.map { Format.text(bound, place: -$0) }.first { Double($0) != 1 } ?? text
  }

  /// Digits with thousands apart, as counts have them; only ratios and shares grow so large, as other units have
  /// multiples.
  private func grouped(_ digits: String) -> String {
    units.count == 1 ? Int(digits).map(Format.count) ?? digits : digits
  }

  /// An interval in the unit of its upper bound: `[1.83, 1.90]×`.
  func text(_ range: ClosedRange<Double>) -> String {
    let unit = unit(for: range.upperBound)
    let place = Format.place(
      of: range.upperBound / unit.factor,
      within: range.lowerBound / unit.factor...range.upperBound / unit.factor)
    let bounds = [range.lowerBound, range.upperBound]
      .map { grouped(besideOne($0, Format.text($0 / unit.factor, place: place))) }
    return "[\(bounds.joined(separator: ", "))]" + unit.suffix
  }

  /// A value with its unit and the digits that its interval allows: `1.87×`.
  func valueText(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value.isFinite else { return Format.missing }
    return grouped(writer(for: estimate)(estimate.value)) + unit(for: estimate.value).suffix
  }

  /// Writes numbers of the estimate in its unit, all to the same place.
  private func writer(for estimate: Estimate) -> (Double) -> String {
    let factor = unit(for: estimate.value).factor, place = self.place(of: estimate)
    return { Format.text($0 / factor, place: place) }
  }

  /// The place of the last digit that an estimate is written with, in its unit: the one that its interval allows, or
  /// the first further one with which a ratio lies within its bounds, as these may have more digits close to 1.
  fileprivate func place(of estimate: Estimate) -> Int {
    let factor = unit(for: estimate.value).factor
    let allowed = Format.place(
      of: estimate.value / factor,
      within: estimate.interval.map { $0.lowerBound / factor...$0.upperBound / factor })
    guard self == .factor, let interval = estimate.interval, interval.contains(estimate.value)
    else { return allowed }
    return (0...4).lazy.map { allowed - $0 }.first { place in
      let bounds = [interval.lowerBound, interval.upperBound].compactMap {
        Double(besideOne($0, Format.text($0, place: place)))
      }
      guard let value = Double(Format.text(estimate.value, place: place)), bounds.count == 2
      else { return true }
      return bounds[0] <= value && value <= bounds[1]
    } ?? allowed
  }

  /// A value without decimals where it is a whole number of its unit: `48 KiB`, not `48.0 KiB`.
  package func wholeText(_ value: Double?) -> String {
    guard let value else { return Format.missing }
    let unit = unit(for: value)
    let scaled = value / unit.factor
    guard scaled == scaled.rounded() else { return text(value) }
    return Format.fixed(scaled, decimals: 0) + unit.suffix
  }

  /// A round number with its unit, as an axis has it: `0.5`, `200 k`, `10 ms`.
  func tickText(_ value: Double) -> String {
    let unit = unit(for: value)
    return Format.plain(value / unit.factor) + unit.suffix
  }

  private func unit(for value: Double) -> Unit {
    let rounded = abs(Format.roundedToThreeDigits(value))
    // A hair below the factor still counts: 0.001 / 0.001 need not be exactly 1.
    return units.last { rounded >= $0.factor * (1 - 1e-12) } ?? units[0]
  }
}

extension Estimate {
  /// Whether its interval reaches so far that it says nothing: beyond a hundred times the value.
  var tellsNothing: Bool {
    interval.map { $0.upperBound > 100 * abs(value) && value != 0 } ?? false
  }

  /// A ratio as its digits say it.
  var shownValue: Double {
    Double(Format.text(value, place: UnitLadder.factor.place(of: self))) ?? value
  }
}
