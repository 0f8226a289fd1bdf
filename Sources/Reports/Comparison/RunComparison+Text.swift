import Records

extension RunComparison {
  /// The comparison for a terminal: the answer, who is compared, the cells, and what the verdicts rest on.
  ///
  /// - Parameters:
  ///   - usingColor: whether tones are told by colours.
  ///   - width: the terminal's columns; `nil` leaves tables and sentences as wide as they are.
  public func text(usingColor: Bool, within width: Int? = nil) -> String {
    let head =
      candidates.indices.map(sentence) + [""] + sides.map { "\($0.letter): \($0.side.heading)" }
      + candidates.indices.flatMap(relations)
    let texts = tables.map { $0.text(usingColor: usingColor, within: width) }
    return head.lines(within: width) + "\n" + texts.lines
      + (remarks + [crossMachineRemark].compactMap(\.self)).lines(within: width)
  }

  /// How to get a verdict of two machines, which is for who is at a terminal; `nil` where none is missing.
  private var crossMachineRemark: String? {
    let isMissing = candidates.indices.contains { place in
      outcomes(of: place).contains { if case .otherMachine = $0 { true } else { false } }
    }
    return isMissing
      ? "--cross-machine gives verdicts of two machines, from three sessions a side" : nil
  }

  /// The sides with their letters.
  var sides: [(letter: String, side: RunSide)] {
    [("A", baseline)] + candidates.enumerated().map { (letter($0), $1) }
  }

  /// `B` for the first candidate; numbers where letters end.
  func letter(_ candidate: Int) -> String {
    let letters = Array("BCDEFGHIJKLMNOPQRSTUVWXYZ")
    return candidate < letters.count ? String(letters[candidate]) : "run \(candidate + 2)"
  }

  /// How many times as fast as the baseline a candidate is, as all ratios have it, and what that is worth.
  func sentence(of candidate: Int) -> String {
    let outcomes = outcomes(of: candidate)
    let ratios = outcomes.compactMap(\.ratio)
    let letter = letter(candidate)
    guard let range = ratios.rangeText else {
      return qualitySentence(of: candidate)
        ?? "\(letter) and A have no cell in common that can be compared."
    }
    let cells = counted(ratios.count, "cell")
    return
      "\(letter) is \(ratios.meanText) as fast as A (geometric mean over \(cells); "
      + "\(range)), \(standing(of: candidate))."
  }

  /// What the ratios of a candidate are worth, as a clause.
  private func standing(of candidate: Int) -> String {
    let outcomes = outcomes(of: candidate)
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = outcomes.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    guard counts.isEmpty else { return counts.joined(separator: ", ") }
    return isOfOneMachine(candidates[candidate])
      ? "without a verdict, which takes three sessions a side"
      : "machine and program together, so without a verdict"
  }

  /// Whether a candidate is of the baseline's machine, and of its build, in a line each.
  func relations(of candidate: Int) -> [String] {
    let other = candidates[candidate].last
    let differences = baseline.last.differences(from: other)
    let letter = letter(candidate)
    let isOne = baseline.last.isOfSameMachine(as: other)
    func line(_ what: String, _ same: String, _ clauses: [String]) -> String {
      "\(letter)'s \(what): " + ([same] + clauses).filter { !$0.isEmpty }.joined(separator: "; ")
    }
    return [
      line("machine", isOne ? likeness(of: other) : "not A's", differences.surroundings),
      line("build", differences.build.isEmpty ? "the same as A's" : "", differences.build),
    ] + (differences.work.isEmpty ? [] : [line("work", "", differences.work)])
      + [sharedSentence(of: candidate)].compactMap(\.self)
  }

  /// That sessions stand on both sides, which are then compared with themselves; `nil` where none does.
  private func sharedSentence(of candidate: Int) -> String? {
    let shared = candidates[candidate].sharedSessions(with: baseline)
    guard let first = shared.first else { return nil }
    return "\(letter(candidate))'s "
      + (shared.count == 1
        ? "session '\(first.name)' is" : "\(counted(shared.count, "session")) are")
      + " also A's: what is compared with itself is equal, which tells nothing"
  }

  /// A name that only one side has tells two hosts apart that are alike, or one before it was named; without
  /// names nothing tells hosts apart.
  private func likeness(of other: ReportModel) -> String {
    let names = [baseline.last.nickname, other.nickname].compactMap(\.self)
    return switch names.count {
    case 0: "like A's; neither has a name, so they may be two hosts"
    case 1: "perhaps A's: alike in all that is recorded, but only one has a name, '\(names[0])'"
    default: "the same as A's"
    }
  }

