import Records

// Forms that services read which track a benchmark over commits.

extension ReportModel {
  /// The verified cells in Bencher Metric Format, with the two measures that every project there has:
  /// a step's time in nanoseconds, and samples in a second.
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
      return try RecordCoding.text(Dictionary(uniqueKeysWithValues: metrics)) + "\n"
    }
  }

  /// The verified cells as `github-action-benchmark` reads them, more samples in a second being
  /// better.
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
            + "speed-up \(UnitLadder.factor.text(measurement.speedup?.factor))\n"
            + "of peak \(UnitLadder.percent.text(measurement.peakShare))\n"
            + "commit \(machine.build.commit ?? Format.unknown)")
      }
      return try RecordCoding.text(entries) + "\n"
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
