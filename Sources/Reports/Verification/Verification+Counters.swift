import Records

extension RunLog {
  /// Whether what is said to have disturbed a block is what its counters tell.
  var counterCheck: Check {
    if let fault = firstFault(in: counterFault) { return Check(claim, .fails(fault)) }
    return schema.hasCounters
      ? Check(claim, .holds)
      : Check(claim, .notRecorded("nobody counted when this was measured"))
  }

  private func counterFault(of replicate: Replicate) -> String? {
    for (index, block) in replicate.blocks.enumerated() {
      guard let counters = block.counters else {
        if schema.hasCounters, replicate.missing["counters"] == nil {
          return "block \(index) has no counters, and no reason why"
        }
        continue
      }
      let contestant = replicate.contestants[block.contestant]
      let reasons = block.reasons(of: contestant)
      if let fault = block.fault(of: counters, reasons: reasons) {
        return "block \(index) \(fault)"
      }
    }
    return nil
  }
}

private let claim = "what disturbed a block follows from its counters"

extension Replicate.Block {
  /// Why the counters are not those of this block.
  fileprivate func fault(of counters: Disturbance, reasons: [String]) -> String? {
    if disturbances != reasons {
      return "says \(clauses(disturbances)) where its counters say \(clauses(reasons))"
    }
    // They are read around the steps.
    if Double(counters.wallNanoseconds) < nanoseconds {
      return
        "has steps of \(UnitLadder.seconds.text(nanoseconds * 1e-9)), more than the interval of "
        + "its counters"
    }
    let microseconds = cpuNanoseconds.map { $0.quotientAndRemainder(dividingBy: 1_000) }
    if let microseconds, microseconds != (counters.cpuMicroseconds, 0) {
      return "has another CPU time than its counters"
    }
    return nil
  }

  private func clauses(_ reasons: [String]) -> String {
    reasons.isEmpty ? "that nothing did" : "'\(reasons.joined(separator: "; "))'"
  }
}
