import Records

extension RunLog {
  /// Whether outcomes are of the data and of the program that they pass for.
  var identityChecks: [Check] {
    [
      identityCheck("all processes of a case trained on the same data", fault: dataFault) {
        ("dataDigest", $0.dataDigest)
      },
      identityCheck("every process ran the program of its plan", fault: programFault) {
        ("binaryDigest", $0.binaryDigest ?? $0.binaryDigests?.values.first)
      },
    ]
  }

  /// A check of a digest that records before schema 2.2 do not have; later ones have it, or say why not.
  private func identityCheck(
    _ claim: String, fault: String?, digest: (Replicate) -> (field: String, value: String?)
  ) -> Check {
    if let fault { return Check(claim, .fails(fault)) }
    let lacking = lines.compactMap { line -> String? in
      guard case .replicate(let replicate) = line.entry else { return nil }
      let (field, value) = digest(replicate)
      return value == nil
        ? replicate.missing[field] ?? "it was not recorded when this was measured" : nil
    }
    return lacking.first.map { Check(claim, .notRecorded($0)) } ?? Check(claim, .holds)
  }

  /// The first case whose processes, or network whose trainings from one seed, had different data.
  private var dataFault: String? {
    let selection = selection()
    for result in selection.results {
      let digests = Set(result.replicates.compactMap(\.dataDigest))
      if digests.count > 1 { return "\(result.subject) has data of \(digests.count) kinds" }
    }
    let trainings = Dictionary(grouping: selection.qualities) { "\($0.subject), seed \($0.seed)" }
    for (name, entries) in trainings.sorted(by: { $0.key < $1.key }) {
      let digests = Set(entries.compactMap(\.dataDigest))
      if digests.count > 1 { return "\(name) has data of \(digests.count) kinds" }
    }
    return nil
  }

  private var programFault: String? {
    var planned: String?
    var implementations: [BenchmarkPlan.Implementation] = []
    for (index, line) in lines.enumerated() {
      if case .plan(let entry) = line.entry {
        planned = entry.fingerprint.build.binaryDigest.value
        implementations = entry.plan.implementations ?? []
      }
      if case .replicate(let replicate) = line.entry, let digests = replicate.binaryDigests {
        for one in implementations where digests[one.name] != one.program {
          return "\(name(ofLine: index)) has another program for \(one.name) than its plan"
        }
      }
      guard case .replicate(let replicate) = line.entry, let planned,
        let digest = replicate.binaryDigest, digest != planned
      else { continue }
      return "\(name(ofLine: index)) is of \(Format.digest(digest)), its plan of "
        + Format.digest(planned)
    }
    return nil
  }
}
