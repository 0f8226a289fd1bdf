import Records

/// Whether a run's log agrees with itself, and its tables with the log: everything is computed again.
public struct Verification: Sendable, Equatable {
  /// What was looked at, in an order in which the first that fails explains those after it.
  public let checks: [Check]
  /// The SHA-256 of the log's last line: whoever keeps it notices any later change.
  public let head: String

  /// Verifies a log.
  ///
  /// - Parameters:
  ///   - log: all of its lines.
  ///   - expectedHead: the digest of the last line as it was published, or its first digits.
  public init(of log: RunLog, expectedHead: String? = nil) {
    head = log.head
    checks =
      log.chainChecks(expectedHead: expectedHead) + log.planChecks + log.identityChecks
      + log.workChecks + log.rankChecks + log.valueChecks
  }

  /// Verifies the log of a folder, and the reports that stand beside it.
  ///
  /// - Throws: a `RecordError` where the log cannot be read or holds no measurement.
  public init(of folder: RunFolder, expectedHead: String? = nil) throws {
    let log = try folder.requiredLog()
    let verification = Verification(of: log, expectedHead: expectedHead)
    head = verification.head
    checks = verification.checks + [folder.reportCheck(of: log)]
  }

  /// Whether nothing was found that does not hold.
  public var holds: Bool { fault == nil }

  /// The first thing that does not hold, as a clause.
  public var fault: String? {
    checks.lazy.compactMap { check in
      if case .fails(let fault) = check.outcome { "\(check.claim): \(fault)" } else { nil }
    }.first.map { "it does not hold that \($0)" }
  }

  /// The checks, one a line, and what they are worth.
  ///
  /// - Parameter name: the run.
  public func text(name: String) -> String {
    let isPartial = checks.contains {
      if case .notRecorded = $0.outcome { true } else { false }
    }
    let verdict =
      holds
      ? isPartial ? "consistent, in all that was recorded when it was measured" : "consistent"
      : "not consistent"
    return
      ([
        "\(name): \(verdict)"
      ] + checks.map { "  " + $0.text } + [
        "  last line: \(head)",
        "This shows that the record is consistent, not that it is honest: who makes records up with "
          + "care passes. Measure the run again with 'gradmark reproduce'.", "",
      ]).joined(separator: "\n")
  }
}

extension RunFolder {
  /// Whether the reports in the folder are, byte for byte, those that the records give.
  fileprivate func reportCheck(of log: RunLog) -> Check {
    let claim = "the reports are those of the records"
    do {
      // Whether runs are listed above this folder is no matter of its records.
      let readme = try? String(contentsOfFile: "\(path)/README.md", encoding: .utf8)
      let files = try log.reportFiles(
        name: name, isListed: readme?.contains(ReportModel.indexLink) ?? false)
      return Check(
        claim,
        fault: files.lazy.compactMap { difference(of: $0.text, fromFile: "\(path)/\($0.name)") }
          .first)
    } catch {
      return Check(claim, .fails("\(error)"))
    }
  }
}
