import Records

/// How a machine scales, by the size of a step: how many times as fast as one thread its cases are with the
/// most threads that have a CPU each.
struct ScalingAnswer: Sendable, Equatable {
  /// The threads.
  let threads: Int
  /// The classes whose work is shared, the largest steps first; none is empty.
  let classes: [SizeClass]
  /// The cases that one worker trains alone, by design.
  let unshared: [CellGroup]

  /// Cases whose steps are about as large.
  struct SizeClass: Sendable, Equatable {
    let size: Size
    /// With their speed-ups, the largest step first.
    let cases: [Case]

    /// The geometric mean of the speed-ups.
    var mean: Double { geometricMean(of: cases.map(\.speedup.factor.value)) ?? 1 }

    /// That mean as it stands wherever it is told.
    var meanText: String { cases.map(\.speedup.factor).meanText }

    /// The cases of which no verdict tells whether threads make them faster; all where nothing could tell, as the noise
    /// was not measured.
    let inconclusiveCount: Int

    /// The cases that lose by threads, so much that the digits show it.
    var slowerCount: Int { cases.count { $0.speedup.factor.shownValue < 1 } }

    /// The least and the greatest speed-up.
    var ends: [Estimate] {
      let sorted = cases.map(\.speedup.factor).sorted { $0.value < $1.value }
      return [sorted[0], sorted[sorted.count - 1]]
    }
  }

  /// One case that is shared.
  struct Case: Sendable, Equatable {
    let group: CellGroup
    let speedup: Speedup
  }

  /// Where a step belongs. By its arithmetic, which is the same on every machine: a class by outcome would
  /// be called large wherever it does well.
  enum Size: String, Sendable, CaseIterable {
    case large, medium

    /// A step of as much arithmetic takes about a millisecond on one core, some hundred times what it costs
    /// to wake a thread.
    static let leastLargeFlops = 1e8
  }

  /// Derives the answer; `nil` where no case has a speed-up.
  init?(of model: ReportModel) {
    let threads = model.mostThreads
    guard threads > 1 else { return nil }
    let groups = model.groups.filter { $0.cell(threads: threads)?.measurement?.speedup != nil }
    guard !groups.isEmpty else { return nil }
    let cases = groups.compactMap { group -> Case? in
      guard let cell = group.cell(threads: threads), cell.isShared,
        let speedup = cell.measurement?.speedup
      else { return nil }
      return Case(group: group, speedup: speedup)
    }.sorted { ($0.group.flopsPerStep ?? 0) > ($1.group.flopsPerStep ?? 0) }
    self.threads = threads
    unshared = groups.filter { $0.cell(threads: threads)?.isShared == false }
    classes = [Size.large, .medium].compactMap { size -> SizeClass? in
      let members = cases.filter {
        (($0.group.flopsPerStep ?? 0) >= Size.leastLargeFlops) == (size == .large)
      }
      return members.isEmpty
        ? nil
        : SizeClass(
          size: size, cases: members,
          inconclusiveCount: members.count {
            Verdict(on: $0.speedup, floor: model.noiseFloor) == .inconclusive
          })
    }
  }
}

extension ReportModel {
  /// How the machine scales; `nil` where nothing tells.
  var scalingAnswer: ScalingAnswer? { ScalingAnswer(of: self) }

  /// What ranks bring, and how the machine scales, in a sentence each: what a page begins with.
  var answer: String {
    // Whoever reads one sentence alone has to see that there was more to measure.
    [evidence.stoppedText.map { "\($0.capitalizedFirst)." }, measuredAnswer].compactMap(\.self)
      .joined(separator: " ")
  }

  private var measuredAnswer: String {
    // Who launched ranks asks about these first.
    let sentences = [
      RankAnswer(of: self).map { $0.sentence(hosts: launch?.hostCount(of: $0.team) ?? 1) },
      rankPeerAnswer,
      scalingAnswer?.sentence(cores: machine.usableCores),
    ].compactMap(\.self)
    if !sentences.isEmpty { return sentences.joined(separator: " ") }
    if let answer = qualityAnswer { return answer }
    guard !verified.isEmpty else { return "No cell was measured." }
    let counts = threadCounts.map(String.init).joined(separator: ", ")
    let teams =
      ranked.isEmpty
      ? "\(counts) thread\(threadCounts == [1] ? "" : "s")"
      : Set(verified.map(\.cell.team)).sorted().map(\.description).joined(separator: ", ")
    return "Measured with \(teams) alone, so this run does not tell how the machine scales."
  }
}

extension ScalingAnswer {
  /// `With 2 threads on 2 cores, large networks run 1.91× as fast as with one (1.80× to 1.97×), …`
  func sentence(cores: Int) -> String {
    var parts = classes.enumerated().map { index, one in
      let noun = index == 0 ? "networks run" : "ones"
      let comparison = index == 0 ? " as fast as with one" : ""
      let ends = one.ends.map { UnitLadder.factor.valueText($0) }
      let clauses =
        ends[0] == ends[1]
        ? [one.doubtText] : ["\(ends[0]) to \(ends[1])", one.slowerText, one.doubtText]
      let reserve = clauses.compactMap(\.self).joined(separator: ", ")
      return "\(one.size.rawValue) \(noun) \(one.meanText)\(comparison)"
        + (reserve.isEmpty ? "" : " (\(reserve))")
    }
    if !unshared.isEmpty {
      let noun = classes.isEmpty ? "all networks" : "small ones"
      parts.append("\(noun) stay on one thread by design")
    }
    let head = "With \(threads) threads on \(counted(cores, "core")), "
    return head + parts.joined(separator: ", ") + "."
  }
}

extension ScalingAnswer {
  /// How many of the cases have no verdict, as a sentence: `Inconclusive are 3 of 3 large steps and 1 of 2 medium
  /// ones: the table says why.`; `nil` where all have one.
  var doubtSentence: String? {
    let parts = classes.filter { $0.inconclusiveCount > 0 }.enumerated().map { index, one in
      "\(one.inconclusiveCount) of \(one.cases.count) \(one.size.rawValue) "
        + (index == 0 ? "steps" : "ones")
    }
    return parts.isEmpty
      ? nil : "Inconclusive are \(parts.joined(separator: " and ")): the table says why."
  }
}

extension ScalingAnswer.SizeClass {
  /// `2 of 7 below 1×`: a mean above 1 hides them.
  fileprivate var slowerText: String? {
    slowerCount == 0 ? nil : "\(slowerCount) of \(cases.count) below 1×"
  }

  /// `3 of 7 inconclusive`: a mean hides them as well; `nil` where there is none.
  var doubtText: String? { Verdict.inconclusiveText(inconclusiveCount, of: cases.count) }
}
