import Records

// Forms that services read which track a benchmark over commits.

extension ReportModel {
  /// The verified cells in Bencher Metric Format, with the two measures that every project there has:
  /// a step's time in nanoseconds, and samples in a second. Of trainings until a quality was reached the time is
  /// that of a training, between the shortest and the longest.
  ///
  /// - Source: “Bencher Metric Format (BMF)”, bencher.dev's reference.
  var bencherMetrics: String {
    get throws {
      let metrics = verified.map { cell, measurement in
        (
          cell.description,
          [
            "latency": BencherMetric(measurement.secondsPerStep.map { $0 * 1e9 }),
            "throughput": BencherMetric(measurement.samplesPerSecond),
          ]
        )
      }
      let trainings = reachedQualities.map { quality, seconds in
        (quality.trackerName, ["latency": BencherMetric(seconds.map { $0 * 1e9 })])
      }
      return try RecordCoding.text(Dictionary(uniqueKeysWithValues: metrics + trainings)) + "\n"
    }
  }

  /// The verified cells as `github-action-benchmark` reads them, more samples in a second being
  /// better, and more trainings that reach a quality in an hour.
  ///
  /// - Source: the README of benchmark-action/github-action-benchmark, `customBiggerIsBetter`.
  var githubAction: String {
    get throws {
      let entries = verified.map { cell, measurement in
        ActionEntry(
          name: cell.description, unit: "samples/s", value: measurement.samplesPerSecond.value,
          range: measurement.samplesPerSecond.interval.map {
            "± \(Format.plain(($0.upperBound - $0.lowerBound) / 2))"
          },
          extra: "step \(UnitLadder.seconds.text(measurement.secondsPerStep))\n"
            + "speed-up \(measurement.speedupText)\n"
            + "of peak \(UnitLadder.percent.text(measurement.peakShare))\n"
            + "commit \(machine.build.commit ?? Format.unknown)")
      }
      let trainings = reachedQualities.map { quality, seconds in
        ActionEntry(
          name: quality.trackerName, unit: "trainings/h", value: 3600 / seconds.value, range: nil,
          extra: "time \(UnitLadder.seconds.text(seconds.value))\n"
            + "reached by \(quality.epochs.count) of \(quality.seedCount)\n"
            + "commit \(machine.build.commit ?? Format.unknown)")
      }
      return try RecordCoding.text(entries + trainings) + "\n"
    }
  }

  /// The goals that most trainings reached, with the median time and its range over seeds.
  private var reachedQualities: [(QualityResult, seconds: Estimate)] {
    qualities.compactMap { quality in
      guard let median = quality.medianSeconds, let least = quality.seconds.first,
        let most = quality.seconds.last
      else { return nil }
      return (quality, Estimate(median, (least, most)))
    }
  }
}

/// Keys that are missing where there is no interval, as the format has it.
private struct BencherMetric: Encodable {
  let value: Double
  let lower: Double?
  let upper: Double?

  init(_ estimate: Estimate) {
    value = estimate.value
    lower = estimate.interval?.lowerBound
    upper = estimate.interval?.upperBound
  }

  private enum CodingKeys: String, CodingKey {
    case value
    case lower = "lower_value"
    case upper = "upper_value"
  }
}

private struct ActionEntry: Encodable {
  let name: String
  let unit: String
  let value: Double
  let range: String?
  let extra: String
}

extension QualityResult {
  /// What trackers call a training to a goal: `digits, batch 32, 2 threads, to accuracy of 0.9`.
  fileprivate var trackerName: String {
    "\(Cell(subject: subject, threads: threads)), to \(goalText)"
  }
}
