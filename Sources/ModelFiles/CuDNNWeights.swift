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

  /// Where an archive of Keras 2 has the weight that Keras 3 has at a path: in a group of the class's own name,
  /// and in no cell. `nil` where it is at the path itself.
  ///
  /// - Throws: a `ModelError` where the archive has layers of both classes: each is numbered for itself, which
  ///   does not tell their order.
  static func path(_ parts: [String], in paths: Set<String>) throws(ModelError) -> String? {
    guard let cell = parts.lastIndex(of: "cell"), cell > 0 else { return nil }
    let layer = parts[cell - 1], outer = parts[..<(cell - 1)], inner = parts[(cell + 1)...]
    let stem = String(layer.prefix { $0 != "_" })
    guard ["lstm", "gru"].contains(stem) else {
      // The layers of both ways, whose groups have the same names.
      let path = (outer + [layer] + inner).joined(separator: "/")
      return paths.contains(path) ? path : nil
    }
    func holds(_ group: String...) -> Bool {
      paths.contains((outer + group + ["vars", "0"]).joined(separator: "/"))
    }
    guard holds("cu_dnn\(stem)") else { return nil }
    guard !holds(stem, "cell") else {
      let name = stem.uppercased()
      throw ModelError(
        "the archive holds CuDNN\(name) and \(name) layers, and does not tell which come first; save "
          + "the model as .h5 in Keras 2")
    }
    return (outer + ["cu_dnn\(layer)"] + inner).joined(separator: "/")
  }

  /// Whether some of these data sets are those of such a layer in an archive.
  static func areAmong(_ paths: [String]) -> Bool {
    paths.contains { $0.hasPrefix("layers/cu_dnn") || $0.contains("_layer/vars/") }
  }
}
