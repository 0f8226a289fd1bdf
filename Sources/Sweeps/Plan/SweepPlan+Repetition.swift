import Networks
import Records
import Suites

extension SweepPlan {
  /// Lays out one case of an earlier plan again, with its threads, time, seed and pinning.
  ///
  /// - Parameters:
  ///   - subject: the case.
  ///   - plan: the plan that has it.
  ///   - usableCPUs: the CPUs that this process may use.
  ///   - digitsFolder: MNIST's files where the plan read digits; `nil` draws them.
  ///   - dataFile: the samples, where the case read some from a file.
  /// - Throws: a `SweepError` where the plan does not have the case, does not tell for how long it was
  ///   measured, or read digits that are not given here; a `SweepError` too where what the case reads
  ///   is not what it read then.
  public init(
    repeating subject: BenchmarkCase, of plan: BenchmarkPlan, usableCPUs: Int,
    digitsFolder: String?, dataFile: String? = nil
  ) throws {
    guard let planned = plan.cases.first(where: { $0.subject == subject }) else {
      throw SweepError(.badData, "the plan does not have \(subject); name a case of the plan")
    }
    guard plan.secondsPerCell > 0, let pinning = Pinning(rawValue: plan.pinning) else {
      throw SweepError(
        .badData,
        "the plan does not tell for how long or with which pinning cells were measured; name a run "
          + "of schema 2")
    }
    // Whatever digits the run had, other networks do not read them.
    let learnsDigits = Catalog.learnsDigits(subject.model)
    guard !learnsDigits || plan.usesRecordedDigits == (digitsFolder != nil) else {
      throw SweepError(
        .usage,
        plan.usesRecordedDigits
          ? "the run read digits from files; name their folder with --digits"
          : "the run drew its digits; leave --digits out")
    }
    let model = plan.model(named: subject.model)
    let files = try CaseFiles(digitsFolder: digitsFolder)
      .digests(of: subject, model: model, dataFile: dataFile)
    // Plans before schema 2.2 do not tell.
    if let recorded = planned.files, recorded != files {
      let differences = Set(recorded.keys).union(files?.keys ?? [:].keys).sorted().map { file in
        let digests = [recorded[file], files?[file]].map {
          $0.map { "\($0.prefix(16))…" } ?? "none"
        }
        return "\(file) of SHA-256 \(digests[0]) then, \(digests[1]) now"
      }
      throw SweepError(
        .usage,
        "\(subject) read other files (\(differences.joined(separator: "; "))); name those of the run"
      )
    }
    let job = MeasuringJob(
      subject: subject, threads: planned.threads, ranks: planned.ranks, usableCPUs: usableCPUs,
      process: 0,
      caseDigest: try plan.digest(of: planned), seed: plan.seed,
      secondsPerContestant: plan.secondsPerCell / Double(plan.processes),
      precision: plan.precision, files: files, model: model, dataFile: dataFile,
      digitsFolder: digitsFolder,
      isOrdered: plan.peers.isEmpty ? nil : true)
    groups = [try Group(job)]
    processes = plan.processes
    secondsPerCell = plan.secondsPerCell
    precision = plan.precision
    seed = plan.seed
    self.pinning = pinning
    self.digitsFolder = digitsFolder
    self.usableCPUs = usableCPUs
  }
}
