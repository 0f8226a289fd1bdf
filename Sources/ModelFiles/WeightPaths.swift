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

  /// `tf.keras` 2.13 had another name for the list of layers.
  private static let roots = ["layers", "_layer_checkpoint_dependencies"]

  init(_ paths: [String]) {
    self.paths = Set(paths)
    let first = Set(paths.map { String($0.prefix { $0 != "/" }) })
    root = Self.roots.first(where: first.contains)
    guard root == nil else { return }
    for path in paths {
      let parts = path.split(separator: "/").map(String.init)
      // Names of layers may have slashes of their own: each beginning may be one.
      let own = parts.first == "model_weights" ? Array(parts.dropFirst()) : parts
      for end in own.indices.dropLast().prefix(4) {
        named[own[...end].joined(separator: "/"), default: []].append(own)
      }
    }
    isWhole = paths.contains { $0.hasPrefix("model_weights/") }
  }

  /// Whether the weights stand in a group of their own beside a model.
  private var isWhole = false

  /// The places of all weights of a network.
  ///
  /// - Throws: a `ModelError` that names the first weight that has none, or several.
  func places(of network: ResolvedNetwork) throws(ModelError) -> [Place] {
    var places: [Place] = []
    guard let root else {
      for parameter in network.parameters { places.append(try namedPlace(of: parameter)) }
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
    if paths.contains(path) { return path }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let hidden = parts.map { $0.hasSuffix("_dense") ? "_" + $0 : $0 }.joined(separator: "/")
    if paths.contains(hidden) { return hidden }
    throw missing(place.parameter, found: 0, "\(quoted(path)) is not there")
  }

  private func namedPlace(of parameter: ParameterDescription) throws(ModelError) -> Place {
    let role = parameter.role.rawValue.split(separator: "/").map(String.init)
    let names = Self.names(of: role.last ?? "", in: parameter.layer)
    let all = named[parameter.layer] ?? []
    let own = all.filter { path in
      names.contains(String(path.last?.prefix { $0 != ":" } ?? ""))
    }
    if own.isEmpty, let gates = Keras1Weights.gatePaths(of: role, among: all) {
      return (parameter, gates.map(path))
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
    return (parameter, [path(found[0])])
  }

  private func path(_ own: [String]) -> String {
    ((isWhole ? ["model_weights"] : []) + own).joined(separator: "/")
  }

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
      "the file holds \(found) data sets for \(quoted(parameter.role.rawValue)): \(detail); use "
        + "weights of this very model")
  }
}
