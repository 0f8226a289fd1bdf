extension Replicate {
  /// The first value that no run can have, as a clause; `nil` where all are possible.
  var impossibility: String? {
    for (name, value, least) in [
      ("subject.batchSize", subject.batchSize, 1), ("process", process, 0),
      ("parameterCount", parameterCount, 1),
    ] {
      if let fault = outOfRange(name, value, least...largestCount) { return fault }
    }
    for (name, value) in [("flopsPerStep", flopsPerStep), ("bytesPerStep", bytesPerStep)]
    where !(value.isFinite && value > 0) {
      return "'\(name)' is \(value)"
    }
    if contestants.isEmpty { return "'contestants' is empty" }
    let entrants = Dictionary(grouping: contestants.filter { !$0.isControl }, by: \.implementation)
    if entrants.values.contains(where: { Set($0.map(\.team)).count != $0.count }) {
      return "'contestants' has a thread count twice"
    }
    for (index, contestant) in contestants.enumerated() {
      if let fault = contestant.impossibility { return "'contestants.\(index).\(fault)" }
    }
    for (index, block) in blocks.enumerated() {
      if let fault = block.impossibility { return "'blocks.\(index).\(fault)" }
      guard contestants.indices.contains(block.contestant) else {
        return "'blocks.\(index).contestant' is \(block.contestant)"
      }
    }
    let measured = Set(blocks.map(\.contestant))
    for (index, contestant) in contestants.enumerated()
    where contestant.takesPart && !measured.contains(index) {
      return "'contestants.\(index)' has neither blocks nor a failure"
    }
    return nil
  }
}

extension Replicate.Contestant {
  fileprivate var impossibility: String? {
    guard (1...largestCount).contains(threads) else { return "threads' is \(threads)" }
    if let ranks, !(2...largestTeam).contains(ranks) { return "ranks' is \(ranks)" }
    if let firstStepNanoseconds, !(1...longestNanoseconds).contains(firstStepNanoseconds) {
      return "firstStepNanoseconds' is \(firstStepNanoseconds)"
    }
    if let fault = warmUp?.impossibility { return "warmUp.\(fault)" }
    for worker in workers
    where worker.steps < 0 || worker.tasks < 0 || worker.allocatedBytes < 0 {
      return "workers' counts below 0"
    }
    return nil
  }
}

extension Replicate.Block {
  fileprivate var impossibility: String? {
    guard (0...largestCount).contains(round) else { return "round' is \(round)" }
    if let fault = times.impossibility { return "times.\(fault)" }
    for (name, rate) in [
      ("peakFlopsPerSecond", peakFlopsPerSecond), ("memoryBytesPerSecond", memoryBytesPerSecond),
      ("coreLatencyNanoseconds", coreLatencyNanoseconds),
    ] {
      if let rate, !(rate.isFinite && rate > 0) { return "\(name)' is \(rate)" }
    }
    if let cpuNanoseconds, cpuNanoseconds < 0 { return "cpuNanoseconds' is \(cpuNanoseconds)" }
    for (rank, turn) in (ranks ?? []).enumerated() {
      if turn.bytesSent < 0 { return "ranks.\(rank).bytesSent' is \(turn.bytesSent)" }
      if turn.messagesSent < 0 { return "ranks.\(rank).messagesSent' is \(turn.messagesSent)" }
      if turn.waitingNanoseconds < 0 {
        return "ranks.\(rank).waitingNanoseconds' is \(turn.waitingNanoseconds)"
      }
      if let fault = turn.counters?.impossibility { return "ranks.\(rank).counters.\(fault)" }
    }
    if let links,
      [links.latencyNanoseconds, links.ringBytesPerSecond, links.allReduceNanoseconds].contains(
        where: { !($0.isFinite && $0 > 0) })
    {
      return "links' has a value that is none"
    }
    return counters?.impossibility.map { "counters.\($0)" }
  }
}

extension Disturbance {
  fileprivate var impossibility: String? {
    if wallNanoseconds < 1 { return "wallNanoseconds' is \(wallNanoseconds)" }
    for (name, count) in [
      ("cpuMicroseconds", cpuMicroseconds), ("involuntarySwitches", involuntarySwitches),
      ("majorFaults", majorFaults), ("cpuPressureMicroseconds", cpuPressureMicroseconds),
      ("memoryPressureMicroseconds", memoryPressureMicroseconds),
      ("ioPressureMicroseconds", ioPressureMicroseconds), ("throttledPeriods", throttledPeriods),
      ("throttledMicroseconds", throttledMicroseconds), ("thermalThrottles", thermalThrottles),
      ("lostNanoseconds", lostNanoseconds),
    ] {
      if let count, count < 0 { return "\(name)' is \(count)" }
    }
    guard let stealPercent, !(stealPercent.isFinite && stealPercent >= 0) else { return nil }
    return "stealPercent' is \(stealPercent)"
  }
}

/// Longer than this, 13 days, no group of steps takes, and its picoseconds still fit a machine word.
private let longestNanoseconds: Int64 = 1 << 50

extension Replicate.StepTimes {
  fileprivate var impossibility: String? {
    guard (1...largestCount).contains(stepsPerGroup) else {
      return "stepsPerGroup' is \(stepsPerGroup)"
    }
    if groupNanoseconds.isEmpty { return "groupNanoseconds' is empty" }
    if let fault = groupNanoseconds.first(where: { !(1...longestNanoseconds).contains($0) }) {
      return "groupNanoseconds' holds \(fault)"
    }
    return nil
  }
}
