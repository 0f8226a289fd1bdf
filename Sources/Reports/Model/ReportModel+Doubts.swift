import Records

/// Which figures of a run are to be taken with care, for tables that have no room for reasons.
extension ReportModel {
  /// What stands behind such a figure.
  static let doubtMark = "§"

  /// What the mark means, as a sentence.
  static let doubtText =
    "to be taken with care: equal trainers differed by more than \(UnitLadder.percent.wholeText(mostNoise)) or were "
    + "not compared, a case had fewer than \(leastProcesses) processes, or every block of the cell was disturbed"

  /// Noise above which a figure is in doubt; a verdict of a few percent is what runs are compared for.
  private static let mostNoise = 0.05
  /// Processes of a case below which nobody sees how far they differ; a quick look has two.
  fileprivate static let leastProcesses = 3

  /// How many processes have measured the case that has the fewest, of those with times: a sweep that was stopped has
  /// fewer than its plan.
  fileprivate var fewestProcesses: Int {
    (groups + ranked).filter { group in group.cells.contains { $0.measurement != nil } }
      .map { group in group.stops.reduce(0) { $0 + $1.count } }.min() ?? 0
  }

  /// Whether all figures of the run are.
  private var isDoubtful: Bool {
    fewestProcesses < Self.leastProcesses || (noiseFloor?.share ?? .infinity) > Self.mostNoise
  }

  /// That they are, and why, as a sentence for texts without tables of sessions; `nil` where they are not.
  var careSentence: String? {
    guard isDoubtful, !verified.isEmpty else { return nil }
    var reasons: [String] = []
    if let noise = noiseFloor?.share {
      if noise > Self.mostNoise {
        reasons.append("equal trainers differed by \(UnitLadder.percent.text(noise))")
      }
    } else {
      reasons.append("equal trainers were not compared")
    }
    if fewestProcesses < Self.leastProcesses {
      reasons.append("a case had \(Self.processText(fewestProcesses))")
    }
    return "All figures are to be taken with care: \(reasons.joined(separator: ", and "))."
  }

  /// `1 process`, `2 processes`.
  fileprivate static func processText(_ count: Int) -> String {
    "\(count) process\(count == 1 ? "" : "es")"
  }

  /// Whether the highest throughput of a network is.
  func isDoubtful(bestOf network: String) -> Bool {
    let best = headlined.filter { $0.cell.subject.label == network }
      .max { $0.measurement.samplesPerSecond.value < $1.measurement.samplesPerSecond.value }
    return best.map { isDoubtful || $0.measurement.extent.usesDisturbed } ?? false
  }

  /// How far its times can be trusted, in a few words: `1.29 %; 3.41 %`.
  var trustText: String { [self].trustText }
}

extension [ReportModel] {
  /// How many speed-ups of steps of some sizes have no verdict, of sessions together: `3 of 7 inconclusive`; `nil`
  /// where all have one.
  func doubtText(_ isMeant: (ScalingAnswer.Size) -> Bool) -> String? {
    let classes = compactMap(\.scalingAnswer).flatMap(\.classes).filter { isMeant($0.size) }
    return Verdict.inconclusiveText(
      classes.reduce(0) { $0 + $1.inconclusiveCount },
      of: classes.reduce(0) { $0 + $1.cases.count })
  }

  /// How far equal trainers differed, and the share of blocks that something disturbed, of sessions together: the
  /// greatest noise, and all blocks; and how few processes a case had, where that is few. A line where nothing was
  /// timed.
  var trustText: String {
    let timed = filter { !$0.verified.isEmpty }
    guard !timed.isEmpty else { return Format.unknown }
    let noise = timed.compactMap(\.noiseFloor?.share).max()
    let counted = timed.filter(\.evidence.schema.hasCounters)
    let extents = counted.flatMap(\.verified).map(\.measurement.extent)
    let blocks = extents.reduce(0) { $0 + $1.blocks }
    let disturbed = extents.reduce(0) { $0 + $1.disturbed }
    let parts = [
      noise.map { UnitLadder.percent.text($0) } ?? Format.missing,
      counted.isEmpty || blocks == 0
        ? "not recorded" : UnitLadder.percent.text(Double(disturbed) / Double(blocks)),
    ]
    let processes = timed.map(\.fewestProcesses).min() ?? 0
    let few =
      processes < ReportModel.leastProcesses
      ? ["\(ReportModel.processText(processes)) a case"] : []
    return (parts + few).joined(separator: "; ")
  }
}
