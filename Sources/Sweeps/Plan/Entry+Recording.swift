import KerasFormat
import Networks
import Records
import Suites

extension Catalog.Entry {
  /// The network that a case is of.
  ///
  /// - Parameters:
  ///   - name: what the case calls it.
  ///   - recording: the network as the record holds it, where it came out of a file.
  /// - Throws: a `SweepError` where the catalogue has no such network, and the record none either; a
  ///   `ModelError` where it cannot be trained.
  init(named name: String, recording: BenchmarkPlan.Model?) throws {
    guard
      let entry = try Catalog.entry(
        named: name, recorded: recording?.json, counts: recording?.counts)
    else {
      throw SweepError(
        .badData, "no network is called \(quoted(name)); use one of the catalogue's")
    }
    self = entry
  }
}
