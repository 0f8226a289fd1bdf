extension LogEntry {
  /// The first value that no run can have, as a clause; `nil` where all are possible.
  ///
  /// Everything derived from an entry divides or counts by these, so they are checked once, on
  /// reading and on writing, and nowhere else.
  var impossibility: String? {
    switch self {
    case .plan(let entry): entry.plan.impossibility
    case .start(let entry): outOfRange("process", entry.process, 0...largestCount)
    case .replicate(let replicate): replicate.impossibility
    case .failure(let entry): outOfRange("process", entry.process, 0...largestCount)
    case .interruption: nil
    case .quality(let entry): entry.impossibility
    }
  }
}

/// More than this of anything (samples in a step, threads, steps in a group) no run has, and the
/// products of two such counts still fit a machine word.
let largestCount = 1 << 30

/// More ranks than this no machine has, and their number times that of threads still fits a machine word.
let largestTeam = 1 << 24

/// What is wrong with a count, as a clause.
func outOfRange(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
  range.contains(value) ? nil : "'\(name)' is \(value)"
}

extension BenchmarkPlan {
  fileprivate var impossibility: String? {
    if let fault = outOfRange("plan.processes", processes, 1...largestCount) { return fault }
    for (name, value) in [("secondsPerCell", secondsPerCell), ("precision", precision)]
    where !(value.isFinite && value >= 0) {
      return "'plan.\(name)' is \(value)"
    }
    for (index, planned) in cases.enumerated() {
      let name = "plan.cases.\(index)"
      if let fault = outOfRange(
        "\(name).subject.batchSize", planned.subject.batchSize, 1...largestCount)
        ?? outOfRange("\(name).parameterCount", planned.parameterCount, 1...largestCount)
      {
        return fault
      }
      for threads in planned.threads {
        if let fault = outOfRange("\(name).threads", threads, 1...largestCount) { return fault }
      }
      for ranks in planned.ranks ?? [] {
        if let fault = outOfRange("\(name).ranks", ranks, 1...largestTeam) { return fault }
      }
    }
    return nil
  }
}

extension QualityEntry {
  fileprivate var impossibility: String? {
    if let fault = outOfRange("subject.batchSize", subject.batchSize, 1...largestCount)
      ?? outOfRange("threads", threads, 1...largestCount)
    {
      return fault
    }
    if values.count != seconds.count {
      return "'values' has \(values.count) epochs and 'seconds' \(seconds.count)"
    }
    return (values + seconds + [goal]).first { !$0.isFinite }
      .map { "a value is \($0)" }
      ?? seconds.first { $0 < 0 }.map { "'seconds' holds \($0)" }
  }
}
