import KerasFormat
import Networks

/// Where an HDF5 file of Keras holds each weight of a network.
///
/// Keras 1 and 2, and Keras 3 in whole `.h5` files, name groups for layers and data sets for weights:
/// `model_weights/dense/dense/kernel:0`. Keras 3's own files number weights: `layers/dense_1/vars/0`.
struct WeightPaths {
  /// A weight by the name that Gradmark gives it, with its place in the file: one data set, or in files
  /// of Keras 1 one for each gate.
  typealias Place = (parameter: ParameterDescription, paths: [String])

  private let paths: Set<String>
  /// The data sets of each layer, where groups are named for layers.
  private var named: [String: [[String]]] = [:]
  /// The group that holds the layers, where weights are numbered; `nil` where they are named.
  private let root: String?
  /// The group of a whole model that all weights lie in.
  private static let whole = "model_weights"
  /// Whether the weights stand in that group beside a model.
  private let isWhole: Bool

  /// `tf.keras` 2.13 had another name for the list of layers.
  private static let roots = ["layers", "_layer_checkpoint_dependencies"]

  /// Whether a data set of a file with numbered weights is none of a layer's: Keras 2 holds the state of
  /// optimizers and metrics beside the layers of every model that was compiled, within others as well.
  static func isOfTraining(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    return parts.indices.contains { index in
      ["optimizer", "metrics"].contains(parts[index])
        && (index == 0 || !roots.contains(parts[index - 1]))
    }
  }

  init(_ paths: [String]) {
    self.paths = Set(paths)
    let first = Set(paths.map { String($0.prefix { $0 != "/" }) })
    root = Self.roots.first(where: first.contains)
    isWhole = root == nil && first.contains(Self.whole)
    guard root == nil else { return }
    for path in paths {
      let parts = path.split(separator: "/").map(String.init)
      // Names of layers may have slashes of their own: each beginning may be one.
      let own = parts.first == Self.whole ? Array(parts.dropFirst()) : parts
      for end in own.indices.dropLast().prefix(4) {
        named[own[...end].joined(separator: "/"), default: []].append(own)
      }
    }
  }

  /// The places of all weights of a network, by their names or, where these are numbers, by what they are in.
  ///
  /// - Throws: a `ModelError` that names the first weight that has none, or several.
  func places(of network: ResolvedNetwork) throws(ModelError) -> [Place] {
    var places: [Place] = []
    guard let root else {
      for parameter in network.parameters {
        places.append(try namedPlace(of: parameter, in: parameter.layer))
      }
      return places
    }
    for place in StoredWeights.places(of: network) {
      places.append((place.parameter, [try numberedPath(of: place, root: root)]))
    }
    return places
  }

  /// The data set of a weight; earlier versions of Keras 3 hid the names of some groups.
  private func numberedPath(
    of place: StoredWeights.Place, root: String
  ) throws(ModelError) -> String {
    let path = root + place.path.dropFirst(Self.roots[0].count)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let path = try CuDNNWeights.path(parts, in: paths) { return path }
    if paths.contains(path) { return path }
    let hidden = parts.map { $0.hasSuffix("_dense") ? "_" + $0 : $0 }.joined(separator: "/")
    if paths.contains(hidden) { return hidden }
    throw missing(place.parameter, found: 0, "\(quoted(path)) is not there")
  }

  /// - Parameter layer: what the file calls the weight's layer.
  private func namedPlace(
    of parameter: ParameterDescription, in layer: String
  ) throws(ModelError) -> Place {
    let role = parameter.role.rawValue.split(separator: "/").map(String.init)
    let names = Self.names(of: role.last ?? "", in: layer)
    let all = named[layer] ?? []
    let own = all.filter { path in
      names.contains(String(path.last?.prefix { $0 != ":" } ?? ""))
    }
    if own.isEmpty, let gates = Keras1Weights.gatePaths(of: role, among: all) {
      return (parameter, gates.map { path($0.joined(separator: "/")) })
    }
    // 'forward' stands for 'forward_lstm', but 'dense' not for 'dense_1' where both are there; the one
    // layer inside a wrapper has no folder of its own in Keras 2.
    let ways: [([String]) -> Bool] = [
      { Self.passes(through: role.dropLast(), $0, ==) },
      { Self.passes(through: role.dropLast(), $0) { $0.hasPrefix($1 + "_") } }, { _ in true },
    ]
    let found = ways.lazy.map { own.filter($0) }.first { !$0.isEmpty } ?? []
    guard found.count == 1 else {
      throw missing(parameter, found: found.count, "one is expected")
    }
    return (parameter, [path(found[0].joined(separator: "/"))])
  }

