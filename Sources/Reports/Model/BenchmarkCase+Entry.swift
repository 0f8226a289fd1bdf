import KerasFormat
import Networks
import Records

extension BenchmarkCase {
  /// The network of the case: the one that a plan holds for it, else the catalogue's.
  func entry(_ model: BenchmarkPlan.Model?) -> Catalog.Entry? {
    guard let model else { return Catalog.entry(named: self.model) }
    return try? Catalog.Entry(name: model.name, model: model.json.utf8)
  }
}
