import Records

extension CellGroup {
  /// Derives the groups of a run's records, smallest network first.
  static func groups(of records: [RunRecord]) -> [CellGroup] {
    Dictionary(grouping: records) { Key(model: $0.cell.model, batchSize: $0.cell.batchSize) }
      .map { key, records in group(key, newestOfEachThreadCount(records)) }
      .sorted { $0.order < $1.order }
  }

  private struct Key: Hashable {
    let model: String
    let batchSize: Int
  }

  private var order: (Int, String, Int) { (parameterCount, model, batchSize) }

  private static func newestOfEachThreadCount(_ records: [RunRecord]) -> [RunRecord] {
    Dictionary(records.map { ($0.cell.threads, $0) }) { _, newer in newer }
      .values.sorted { $0.cell.threads < $1.cell.threads }
  }

  private static func group(_ key: Key, _ records: [RunRecord]) -> CellGroup {
    let sound = records.filter { $0.failure == nil && $0.mismatch == nil }
    // The fewest threads are the reference: all others have to train to the same bits.
    let reference = sound.first
    let single = reference?.cell.threads == 1 ? reference : nil
    let cells = records.map { record in
      // Another seed trains to other bits; the report's warnings name such a mixture.
      let disagreement = reference.flatMap {
        record.seed == $0.seed ? record.disagreement(with: $0) : nil
      }
      let failure = record.failure ?? record.mismatch ?? disagreement
      return CellResult(
        cell: record.cell,
        outcome: failure.map { .failed($0) }
          ?? .measured(Measurement(record, comparedWith: single)),
        digest: record.verification.finalDigest)
    }
    return CellGroup(
      model: key.model, batchSize: key.batchSize,
      parameterCount: records.map(\.cell.parameterCount).max() ?? 0, cells: cells)
  }
}
