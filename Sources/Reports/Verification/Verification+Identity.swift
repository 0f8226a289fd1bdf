import KerasFormat
import Networks
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
    ] + modelChecks
  }

  /// Whether networks out of files are those that the record holds; other runs have nothing of the kind.
  private var modelChecks: [Check] {
    let all = plans.map(\.plan)
    let haveModels = all.contains { plan in
      plan.models != nil || plan.cases.contains { $0.files?[PlannedCase.modelFile] != nil }
    }
    guard haveModels else { return [] }
    return [
      Check(
        "every network out of a file is the one that the record holds",
        fault: all.lazy.compactMap(\.modelFault).first)
    ]
  }

  private typealias PlannedCase = BenchmarkPlan.PlannedCase

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

extension BenchmarkPlan {
  /// The first case whose network is not that of the plan's model of its name, as a clause.
  fileprivate var modelFault: String? {
    for planned in cases {
      let name = planned.subject.model
      let (digest, model) = (planned.files?[PlannedCase.modelFile], model(named: name))
      guard digest == model?.digest else {
        return
          "\(planned.subject) has the network \(digest.map(Format.digest) ?? Format.unknown), and the "
          + "plan \(model.map { Format.digest($0.digest) } ?? Format.unknown) under that name"
      }
      guard let model else { continue }
      do {
        let entry = try Catalog.Entry(name: name, model: model.json.utf8)
        let count = try entry.trainingNetwork.resolved().parameterCount
        guard count == planned.parameterCount else {
          return "the network of \(planned.subject) has \(count) weights, and its case "
            + "\(planned.parameterCount)"
        }
      } catch {
        return "the network of \(planned.subject) cannot be read: \(error)"
      }
    }
    return nil
  }
}
