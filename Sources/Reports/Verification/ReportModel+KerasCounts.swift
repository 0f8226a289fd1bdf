import KerasFormat
import Networks
import Records

/// Whether networks out of files were held against Keras's own figures: where nobody gave these, the other counts
/// agree with each other alone.
extension ReportModel {
  /// For how many of such networks they were given, and whether these have them; `nil` in a run of the catalogue.
  var kerasCountsFact: (title: String, value: String)? {
    guard !models.isEmpty else { return nil }
    let counts = models.values.map(KerasCounts.init).sorted { $0.name < $1.name }
    let given = counts.filter { $0.given > 0 }
    let all = Format.count(counts.count, "network")
    guard !given.isEmpty else { return ("Keras's counts", "given for none of \(all)") }
    let (known, layers) = (given.reduce(0) { $0 + $1.given }, given.reduce(0) { $0 + $1.layers })
    let others = given.filter { !$0.hold }.map(\.name.escapedForMarkdown)
    return (
      "Keras's counts",
      "given for \(Format.count(given.count)) of \(all) (\(Format.count(known)) of "
        + "\(Format.count(layers, "layer")) with weights)"
        + (others.isEmpty ? ", and held" : "; not those of \(others.joined(separator: ", "))")
    )
  }
}

/// Keras's figures of one network beside the network that the record holds.
private struct KerasCounts {
  let name: String
  /// Layers that have weights.
  let layers: Int
  /// Those of them that have a figure.
  let given: Int
  /// Whether each figure is that of its layer.
  let hold: Bool

  init(_ model: BenchmarkPlan.Model) {
    name = model.name
    let counts = model.counts ?? [:]
    let entry = try? Catalog.entry(named: model.name, recorded: model.json, counts: counts)
    guard let entry, let network = try? entry.network.resolved().inlined() else {
      // Figures of what cannot be read were held against nothing.
      (layers, given, hold) = (counts.count, counts.count, false)
      return
    }
    let weighted = network.layers.map(\.parameterCount).filter { $0 > 0 }
    let pairs = zip(weighted, entry.referenceCounts).compactMap { own, figure in
      figure.map { (own, $0) }
    }
    (layers, given, hold) = (weighted.count, pairs.count, pairs.allSatisfy { $0 == $1 })
  }
}
