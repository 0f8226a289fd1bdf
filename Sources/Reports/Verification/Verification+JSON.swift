import Records

extension Verification {
  /// Verifications of runs as a JSON array, an object each.
  ///
  /// - Throws: an `EncodingError`, which no verification gives reason to.
  public static func json(_ verifications: [(name: String, verification: Verification)]) throws
    -> String
  {
    try RecordCoding.text(verifications.map(ExportedVerification.init)) + "\n"
  }
}

/// A verification as others read it.
private struct ExportedVerification: Encodable {
  let run: String
  let isConsistent: Bool
  let head: String
  let checks: [ExportedCheck]

  init(name: String, verification: Verification) {
    run = name
    isConsistent = verification.holds
    head = verification.head
    checks = verification.checks.map(ExportedCheck.init)
  }
}

private struct ExportedCheck: Encodable {
  let claim: String
  /// `holds`, `fails` or `not recorded`.
  let outcome: String
  /// Why it does not hold, or is not recorded.
  @Nullable var reason: String?

  init(_ check: Check) {
    claim = check.claim
    switch check.outcome {
    case .holds: (outcome, reason) = ("holds", nil)
    case .fails(let fault): (outcome, reason) = ("fails", fault)
    case .notRecorded(let fault): (outcome, reason) = ("not recorded", fault)
    }
  }
}
