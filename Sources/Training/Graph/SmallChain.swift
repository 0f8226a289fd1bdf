import Kernels
import Networks

/// A chain of layers that can be computed on interleaved samples: dense ones, and before them at most one
/// simple recurrence whose last state goes on.
struct SmallChain {
  /// A simple recurrence and its function.
  struct Recurrence {
    let layer: ResolvedLayer
    let units: Int
    let usesBias: Bool
    let function: RowFunction

    var moments: Int { layer.inputShape.dimensions[0] }
    var features: Int { layer.inputShape.dimensions[1] }

    func parameter(_ role: ParameterDescription.Role) -> ParameterDescription? {
      layer.parameters.first { $0.role == role }
    }
  }

  /// Weights up to which a chain is small, where a step takes less time this way than in panels.
  private static let mostWeights = 2_000
  /// Floats of a sample's moments up to which those of a shard stay in the second-level cache.
  private static let mostSeriesFloats = 512

  let recurrence: Recurrence?
  let links: [DenseChain.Link]

  /// `nil` where the network is larger or has other layers.
  init?(_ network: ResolvedNetwork) {
    guard network.parameterCount <= Self.mostWeights, let layers = try? network.chain() else {
      return nil
    }
    if let chain = DenseChain(network) {
      (recurrence, links) = (nil, chain.links)
      return
    }
    let rest = layers.drop { $0.description.isInput }
    guard let first = rest.first, let recurrence = Recurrence(first),
      recurrence.moments * (recurrence.features + 2 * recurrence.units) <= Self.mostSeriesFloats,
      let chain = DenseChain(rest.dropFirst())
    else { return nil }
    (self.recurrence, links) = (recurrence, chain.links)
  }

  /// Elements of a sample.
  var inputs: Int { recurrence.map { $0.moments * $0.features } ?? links[0].inputs }
}

extension SmallChain.Recurrence {
  /// `nil` for another layer, and for one whose settings go beyond a walk to the last state.
  fileprivate init?(_ layer: ResolvedLayer) {
    guard let rnn = layer.description.layer as? SimpleRNN, layer.inputShape.rank == 2,
      !rnn.returnsSequences, !rnn.returnsState, !rnn.goesBackwards, !rnn.isStateful,
      rnn.dropout == 0, rnn.recurrentDropout == 0,
      case .elementwise(let function)? = RowFunction(rnn.activation),
      function.derivativeFollowsFromOutput
    else { return nil }
    self.init(
      layer: layer, units: rnn.units, usesBias: rnn.usesBias, function: .elementwise(function))
  }
}
