import Records

extension RunEvidence {
  /// How many measurements stand in no table, and why: `2 of another program, 1 measured again`.
  var omissionText: String {
    let parts = Omission.allCases.compactMap { reason in
      omissions[reason].map { "\(Format.count($0)) \(reason.text)" }
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  /// What a reader may look for and not find, as a sentence; `nil` where the log holds measurements
  /// of one machine, program, seed and set of files.
  var omissionWarning: String? {
    let others: [Omission] = [.otherMachine, .otherBinary, .otherSeed, .otherFiles]
    guard others.contains(where: { omissions[$0] != nil }) else { return nil }
    return "The log holds measurements that stand in no table here, as only those of one machine, "
      + "program, seed and set of files are put together: \(omissionText). The newest plan settles which."
  }
}

extension Omission {
  fileprivate var text: String {
    switch self {
    case .otherMachine: "of another machine"
    case .otherBinary: "of another program"
    case .otherSeed: "of another seed"
    case .otherFiles: "of other files"
    case .otherPlan: "of an earlier plan"
    case .repeated: "measured again"
    }
  }
}
