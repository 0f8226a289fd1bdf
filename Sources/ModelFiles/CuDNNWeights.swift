import Networks

/// How Keras 2's `CuDNNLSTM` and `CuDNNGRU` held weights: as NVIDIA's library takes them, with the matrix of
/// each gate transposed, and with biases of the input and of the state side by side. They compute what `LSTM`
/// and `GRU` do, and Keras 2 loads the weights of the ones into the others, either way.
///
/// The bias tells which they are.
enum CuDNNWeights {
  /// What the weights of recurrences come from, by the layers' paths.
  ///
  /// - Parameters:
  ///   - layers: all layers by their paths.
  ///   - shape: that of the one data set of a weight of that name; `nil` where there are none, or several.
  static func origins(
    of layers: [String: any Layer], shape: (String) -> [Int]?
  ) -> [String: StoredLayout.Origin] {
    var origins: [String: StoredLayout.Origin] = [:]
    for (path, layer) in layers {
      guard let recurrent = layer as? any RecurrentLayer, recurrent.isComputedByCuDNN,
        let stored = shape("\(path)/bias")
      else { continue }
      let gates = type(of: recurrent).gateCount, units = recurrent.recurrence.units
      if stored == [2 * gates * units] {
        origins[path] = .cuDNN(gates: gates)
      } else if recurrent.biasAxes == [2 * gates * units] {
        origins[path] = .plain
      }
    }
    return origins
  }
}
