import KerasFormat
import Networks
import Records
import Suites

extension Catalog.Entry {
  /// The network that a case is of: the one place where a name or a recorded model becomes a network.
  ///
  /// - Parameters:
  ///   - name: what the case calls it.
  ///   - recording: the network as the record holds it, where it came out of a file.
  /// - Throws: a `SweepError` where the catalogue has no such network, and the record none either; a
  ///   `ModelError` where it cannot be trained.
  init(named name: String, recording: BenchmarkPlan.Model?) throws {
    if let recording {
      self = try Catalog.Entry(
        name: name, model: recording.json.utf8, counts: recording.counts ?? [:])
      return
    }
    guard let entry = Catalog.entry(named: name) else {
      throw SweepError(
        .badData, "no network is called \(quoted(name)); use one of the catalogue's")
    }
    self = entry
  }
}
