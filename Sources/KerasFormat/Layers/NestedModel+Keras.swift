import Networks

extension NestedModel: KerasLayer {
  static var classNames: [String] { ["Functional", "Model", "Sequential"] }
  static var callStyle: CallStyle { .list }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    do {
      self.init(
        try ModelReader.network(
          settings.className, settings.config, isLegacy: settings.isLegacy,
          depth: settings.depth + 1))
    } catch {
      let name = settings.layer ?? ""
      throw ModelError(layer: error.layer.map { "\(name)/\($0)" } ?? name, error.reason)
    }
  }

  /// A network with an input shape of its own may stand first in another.
  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    let network = try NestedModel(settings).network
    let input = network.layers.lazy.compactMap { $0.description.layer as? InputLayer }.first
    return network.inputs.count == 1 && input?.shape.isRankKnown == true ? input?.shape : nil
  }
}
