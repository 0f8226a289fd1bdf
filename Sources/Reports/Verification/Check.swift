/// Something that has to hold of a run's records, and whether it does.
public struct Check: Sendable, Equatable {
  /// What has to hold, as a clause: `the chain of digests holds`.
  public let claim: String
  /// Whether it does.
  public let outcome: Answer

  /// What came of looking.
  public enum Answer: Sendable, Equatable {
    /// It holds.
    case holds
    /// It does not, and the first place where, as a clause.
    case fails(String)
    /// The record's format does not tell, and why, as a clause.
    case notRecorded(String)
  }

  init(_ claim: String, _ outcome: Answer) {
    self.claim = claim
    self.outcome = outcome
  }

  /// A claim that holds where no fault was found.
  init(_ claim: String, fault: String?) {
    self.init(claim, fault.map { .fails($0) } ?? .holds)
  }

  /// One line: `✗ the chain of digests holds: line 4 does not follow …`.
  var text: String {
    switch outcome {
    case .holds: "✓ \(claim)"
    case .fails(let fault): "✗ \(claim): \(fault)"
    case .notRecorded(let reason): "– \(claim): not recorded, \(reason)"
    }
  }
}
