import Records

extension ReportModel {
  /// Where the time of a step went, of every case that an instrumented run looked into.
  var phaseTable: Table {
    table(
      phaseQuantities, of: groups.filter { $0.cells.contains { $0.measurement?.phases != nil } })
  }

  /// What its columns mean.
  var phaseLegend: String {
    """
    - Shares of the time of all workers, from runs with clocks inside; the other tables are from runs \
    without. other: \(Self.otherText).
    - Adam's update, where it goes on beside the sums of gradients, counts as reduce: in the stages of \
    large networks with AVX-512.

    """
  }

  var phaseQuantities: [Quantity] {
    let isRecorded = cells.contains { $0.measurement?.phases != nil }
    return PhaseShares.parts.map { name, _ in
      let value = { (numbers: Measurement) in
        numbers.phases?.shares.first { $0.name == name }?.value
      }
      var quantity = Quantity.number(
        name, most(["forward", "waiting"].contains(name) ? .essential : .usual),
        column: "\(name)_share", key: "phases.\(name)", value,
        text: { UnitLadder.percent.text($0) })
      quantity.isRecorded = isRecorded
      return quantity
    }
  }
}
