import Records

/// What the thread count that `threads: auto` takes costs a case, against its best one.
struct AutomaticThreads: Sendable, Equatable {
  /// What was trained.
  let subject: BenchmarkCase
  /// The best count's speed over that of the automatic one, less 1; 0 where they are one. Speeds are those of
  /// pairs of blocks against one thread, as everywhere; throughputs where one thread was not measured.
  let loss: Double
}

extension ReportModel {
  /// The cases in which the automatic count was measured beside others that make a difference; no
  /// oversubscribed ones.
  var automaticThreads: [AutomaticThreads] {
    plan.cases.compactMap { planned in
      guard let group = groups.first(where: { $0.subject == planned.subject }),
        let threads = planned.automaticThreads
      else { return nil }
      let measured = group.cells.compactMap { cell in
        cell.cell.isOversubscribed ? nil : cell.measurement.map { (cell, $0) }
      }
      let arePaired = measured.allSatisfy { $1.speedup != nil }
      let rates = measured.map { cell, measurement in
        let pairs = arePaired ? measurement.speedup?.factor.value : nil
        return (
          threads: cell.cell.threads, isShared: cell.isShared,
          rate: pairs ?? measurement.samplesPerSecond.value
        )
      }
      guard let own = rates.first(where: { $0.threads == threads }) else { return nil }
      // A step that is left to one worker is the same with any count: noise alone tells such cells apart.
      let others = rates.filter {
        $0.threads != threads && ($0.isShared || own.isShared)
      }
      guard let fastest = others.map(\.rate).max() else { return nil }
      return AutomaticThreads(
        subject: planned.subject, loss: max(fastest, own.rate) / own.rate - 1)
    }
  }

  /// How the automatic counts compare with the best ones, as a sentence; `nil` without any.
  var automaticSentence: String? {
    let cases = automaticThreads
    guard let worst = cases.max(by: { $0.loss < $1.loss }) else { return nil }
    let best = cases.count { $0.loss == 0 }
    let head =
      "Left to choose, gradmark takes the fastest thread count in \(Format.count(best)) of "
      + "\(Format.count(cases.count, "case")) whose work threads share"
    guard worst.loss > 0 else { return head + "." }
    return head + "; the most that it loses elsewhere is "
      + "\(UnitLadder.percent.text(worst.loss)) (\(worst.subject))."
  }
}
