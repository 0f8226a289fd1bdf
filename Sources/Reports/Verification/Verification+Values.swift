import Networks
import Records

extension RunLog {
  /// Whether a machine can have measured the values, and what is derived from them fits together.
  var valueChecks: [Check] {
    let peaks = bestRates
    return [
      Check(
        "no case did more arithmetic than the FMA peak loop on as many threads, within 5 %, of 3×3 convolutions "
          + "a quarter counted",
        fault: firstFault(in: { arithmeticFault(of: $0, peaks) })),
      clockCheck(durationClaim, fault: durationFault),
      counterCheck,
      Check("rates, times and percentiles fit together", fault: derivationFault),
    ]
  }

  /// The best rate of the FMA peak loop in the log by the number of threads: on a busy machine all of a short
  /// process may be slowed, and not the steps after them, but none is faster than the machine.
  private var bestRates: [Team: Double] {
    var best: [Team: Double] = [:]
    for case .replicate(let replicate) in entries {
      for block in replicate.blocks {
        guard let rate = block.peakFlopsPerSecond else { continue }
        let team = replicate.contestants[block.contestant].team
        best[team] = max(rate, best[team] ?? 0)
      }
    }
    return best
  }

  /// The median step against the best FMA peak loop.
  private func arithmeticFault(of replicate: Replicate, _ peaks: [Team: Double]) -> String? {
    let subject = replicate.subject
    let most = 1.05 * subject.mostSaving(newestPlan(for: subject)?.model(named: subject.model))
    for (index, contestant) in replicate.contestants.enumerated() {
      let blocks = replicate.blocks.filter { $0.contestant == index }
      guard let peak = peaks[contestant.team],
        let seconds = median(of: blocks.map(\.secondsPerStep))
      else { continue }
      let rate = replicate.flopsPerStep / seconds
      if rate > peak * most {
        return "\(contestant.team): "
          + "\(UnitLadder.flopsPerSecond.text(rate)) where the FMA peak loop reached "
          + "\(UnitLadder.flopsPerSecond.text(peak))"
      }
    }
    return nil
  }

  /// Blocks follow one another between the start of their process and its end.
  private var durationFault: String? {
    var starts: [BenchmarkCase: Int64] = [:]
    for (index, line) in lines.enumerated() {
      switch line.entry {
      // What was started in another sitting was so by another clock.
      case .plan: starts = [:]
      case .start(let start): starts[start.subject] = line.clock
      case .replicate(let replicate):
        guard let begin = starts[replicate.subject], let end = line.clock else { continue }
        let nanoseconds = replicate.blocks.reduce(0) { $0 + $1.nanoseconds }
        if nanoseconds > Double(end) - Double(begin) {
          let seconds = [nanoseconds, Double(end) - Double(begin)].map {
            UnitLadder.seconds.text($0 * 1e-9)
          }
          return "\(name(ofLine: index)) has blocks of \(seconds[0]), \(seconds[1]) after its start"
        }
      case .failure, .interruption, .quality: continue
      }
    }
    return nil
  }

  private var derivationFault: String? {
    guard let model = try? ReportModel(name: "", log: self) else {
      return "no table can be made of the log"
    }
    for result in model.cellsOfAll {
      if let clause = result.measurement?.inconsistency(batchSize: result.cell.subject.batchSize) {
        return "\(result.cell), \(clause)"
      }
    }
    return nil
  }
}

extension BenchmarkCase {
  /// The products of its arithmetic over those that have to be made: minimal filtering of 4×4 outputs makes
  /// a convolution with 3×3 taps with 36 in place of 144.
  ///
  /// - Parameter model: the network, where it is not one of the catalogue.
  func mostSaving(_ model: BenchmarkPlan.Model? = nil) -> Double {
    let layers = kernels == nil ? entry(model)?.network.layers ?? [] : []
    let isConvolved = layers.contains {
      ($0.description.layer as? Conv2D)?.kernelSize == Size2D(3, 3)
    }
    return isConvolved ? 4 : 1
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
