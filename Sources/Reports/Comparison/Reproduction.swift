import Records

/// One cell of a run, measured again.
public struct Reproduction: Sendable, Equatable {
  /// Which cell.
  public let cell: Cell
  /// The step time as it was recorded.
  public let recorded: Estimate
  /// The step time now.
  public let measured: Estimate
  /// Where the step time may lie by the recorded session alone: its interval, widened by the noise floor
  /// of both runs.
  public let range: ClosedRange<Double>
  /// Where it may lie by all sessions of the machine: from the least to the greatest of their times,
  /// widened likewise; `nil` where the recorded one is the only one.
  public let sessionRange: ClosedRange<Double>?
  /// The sessions that tell, the recorded one among them.
  public let sessionCount: Int
  /// What came of it.
  public let outcome: Agreement

  /// What measuring again can come to.
  public enum Agreement: Sendable, Equatable {
    /// The new step time lies within the interval of the session.
    case within
    /// It lies beyond that, but within what sessions of the machine differ by.
    case withinSpread
    /// It lies beyond both: faster than was recorded in any session.
    case faster
    /// It lies beyond both: slower than was recorded in any session.
    case slower
    /// It lies beyond the interval of the session, and what sessions differ by is not known.
    case unknownSpread
    /// The weights after training are others.
    case otherWeights
    /// The data that they come from are others.
    case otherData
  }

  /// Compares a cell of a run with the same cell of a later one.
  ///
  /// - Parameters:
  ///   - name: the cell as `denoise/128/2`: network, batch size, threads.
  ///   - recorded: the run that was published.
  ///   - measured: the run that has the cell again.
  ///   - others: other sessions of the recorded run's machine.
  ///   - isCrossMachine: whether another machine or build will do.
  /// - Throws: a `RecordError` where one of them lacks the cell, or where they are of different
  ///   machines or builds.
  public init(
    of name: String, recorded: ReportModel, measured: ReportModel, others: [ReportModel] = [],
    isCrossMachine: Bool = false
  ) throws {
    let old = try recorded.result(named: name)
    let new = try measured.result(named: name)
    guard let oldTime = old.measurement?.secondsPerStep,
      let newTime = new.measurement?.secondsPerStep
    else {
      let failed = old.measurement == nil ? (recorded, old) : (measured, new)
      throw RecordError(
        .malformed,
        "\(name) has no valid time in \(failed.0.name): \(failed.1.failure ?? "it failed")")
    }
    let floor = 1 + max(recorded.noiseFloor?.share ?? 0, measured.noiseFloor?.share ?? 0)
    let interval = oldTime.interval ?? oldTime.value...oldTime.value
    let range = interval.lowerBound / floor...interval.upperBound * floor
    cell = old.cell
    self.recorded = oldTime
    self.measured = newTime
    self.range = range
    let times =
      [oldTime.value]
      + others.compactMap {
        (try? $0.result(named: name))?.measurement?.secondsPerStep.value
      }
    sessionCount = times.count
    let sessionRange = Self.range(of: times, and: range, floor: floor)
    self.sessionRange = sessionRange
    let time: Agreement =
      if range.contains(newTime.value) {
        .within
      } else if let sessionRange {
        sessionRange.contains(newTime.value)
          ? .withinSpread : newTime.value < sessionRange.lowerBound ? .faster : .slower
      } else {
        .unknownSpread
      }
    // Other vector units may round otherwise.
    outcome =
      isCrossMachine || old.digest == new.digest
      ? time : recorded.hasOtherData(than: measured, for: cell.subject) ? .otherData : .otherWeights
  }

  /// From the least to the greatest time of several sessions, widened, and no less than what one session
  /// allows; `nil` for one.
  private static func range(
    of times: [Double], and own: ClosedRange<Double>, floor: Double
  ) -> ClosedRange<Double>? {
    guard times.count > 1, let least = times.min(), let most = times.max() else { return nil }
    return min(own.lowerBound, least / floor)...max(own.upperBound, most * floor)
  }

  /// The comparison in sentences, with a line end.
  public var text: String {
    let seconds = UnitLadder.seconds
    let verdict =
      switch outcome {
      case .within: "reproduced, within the interval of the session"
      case .withinSpread:
        "beyond the interval of the session, but within the spread between sessions"
      case .faster:
        "not reproduced: it is faster now, beyond the session and the spread between sessions"
      case .slower:
        "not reproduced: it is slower now, beyond the session and the spread between sessions"
      case .unknownSpread:
        "\(measured.value < recorded.value ? "faster" : "slower") now, beyond the interval of the "
          + "session; what sessions differ by is not known from one"
      case .otherWeights: "not reproduced: the weights after training are others"
      case .otherData: "not reproduced: the data that it trains on are others"
      }
    return """
      \(cell): \(verdict)
        recorded step time  \(seconds.text(recorded))
        measured step time  \(seconds.text(measured))
        the session allows  \(seconds.text(range)), its interval widened by the noise floor
        sessions allow      \(sessionText)

      """
  }

  private var sessionText: String {
    sessionRange.map {
      "\(UnitLadder.seconds.text($0)), from the least to the greatest of \(sessionCount) sessions, widened "
        + "likewise"
    } ?? "not known: this is the only session of the machine"
  }
}

extension ReportModel {
  /// Whether a run can be measured again here: why not, as a sentence, or `nil`.
  ///
  /// A binary is known by its digest: a commit that changes no program is no other build.
  ///
  /// - Parameter fingerprint: this machine and binary.
  public func obstacle(on fingerprint: Fingerprint) -> String? {
    guard !fingerprint.isSameSubject(as: self.fingerprint) else { return nil }
    let differences = differences(on: fingerprint)
    let reason =
      differences.isEmpty
      ? "its records do not show that it is the same" : differences.joined(separator: "; ")
    return "\(name) is of another machine or build (\(reason)); measure there, or add "
      + "--cross-machine"
  }

  /// Whether two runs are known to have trained a case on different data.
  func hasOtherData(than other: ReportModel, for subject: BenchmarkCase) -> Bool {
    let digests = [self, other].compactMap { run in
      run.groups.first { $0.subject == subject }?.dataDigest
    }
    return Set(digests).count > 1
  }

  /// What of a machine and binary is not as it was in the run, each as a clause.
  public func differences(on fingerprint: Fingerprint) -> [String] {
    fingerprint.differences(from: self.fingerprint)
  }

  /// The case and the thread count of a cell by its name.
  ///
  /// - Throws: a `RecordError` where the run has no such cell.
  public func result(named name: String) throws -> CellResult {
    let found = ownCells.first { result in
      let cell = result.cell, ranks = cell.ranks == 1 ? "" : "\(cell.ranks)x"
      return "\(cell.subject.label)/\(cell.subject.batchSize)/\(ranks)\(cell.threads)" == name
    }
    guard let found else {
      throw RecordError(
        .malformed,
        "\(self.name) has no cell '\(name)'; name one as network/batch/threads, such as "
          + "denoise/128/2")
    }
    return found
  }
}
