import KerasFormat
import Networks
import Records

extension BenchmarkCase {
  /// The network of the case: the one that a plan holds for it, else the catalogue's.
  func entry(_ model: BenchmarkPlan.Model?) -> Catalog.Entry? {
    try? Catalog.entry(named: self.model, recorded: model?.json)
  }

  /// Whether it trains convolutions by minimal filtering, as it does where no kernels were asked for that
  /// compute them directly.
  func usesMinimalFiltering(_ model: BenchmarkPlan.Model?) -> Bool {
    kernels != "direct"
      && (try? entry(model)?.trainingNetwork.resolved())?.usesMinimalFiltering == true
  }
}
