import Kernels
import Networks

/// The dense layers of a network that is nothing else: a chain of them on vectors, each with the
/// activation right behind it.
struct DenseChain {
  /// A dense layer and its activation.
  struct Link {
    let layer: ResolvedLayer
    let dense: Dense
    fileprivate(set) var function: RowFunction

    var inputs: Int { layer.inputShape.dimensions[0] }
    var outputs: Int { dense.units }
    var kernel: ParameterDescription { layer.parameters[0] }
    var bias: ParameterDescription? { dense.usesBias ? layer.parameters[1] : nil }
  }

  let links: [Link]

  /// `nil` where the network has other layers.
  init?(_ network: ResolvedNetwork) {
    guard let chain = try? network.chain() else { return nil }
    self.init(chain.drop(while: \.foldsInput))
  }

  /// `nil` where there are other layers, or none.
  init?(_ layers: ArraySlice<ResolvedLayer>) {
    var links: [Link] = []
    for layer in layers {
      if let dense = layer.description.layer as? Dense, layer.inputShape.rank == 1,
        let function = RowFunction(dense.activation), function.derivativeFollowsFromOutput
      {
        links.append(Link(layer: layer, dense: dense, function: function))
      } else if let function = (layer.description.layer as? any PanelLayer)?.rowFunction,
        function.derivativeFollowsFromOutput, let last = links.last
      {
        if case .identity = function { continue }
        guard case .identity = last.function else { return nil }
        links[links.count - 1].function = function
      } else {
        return nil
      }
    }
    guard !links.isEmpty else { return nil }
    self.links = links
  }
}

extension ResolvedLayer {
  /// Whether it is the input or only folds the input's axes.
  fileprivate var foldsInput: Bool {
    description.isInput || description.layer is Flatten
  }
}
