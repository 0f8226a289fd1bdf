import Records

/// Times until a quality was reached, side by side: a ratio without a verdict, as trainings differ from seed
/// to seed and sessions from day to day.
extension RunComparison {
  /// What runs of timed cells and runs of qualities have to show.
  var tables: [Table] {
    let all = (rows.isEmpty ? [] : [table]) + (qualityRows.isEmpty ? [] : [qualityTable])
    return all.isEmpty ? [table] : all
  }

  /// What is in them.
  var tablesTitle: String {
    rows.isEmpty && !qualityRows.isEmpty ? "Time to quality" : "Samples/s by cell"
  }

  /// Whether every candidate reached a quality that the baseline has reached, too.
  var hasQualities: Bool {
    candidates.indices.allSatisfy { place in qualityRows.contains { $0.ratios[place] != nil } }
  }

  /// How many times as fast a candidate reaches its goals; `nil` where there are none in common.
  func qualitySentence(of candidate: Int) -> String? {
    let ratios = qualityRows.compactMap { $0.ratios[candidate] }
    guard let mean = geometricMean(of: ratios), let least = ratios.min(), let most = ratios.max()
    else { return nil }
    return
      "\(letter(candidate)) reaches its goals \(UnitLadder.factor.text(mean)) as fast as A (geometric mean over "
      + "\(counted(ratios.count, "goal")); \(UnitLadder.factor.text(least)) to \(UnitLadder.factor.text(most))), without a verdict, "
      + "as single sessions do not tell what sessions differ by."
  }

  /// The times to a quality for programs; `nil` where cells are compared, or where there are none.
  var qualityCSV: String? {
    guard rows.isEmpty, !qualityRows.isEmpty else { return nil }
    let goals: [Table.Column<QualityRow>] = [
      Table.Column("batch_size") { "\($0.goal.subject.batchSize)" },
      Table.Column("threads") { "\($0.goal.threads)" },
      Table.Column("measure") { $0.goal.measure },
      Table.Column("goal") { Format.plain($0.goal.goal) },
      Table.Column("a_median_seconds") { Format.plain($0.seconds[0]) },
    ]
    return Table(
      qualityRows,
      columns: Table.Column<QualityRow>.subject("model", among: qualityRows) { $0.goal.subject }
        + goals
        + candidates.indices.flatMap { index -> [Table.Column<QualityRow>] in
          let name = letter(index).lowercased().replacing(" ", with: "_")
          return [
            Table.Column("\(name)_median_seconds") { Format.plain($0.seconds[index + 1]) },
            Table.Column("\(name)_speed_over_a") { Format.plain($0.ratios[index]) },
          ]
        }
    ).csv
  }

  /// A goal of the baseline in all runs.
  struct QualityRow {
    let goal: QualityResult
    /// Median seconds of the baseline and of each candidate; `nil` where it did not get there.
    let seconds: [Double?]

    /// The speed of each candidate over the baseline's.
    var ratios: [Double?] {
      seconds.dropFirst().map { other in
        seconds[0].flatMap { base in other.map { base / $0 } }
      }
    }
  }

  var qualityRows: [QualityRow] {
    baseline.last.qualities.compactMap { goal in
      let others = candidates.map { candidate in
        candidate.last.qualities.first { $0.hasGoal(of: goal) }
      }
      guard others.contains(where: { $0 != nil }) else { return nil }
      return QualityRow(
        goal: goal, seconds: [goal.medianSeconds] + others.map { $0?.medianSeconds })
    }
  }

  private var qualityTable: Table {
    Table(
      qualityRows,
      columns: [
        Table.Column("network", .left) { $0.goal.subject.label },
        Table.Column("batch", .right, .usual) { Format.count($0.goal.subject.batchSize) },
        Table.Column("threads", .right, .usual) { "\($0.goal.threads)" },
        Table.Column("goal", .left, .usual) { $0.goal.goalText },
        Table.Column("A time") { UnitLadder.seconds.text($0.seconds[0]) },
      ]
        + candidates.indices.flatMap { index -> [Table.Column<QualityRow>] in
          [
            Table.Column("\(letter(index)) time") {
              UnitLadder.seconds.text($0.seconds[index + 1])
            },
            Table.Column("speed of \(letter(index)) / A") {
              $0.ratios[index].map { UnitLadder.factor.text($0) } ?? Format.missing
            },
          ]
        })
  }
}

extension RunSide {
  /// Whether it has trainings to a quality alone.
  var isOfQualities: Bool { !isMeasured && !last.qualities.isEmpty }
}

extension QualityResult {
  /// Whether another run's is the same question.
  fileprivate func hasGoal(of other: QualityResult) -> Bool {
    subject == other.subject && threads == other.threads && measure == other.measure
      && goal == other.goal
  }
}
