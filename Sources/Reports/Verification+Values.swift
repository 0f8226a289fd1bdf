import Foundation
import Records

extension RunLog {
  /// Whether a machine can have measured the values, and what is derived from them fits together.
  var valueChecks: [Check] {
    [
      Check(
        "no case did more arithmetic than the burn on as many threads, within 5 %",
        fault: firstFault(in: arithmeticFault)),
      isFirstFormat
        ? Check(durationClaim, .notRecorded("the first format has no starts"))
        : Check(durationClaim, fault: durationFault),
      counterCheck,
      Check("rates, times and percentiles fit together", fault: derivationFault),
    ]
  }

  /// The median step against the best burn: on a busy machine most burns may be slowed, and not the
  /// steps after them, but none is faster than the machine.
  private func arithmeticFault(of replicate: Replicate) -> String? {
    for (index, contestant) in replicate.contestants.enumerated() {
      let blocks = replicate.blocks.filter { $0.contestant == index }
      guard let peak = blocks.compactMap(\.peakFlopsPerSecond).max(),
        let seconds = median(of: blocks.map(\.secondsPerStep))
      else { continue }
      let rate = replicate.flopsPerStep / seconds
      if rate > peak * 1.05 {
        return "\(contestant.threads) thread\(contestant.threads == 1 ? "" : "s"): "
          + "\(UnitLadder.flopsPerSecond.text(rate)) where the burn reached "
          + "\(UnitLadder.flopsPerSecond.text(peak))"
      }
    }
    return nil
  }

  /// Blocks follow one another between the start of their process and its end.
  private var durationFault: String? {
    var starts: [BenchmarkCase: String] = [:]
    for (index, entry) in entries.enumerated() {
      if case .start(let start) = entry { starts[start.subject] = start.date }
      guard case .replicate(let replicate) = entry, let start = starts[replicate.subject],
        let begin = try? Date(start, strategy: .iso8601),
        let end = try? Date(replicate.date, strategy: .iso8601)
      else { continue }
      let seconds = replicate.blocks.reduce(0) { $0 + $1.nanoseconds } * 1e-9
      // Dates are cut to whole seconds.
      if seconds > end.timeIntervalSince(begin) + 1 {
        return "\(name(ofLine: index)) has blocks of \(UnitLadder.seconds.text(seconds)) between "
          + "\(start) and \(replicate.date)"
      }
    }
    return nil
  }

  private var derivationFault: String? {
    guard let model = try? ReportModel(name: "", log: self) else {
      return "no table can be made of the log"
    }
    for result in model.cells {
      if let clause = result.measurement?.inconsistency(batchSize: result.cell.subject.batchSize) {
        return "\(result.cell), \(clause)"
      }
    }
    return nil
  }
}

private let durationClaim = "the blocks of a process fit between its start and its end"

extension Measurement {
  fileprivate func inconsistency(batchSize: Int) -> String? {
    let seconds = [50, 95, 99, 100].map(steps.seconds)
    if zip(seconds, seconds.dropFirst()).contains(where: { $0 > $1 }) {
      return "percentiles do not ascend"
    }
    let samples = samplesPerSecond.value * secondsPerStep.value
    return abs(samples / Double(batchSize) - 1) < 1e-9
      ? nil : "a step has \(samples) samples in place of \(batchSize)"
  }
}
