import Records

extension ReportModel {
  /// How far the times can be trusted, in a sentence; `nil` where nothing was timed.
  var trustSentence: String? {
    guard !verified.isEmpty else { return nil }
    let floor =
      noiseFloor.map {
        "Equal trainers that took turns differed by \(UnitLadder.percent.text($0.share))"
      } ?? "How far equal trainers differ was not measured"
    // Before 2.1 nobody counted.
    guard evidence.schema.hasCounters else {
      return floor + "; whether other programs disturbed the times was not recorded."
    }
    let disturbance =
      disturbedText.map { "\($0), and count only where a cell has no others." }
      ?? "none of \(Format.count(blockCounts.all)) blocks was disturbed."
    let sentences = ["\(floor); \(disturbance)", coreLatencySentence].compactMap(\.self)
    return sentences.joined(separator: " ")
  }

  /// `25 of 100 blocks (25.0 %) were disturbed`; `nil` where none was, as far as somebody counted.
  var disturbedText: String? {
    let (disturbed, all) = blockCounts
    let share = UnitLadder.percent.text(Double(disturbed) / Double(max(1, all)))
    return disturbed == 0
      ? nil
      : "\(Format.count(disturbed)) of \(Format.count(all)) blocks (\(share)) were disturbed"
  }

  /// The blocks of verified cells.
  private var blockCounts: (disturbed: Int, all: Int) {
    let extents = verified.map(\.measurement.extent)
    return (
      extents.reduce(0) { $0 + $1.disturbed }, extents.reduce(0) { $0 + $1.blocks }
    )
  }

  /// How far CPUs are apart, of the fewest threads that are several; `nil` where nobody watched.
  private var coreLatencySentence: String? {
    guard let threads = threadCounts.first(where: { $0 > 1 }) else { return nil }
    let latencies = verified.filter { $0.cell.team == Team(threads: threads) }
      .compactMap(\.measurement.coreLatency?.value)
    guard let least = latencies.min(), let greatest = latencies.max() else { return nil }
    let texts = [least, greatest].map(UnitLadder.seconds.text)
    return texts[0] == texts[1]
      ? "A word took \(texts[0]) from one CPU to another."
      : "A word took \(texts[0]) to \(texts[1]) from one CPU to another, by case."
  }

  /// What a reader has to know of the circumstances, as sentences about the past.
  var notes: [String] { warnings + [hostNote].compactMap(\.self) + advice.map(\.finding) }

  /// That sessions of one run may be of several hosts; `nil` where there is one, or a name.
  private var hostNote: String? {
    guard nickname == nil, evidence.planCount > 1 else { return nil }
    return
      "The run was planned \(counted(evidence.planCount, "time")) on a machine without a name, so its "
      + "sessions may be of several hosts."
  }
}

extension String {
  /// What advice found, without the remedy, which comes too late for a reader:
  /// `Transparent huge pages were off, so large networks missed more address translations.`
  var finding: String {
    // What the load tells is of the minute before: afterwards it is the run's own.
    if let load = firstMatch(of: #/^the load average is ([\d.]+),/#) {
      return "Before the run other work took CPU time (load average \(load.1))."
    }
    // The remedy stands behind the first semicolon.
    let clause = (split(separator: ";", maxSplits: 1).first.map(String.init) ?? self)
      // A hypervisor that tells no name has none to be read.
      .replacing(" (hypervisor: unnamed)", with: "")
    let past = clause.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let mark = word.last == "," ? "," : ""
      return (pastTenses[String(word.dropLast(mark.count))] ?? String(word.dropLast(mark.count)))
        + mark
    }
    return past.joined(separator: " ").capitalizedFirst + "."
  }
}

/// The verbs of advice.
private let pastTenses = [
  "is": "was", "are": "were", "has": "had", "keeps": "kept", "changes": "changed",
  "differ": "differed", "can": "could", "grants": "granted", "stops": "stopped",
  "works": "worked", "work": "worked", "share": "shared", "miss": "missed", "falls": "fell",
]
