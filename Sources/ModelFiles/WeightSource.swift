import Networks

/// Where an HDF5 file holds a weight of a network, and how.
struct WeightSource {
  let parameter: ParameterDescription
  /// The data sets, with their shapes.
  private let paths: [String]
  private let shapes: [[Int]]
  private let layout: StoredLayout
  /// Whether Theano wrote it turned by half a circle.
  private let isTurned: Bool

  /// Finds all weights of a network, in its order.
  ///
  /// Older files are read in their order, as Keras reads them, whatever their layers are called; by names where
  /// that does not fit.
  ///
  /// - Throws: a `ModelError` that says what fits neither way, or where the file is damaged.
  static func all(
    of network: ResolvedNetwork, in file: borrowing HDF5File
  ) throws(ModelError) -> [WeightSource] {
    let sets = try file.dataSets()
    let paths = sets.map(\.path).filter {
      !$0.hasPrefix("optimizer/") && !$0.hasPrefix("optimizer_weights/")
    }
    let shapes = Dictionary(
      sets.map { ($0.path, $0.dimensions) }, uniquingKeysWith: { first, _ in first })
    let search = Search(
      layers: network.layersByPath, shapes: shapes,
      isOfTheano: try file.text(ofAttribute: "backend") == "theano")
    let weightPaths = WeightPaths(paths)
    var inOrder = ""
    do {
      if let places = try weightPaths.placesInOrder(of: network, file) {
        return try search.sources(at: places)
      }
    } catch {
      inOrder = "; nor do they fit in the file's order: \(error)"
    }
    do {
      return try search.sources(at: try weightPaths.places(of: network))
    } catch {
      throw ModelError(
        layer: error.layer, error.reason + inOrder + "; use weights of this very model")
    }
  }

  /// The numbers as the network has them.
  ///
  /// - Throws: a `ModelError` where they cannot be read.
  func tensor(in file: borrowing HDF5File) throws(ModelError) -> NamedTensor {
    let shape = parameter.shape.dimensions
    var parts: [[Float]] = []
    for (path, stored) in zip(paths, shapes) {
      parts.append(try file.numbers(at: path, count: stored.reduce(1, *)))
    }
    var numbers = layout.numbers(parts, shape: shape)
    if isTurned { numbers = Keras1Weights.turned(numbers, shape: shape) }
    return NamedTensor(
      name: parameter.path, tensor: Tensor(dimensions: shape, elements: numbers))
  }
}

extension WeightSource {
  /// What is known of the file and of the network.
  private struct Search {
    let layers: [String: any Layer]
    let shapes: [String: [Int]]
    let isOfTheano: Bool

    /// - Throws: a `ModelError` that names the first weight of another shape.
    func sources(at places: [WeightPaths.Place]) throws(ModelError) -> [WeightSource] {
      let paths = Dictionary(
        places.map { ($0.parameter.path, $0.paths) }, uniquingKeysWith: { first, _ in first })
      let recurrences = CuDNNWeights.origins(of: layers) { name in
        paths[name].flatMap { $0.count == 1 ? shapes[$0[0]] : nil }
      }
      var sources: [WeightSource] = []
      for (parameter, paths) in places {
        let layer = layers[parameter.layerPath]
        // TensorFlow's variables had a number: `up_W:0`.
        let isOfKeras1 = paths[0].hasSuffix("_W") || paths[0].hasSuffix("_W:0")
        sources.append(
          try source(
            of: parameter, at: paths,
            recurrences[parameter.layerPath]
              ?? (isOfKeras1 ? layer.flatMap(Keras1Weights.origin) : nil)))
      }
      return sources
    }

    private func source(
      of parameter: ParameterDescription, at paths: [String], _ origin: StoredLayout.Origin?
    ) throws(ModelError) -> WeightSource {
      let expected = parameter.shape.dimensions
      let stored = paths.map { shapes[$0] ?? [] }
      guard let layout = StoredLayout(stored, expected: expected, origin: origin) else {
        throw ModelError(
          layer: parameter.layer,
          "the file's \(quoted(paths[0])) has the shape \(stored[0]), but the network needs "
            + "\(expected)")
      }
      let isTurned =
        isOfTheano && expected.count > 2
        && layers[parameter.layerPath].map(Keras1Weights.isTurned) ?? false
      return WeightSource(
        parameter: parameter, paths: paths, shapes: stored, layout: layout, isTurned: isTurned)
    }
  }
}
