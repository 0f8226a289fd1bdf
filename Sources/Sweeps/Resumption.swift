import Records

/// What earlier records of the same folder spare a sweep.
///
/// A group is spared only in full: a speed-up pairs rounds of one session, so a thread count that is
/// missing or failed is measured again together with the others.
struct Resumption {
  private let measured: Set<RunRecord.Cell>

  /// Finds the cells that were measured without failure, with the same seed and rounds, by the same
  /// binary on the same machine.
  init(earlier: [RunRecord], seed: UInt64, rounds: Int, machine: Machine) {
    measured = Set(
      earlier.lazy.filter { record in
        record.failure == nil && record.seed == seed && record.rounds.count == rounds
          && record.machine.isSameSubject(as: machine)
      }.map(\.cell))
  }

  /// Whether every cell of the group was measured.
  func covers(_ group: SweepPlan.Group) -> Bool {
    measured.isSuperset(of: group.cells)
  }
}

extension Machine {
  /// Whether times of both can stand in one table: hardware and binary agree; what drifts,
  /// such as load, may differ.
  fileprivate func isSameSubject(as other: Machine) -> Bool {
    name == other.name && cpuModel == other.cpuModel && usableCores == other.usableCores
      && build == other.build
  }
}
