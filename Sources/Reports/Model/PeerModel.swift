import Records

/// Everything that a report says about one session of the earlier `gradmark peers`.
public struct PeerModel: Sendable, Equatable {
  /// The matches in the order in which they were played.
  public let matches: [PeerMatchResult]
  /// The machine and binary of the newest record.
  let machine: Machine
  /// The highest one-minute load average and steal time (in percent) of the records.
  let highestLoadAverage: Double?
  let highestStealPercent: Double?
  /// When the first and the last match began, ISO 8601.
  let dates: ClosedRange<String>
  /// Library and version of every peer that came up.
  let versions: [Version]

  /// What a peer says that it is.
  struct Version: Sendable, Equatable {
    let contestant: PeerRecord.Participant
    let text: String
  }

  /// Derives a report from records; those of gradmark itself have to be among them.
  ///
  /// - Precondition: there is a record.
  public init(_ records: [PeerRecord]) {
    precondition(!records.isEmpty, "a report about peers needs a record")
    let dates = records.map(\.date).sorted()
    machine = records[records.count - 1].machine
    highestLoadAverage = records.compactMap(\.machine.loadAverage).max()
    highestStealPercent = records.compactMap(\.machine.stealPercent).max()
    self.dates = dates[0]...dates[dates.count - 1]
    var contestants: [PeerRecord.Participant] = []
    var matches: [PeerRecord.Match] = []
    for record in records {
      if !contestants.contains(record.contestant) { contestants.append(record.contestant) }
      if !matches.contains(record.match) { matches.append(record.match) }
    }
    versions = contestants.filter { $0 != .gradmark }.compactMap { contestant in
      records.first { $0.contestant == contestant && !$0.version.isEmpty }
        .map { Version(contestant: contestant, text: $0.version) }
    }
    self.matches = matches.map { PeerMatchResult($0, of: records) }
  }
}

/// One network, batch size and number of threads: what every contestant made of it.
public struct PeerMatchResult: Sendable, Equatable {
  /// What they met over.
  let match: PeerRecord.Match
  /// Gradmark first, then the peers in the order of the records.
  let entries: [PeerEntry]

  fileprivate init(_ match: PeerRecord.Match, of records: [PeerRecord]) {
    let own = records.first { $0.match == match && $0.contestant == .gradmark }
    self.match = match
    entries = records.filter { $0.match == match }.map { record in
      PeerEntry(record, against: own, of: records)
    }
  }

  /// Gradmark's own entry.
  var own: PeerEntry? { entries.first { $0.record.contestant == .gradmark } }

  /// The fastest peer among those whose work is equal.
  var fastestPeer: PeerEntry? {
    entries.filter { $0.record.contestant != .gradmark && $0.counts }
      .min { ($0.secondsPerStep?.value ?? .infinity) < ($1.secondsPerStep?.value ?? .infinity) }
  }

  /// What gradmark is against the fastest peer: such a session had no controls, and so no noise floor.
  var verdict: Verdict { Verdict(on: fastestPeer?.ratio, floor: 0, margin: 0) }
}

extension PeerModel {
  /// What came out against the fastest peer of each match, as a sentence.
  var summary: String {
    let ratios = matches.compactMap(\.fastestPeer?.ratio).sorted { $0.value < $1.value }
    guard let least = ratios.first, let most = ratios.last else {
      return "No peer's time counts."
    }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = matches.count { $0.fastestPeer != nil && $0.verdict == verdict }
      return count == 0 ? nil : "\(Format.count(count, "cell")) \(verdict.rawValue)"
    }
    return "Gradmark against the fastest peer: \(counts.joined(separator: ", ")) "
      + "(\(UnitLadder.factor.valueText(least)) to \(UnitLadder.factor.valueText(most)))."
  }
}

/// One contestant in one match.
struct PeerEntry: Sendable, Equatable {
  let record: PeerRecord
  /// Whether its work is that of gradmark.
  let standing: Standing
  /// The median over rounds.
  let secondsPerStep: Estimate?
  /// The median over rounds.
  let peakShare: Estimate?
  /// Its time over gradmark's, in rounds measured in turn: above 1 where gradmark is faster.
  let ratio: Estimate?
  /// Whether all its numbers of threads gave the same bits; `nil` where there is but one.
  let hasSameBits: Bool?

  /// Whether a time counts.
  enum Standing: Sendable, Equatable {
    /// The losses agree; the largest deviation is that share of gradmark's.
    case equal(deviation: Double)
    /// The work is another one, as a clause says.
    case different(String)
    /// There is no time, as a clause says.
    case failed(String)
  }

  /// Whether it did the same work as gradmark.
  var counts: Bool {
    if case .equal = standing { true } else { false }
  }

  fileprivate init(_ record: PeerRecord, against own: PeerRecord?, of records: [PeerRecord]) {
    self.record = record
    standing = Standing(record, against: own)
    let seconds = record.rounds.map(\.secondsPerStep)
    secondsPerStep = medianEstimate(of: seconds)
    peakShare = medianEstimate(
      of: record.rounds.filter { $0.peakFlopsPerSecond > 0 }.map {
        record.match.flopsPerStep / $0.secondsPerStep / $0.peakFlopsPerSecond
      })
    ratio = own.flatMap { pairedRatio(of: seconds, to: $0.rounds.map(\.secondsPerStep)) }
    let digests = records.filter { $0.isSameWork(as: record) && !$0.digest.isEmpty }.map(\.digest)
    hasSameBits = digests.count > 1 ? Set(digests).count == 1 : nil
  }
}

extension PeerEntry.Standing {
  fileprivate init(_ record: PeerRecord, against own: PeerRecord?) {
    if let failure = record.failure {
      self = .failed(failure)
    } else if let difference = record.difference {
      self = .different(difference)
    } else if let own, own.failure == nil, own.losses.count == record.losses.count {
      let (step, largest) = deviation(of: record.losses, from: own.losses)
      self =
        step.map {
          .different(
            "the loss of step \($0 + 1) is \(Format.plain(record.losses[$0])), "
              + "gradmark's \(Format.plain(own.losses[$0]))")
        } ?? .equal(deviation: largest)
    } else {
      self = .different("there are no losses of gradmark's to compare with")
    }
  }
}

extension PeerRecord {
  fileprivate func isSameWork(as other: PeerRecord) -> Bool {
    contestant == other.contestant && match.task == other.match.task
      && match.batchSize == other.match.batchSize
  }
}

extension PeerRecord.Round {
  /// The mean over the turn.
  fileprivate var secondsPerStep: Double { Double(nanoseconds) * 1e-9 / Double(steps) }
}
