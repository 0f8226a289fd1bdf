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
}
