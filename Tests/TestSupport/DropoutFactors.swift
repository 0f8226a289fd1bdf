import Kernels
import Networks

extension ReferenceNetwork {
  /// What the trainer's dropout layers multiply by in a step: taken as given, since no definition says
  /// which elements are to be dropped.
  public static func dropoutFactors(
    of network: ResolvedNetwork, seed: UInt64, step: Int = 0
  ) -> DropoutFactors {
    { call, sample, elements in
      guard let dropout = network.layers[call.layer].description.layer as? Dropout else {
        preconditionFailure("'\(network.layers[call.layer].name)' drops nothing")
      }
      let mask = DropoutMask(
        rate: dropout.rate, seed: seed, step: step,
        layer: call.layer + call.node * network.layers.count, sample: sample)
      var factors = [Float](repeating: 1, count: panelCount(elements) * lanes)
      factors.withUnsafeMutableBufferPointer { factors in
        let row = PanelRows(
          base: factors.baseAddress!, panelStride: lanes, columns: elements, count: 1)
        computeDropout(mask, inputs: row, outputs: row)
      }
      return factors.prefix(elements).map(Double.init)
    }
  }
}
