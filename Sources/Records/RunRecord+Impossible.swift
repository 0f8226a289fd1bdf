extension RunRecord {
  /// The first value that no run can have, as a clause; `nil` where all are possible.
  ///
  /// Everything derived from a record divides by these, so they are checked once, on reading and
  /// on writing, and nowhere else.
  var impossibility: String? {
    for (name, value) in [
      ("cell.batchSize", cell.batchSize), ("cell.threads", cell.threads),
      ("cell.parameterCount", cell.parameterCount),
    ] where value < 1 {
      return "'\(name)' is \(value)"
    }
    if !(flopsPerStep.isFinite && flopsPerStep > 0) {
      return "'flopsPerStep' is \(flopsPerStep)"
    }
    if rounds.isEmpty && failure == nil { return "'rounds' is empty without a failure" }
    for (index, round) in rounds.enumerated() {
      if let fault = round.impossibility { return "'rounds.\(index).\(fault)" }
    }
    for (index, worker) in workers.enumerated() where worker.steps < 0 || worker.pieces < 0 {
      return "'workers.\(index)' counts below 0"
    }
    return nil
  }
}

extension RunRecord.Round {
  fileprivate var impossibility: String? {
    if stepsPerGroup < 1 { return "stepsPerGroup' is \(stepsPerGroup)" }
    if groupNanoseconds.isEmpty { return "groupNanoseconds' is empty" }
    if let fault = groupNanoseconds.first(where: { $0 < 1 }) {
      return "groupNanoseconds' holds \(fault)"
    }
    // A burn that was not measured is 0: then there is no percent of peak.
    if !(peakFlopsPerSecond.isFinite && peakFlopsPerSecond >= 0) {
      return "peakFlopsPerSecond' is \(peakFlopsPerSecond)"
    }
    return nil
  }
}