  /// What stands below the cells.
  var remarks: [String] {
    let empty = sides.filter { !$0.side.isMeasured }.map { letter, side in
      side.isOfQualities
        ? "\(letter) has no timed cells, but times until a quality was reached"
        : "no verified cell in \(letter)"
    }
    let works = sides.flatMap { $0.side.workClauses($0.letter) }
    let failed = sides.flatMap { letter, side in
      side.failures.map { "failed in \(letter): \($0.cell): \($0.failure ?? "")" }
    }
    let drifts = candidates.enumerated().compactMap { index, candidate in
      isOfOneMachine(candidate)
        ? Drift(of: candidate, against: baseline).text(letter(index), "A") : nil
    }
    let mixed = sides.filter { $0.side.programCount > 1 }.map {
      "\($0.letter)'s sessions ran \($0.side.programCount) programs, which its spread holds as well"
    }
    let scattered = sides.filter(\.side.isOfSeveralMachines).map {
      "\($0.letter)'s sessions are of several machines, which its spread holds as well; what is told of its "
        + "machine and build is of the last one, '\($0.side.last.name)'"
    }
    return empty + works + rows.map(\.cell).crowdedSentences + failed + mixed + scattered + drifts
      + (hasVerdicts ? [terms] : [])
      + unmatched("A", onlyInBaseline)
      + candidates.enumerated().flatMap { unmatched(letter($0), onlyIn($1)) }
      + [duelSentence].compactMap(\.self)
  }

  /// Whether any cell has a verdict.
  var hasVerdicts: Bool {
    candidates.indices.contains { outcomes(of: $0).contains { $0.verdict != nil } }
  }

  /// One line about the cells of one run alone, the first three by name.
  private func unmatched(_ run: String, _ cells: [Cell]) -> [String] {
    guard !cells.isEmpty else { return [] }
    let names = cells.prefix(3).map(\.description).joined(separator: "; ")
    let rest = cells.count > 3 ? "; and \(cells.count - 3) more" : ""
    return ["only in \(run): \(names)\(rest)"]
  }

  /// How many sessions the baseline and a candidate have where they are too few.
  static func sessionClause(_ base: Int, _ candidate: Int) -> String {
    guard base == candidate else { return "\(base) and \(candidate) sessions" }
    return base == 1 ? "one session each" : "\(base) sessions each"
  }

  /// What would give the verdict that sessions are too few for; `nil` where none is missing.
  var duelSentence: String? {
    let few = candidates.indices.first { place in
      outcomes(of: place).contains { if case .fewSessions = $0 { true } else { false } }
    }
    guard let few else { return nil }
    guard baseline.last.isOfSameMachine(as: candidates[few].last) else {
      return "two machines cannot take turns: name three sessions of each, A1 A2 A3 -- B1 B2 B3"
    }
    let builds = [baseline, candidates[few]].map(\.last.fingerprint.build)
    // A commit stands for a program only where nothing was changed beside it.
    let commits = builds.map { build in
      build.isTreeClean.value == false ? nil : build.commit.value.map { String($0.prefix(12)) }
    }
    let isOneProgram =
      builds[0].binaryDigest.value != nil
      && builds[0].binaryDigest.value == builds[1].binaryDigest.value
    let sessions = "three sessions a side, A1 A2 A3 -- B1 B2 B3"
    // A duel of a program with itself would tell nothing.
    if isOneProgram {
      let differences = baseline.last.differences(from: candidates[few].last)
      let others = [
        differences.machine.isEmpty ? nil : "the machine",
        differences.wire == nil ? nil : "the wire between ranks",
      ].compactMap(\.self)
      return others.isEmpty
        ? "one machine ran one program on both sides, so they differ by what sessions differ by; a verdict takes "
          + sessions
        : "both sides ran one program, so what differs is \(others.joined(separator: " and ")); a verdict takes "
          + sessions
    }
    let command =
      commits[1].map { "make duel BASE=\(commits[0] ?? "PROGRAM") in a checkout of \($0)" }
      ?? "gradmark duel A B, with the program of each"
    return "two builds are told apart by turns in one session: \(command); or name \(sessions)"
  }

  /// What the verdicts rest on.
  private var terms: String {
    let floors = sides.map(\.side.noiseFloor)
    let known = floors.compactMap(\.?.share)
    let floor =
      known.count == floors.count
      ? "beyond the noise floor within a session of at most \(UnitLadder.percent.text(known.max()))"
      : "beyond the noise floor within a session, which not every run has measured"
    return
      "faster, slower: the interval, wide enough for all cells together, excludes 1, \(floor); "
      + "same: the interval lies within \(UnitLadder.percent.text(margin)) of 1; inconclusive: neither; "
      + Verdict.doubtText
  }
}

extension RunComparison.Relation {
  /// Why there is no verdict, as a clause; `nil` where there is one.
  var reason: String? {
    switch self {
    case .compared: nil
    case .fewSessions(_, let base, let candidate): RunComparison.sessionClause(base, candidate)
    case .otherMachine: "another machine"
    case .incomparable(let reason): reason
    case .absent: "not in this run"
    }
  }
}

extension ReportModel {
  /// The run in one line.
  var heading: String {
    "\(name): \(machineText), commit \(machine.build.commit ?? Format.unknown)"
  }
}