  /// The path from the file's root of one from the group of all layers.
  private func path(_ own: String) -> String { isWhole ? "\(Self.whole)/\(own)" : own }

  /// What the versions of Keras call a weight.
  private static func names(of weight: String, in layer: String) -> [String] {
    let olderNames = [
      "kernel": ["depthwise_kernel", "\(layer)_W"], "recurrent_kernel": ["\(layer)_U"],
      "bias": ["\(layer)_b"], "gamma": ["\(layer)_gamma"], "beta": ["\(layer)_beta"],
      "moving_mean": ["\(layer)_running_mean"], "moving_variance": ["\(layer)_running_std"],
      "embeddings": ["\(layer)_W"], "variable": ["gamma"],
    ]
    return [weight] + (olderNames[weight] ?? [])
  }

  /// Whether a path has the names of these folders before its end, in order.
  private static func passes(
    through folders: ArraySlice<String>, _ path: [String],
    _ standsFor: (String, String) -> Bool
  ) -> Bool {
    var rest = path.dropLast()[...]
    for folder in folders {
      guard let index = rest.firstIndex(where: { $0 == folder || standsFor($0, folder) })
      else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  private func missing(
    _ parameter: ParameterDescription, found: Int, _ detail: String
  ) -> ModelError {
    ModelError(
      layer: parameter.layer,
      "the file holds \(found) data sets for \(quoted(parameter.role.rawValue)): \(detail)")
  }
}

extension WeightPaths {
  /// The places of all weights in the order in which the file lists layers: so Keras loads what older files
  /// hold, whatever the layers are called. `nil` where the file has no list.
  ///
  /// - Throws: a `ModelError` where there are other layers than the network's, or a list is damaged.
  func placesInOrder(
    of network: ResolvedNetwork, _ file: borrowing HDF5File
  ) throws(ModelError) -> [Place]? {
    guard root == nil,
      let listed = try file.listedLayers(
        in: isWhole ? Self.whole : "/", holds: { named[$0] != nil })
    else { return nil }
    let layers = network.layersInKerasOrder.filter { !$0.parameters.isEmpty }
    guard layers.count == listed.count else {
      throw ModelError(
        "the file lists \(listed.count) layers with weights, and the network has \(layers.count)")
    }
    var places: [String: Place] = [:]
    for (layer, stored) in zip(layers, listed) {
      for place in try self.places(of: layer, in: stored) { places[place.parameter.path] = place }
    }
    return network.parameters.compactMap { places[$0.path] }
  }

  /// The places of a layer's weights: by name where these alone are the same, else in order.
  private func places(
    of layer: ResolvedLayer, in stored: HDF5File.ListedLayer
  ) throws(ModelError) -> [Place] {
    if let named = try? layer.parameters.map({ try namedPlace(of: $0, in: stored.name) }) {
      return named
    }
    let sets = stored.weights.map(path).filter(paths.contains)
    guard sets.count == layer.parameters.count else {
      throw ModelError(
        layer: layer.name,
        "it has \(layer.parameters.count) weights, but the layer \(quoted(stored.name)) of the file "
          + "\(sets.count)")
    }
    return zip(layer.parametersInOlderOrder, sets).map { ($0, [$1]) }
  }
}

extension ResolvedLayer {
  /// The weights as older files list them: what learns comes first, in a network that is a layer, too, unless
  /// the layer is frozen as a whole.
  var parametersInOlderOrder: [ParameterDescription] {
    guard description.isTrainable else { return parameters }
    return parameters.filter(\.isTrainable) + parameters.filter { !$0.isTrainable }
  }
}
