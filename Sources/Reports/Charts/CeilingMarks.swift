import Records

extension ReportModel {
  /// The groups that lie above the line that charts draw for a loop of fused multiply-adds: the median over
  /// them all, for one of the thread counts.
  func groupsAbovePeak(_ groups: [CellGroup], threads: [Int]) -> [CellGroup] {
    let peaks = threads.map { count in
      median(of: groups.compactMap { $0.cell(threads: count)?.measurement?.peakFlopsPerSecond })
    }
    return groups.filter { group in
      zip(threads, peaks).contains { count, peak in
        guard let peak, let measurement = group.cell(threads: count)?.measurement else {
          return false
        }
        return measurement.flopsPerSecond.map { $0 / peak }.isAboveCeiling
      }
    }
  }

  /// A network's name in a chart, with the mark of the tables where it lies above the line.
  func chartLabel(of group: CellGroup, above: [CellGroup]) -> String {
    above.contains(group) ? "\(group.label) \(ceilingMark(of: group.subject))" : group.label
  }

  /// What these marks mean, as sentences behind a chart's description; empty without a mark.
  func textAbovePeak(_ above: [CellGroup]) -> String {
    let marks = Set(above.map { ceilingMark(of: $0.subject) })
    let texts = [
      (fewerProductsMark, Self.fewerProductsText),
      (
        aboveCeilingMark,
        "above the limit, which was measured too low, under another load than the step"
      ),
    ]
    return texts.filter { marks.contains($0.0) }.map { " \($0): \($1)." }.joined()
  }
}
