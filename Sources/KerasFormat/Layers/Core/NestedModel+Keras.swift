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
      throw error.inside(settings.layer ?? "")
    }
  }

  func weightFolders(at path: [String]) -> WeightFolders { network.weightFolders(at: path) }

  /// The shape of its one input, as the network states it: it may stand first in another.
  var statedInput: Shape? {
    let input = network.layers.lazy.compactMap { $0.description.layer as? InputLayer }.first
    return network.inputs.count == 1 && input?.shape.isRankKnown == true ? input?.shape : nil
  }
}
