import KerasFormat
import Networks

/// Where an HDF5 file of Keras holds each weight of a network.
///
/// Keras 1 and 2, and Keras 3 in whole `.h5` files, name groups for layers and data sets for weights:
/// `model_weights/dense/dense/kernel:0`. Keras 3's own files name groups for classes, with a number
/// from the second of a class on, and number the weights: `layers/dense_1/vars/0`.
struct WeightPaths {
  private let paths: [[String]]
  private let isNumbered: Bool

  init(_ paths: [String]) {
    self.paths = paths.map { $0.split(separator: "/").map(String.init) }
    isNumbered = self.paths.contains { $0.first == "layers" }
  }

  /// A weight by the name that Gradmark gives it, with its place in the file.
  typealias Place = (parameter: ParameterDescription, path: String)

  /// The places of all weights of a network.
  ///
  /// - Throws: a `ModelError` that names the first weight that has none, or several.
  func places(of network: ResolvedNetwork) throws(ModelError) -> [Place] {
    isNumbered
      ? try numbered(network, group: ["layers"], prefix: "") : try named(network)
  }

  // MARK: Named data sets

  private func named(_ network: ResolvedNetwork) throws(ModelError) -> [Place] {
    var byLayer: [String: [[String]]] = [:]
    for path in paths {
      let own = path.first == "model_weights" ? Array(path.dropFirst()) : path
      if let layer = own.first { byLayer[layer, default: []].append(path) }
    }
    var places: [Place] = []
    for parameter in network.parameters {
      let found = (byLayer[parameter.layer] ?? []).filter { path in
        let parts = path.map { String($0.prefix { $0 != ":" }) }
        return Self.holds(parts, parameter.role.rawValue.split(separator: "/").map(String.init))
      }
      places.append(try place(of: parameter, among: found))
    }
    return places
  }

  /// Whether a path ends with a weight's name and has the names of its folders before that, in order:
  /// `forward` stands for `forward_lstm`.
  private static func holds(_ path: [String], _ role: [String]) -> Bool {
    guard path.last == role.last else { return false }
    var rest = path.dropLast()[...]
    for folder in role.dropLast() {
      guard let index = rest.firstIndex(where: { $0 == folder || $0.hasPrefix(folder + "_") })
      else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  // MARK: Numbered data sets

  private func numbered(
    _ network: ResolvedNetwork, group: [String], prefix: String
  ) throws(ModelError) -> [Place] {
    var places: [Place] = []
    var counts: [String: Int] = [:]
    for layer in network.layers where !layer.description.isInput {
      let stem = snakeCase(layer.description.layer.className)
      let number = counts[stem, default: 0]
      counts[stem] = number + 1
      let folder = group + [number == 0 ? stem : "\(stem)_\(number)"]
      if let inner = layer.inner {
        let inside = try numbered(
          inner, group: folder + ["layers"], prefix: "\(prefix)\(layer.name)/")
        places += inside
      } else {
        places += try numbered(layer, in: folder)
      }
    }
    return places
  }

  private func numbered(
    _ layer: ResolvedLayer, in folder: [String]
  ) throws(ModelError) -> [Place] {
    let own = paths.filter { $0.starts(with: folder) && $0.count > folder.count }
    var places: [Place] = []
    var numbers: [[String]: Int] = [:]
    for parameter in layer.parameters {
      let role = parameter.role.rawValue.split(separator: "/").map(String.init)
      let folders = Array(role.dropLast())
      let number = numbers[folders, default: 0]
      numbers[folders] = number + 1
      let end = ["vars", String(number)]
      let candidates = own.filter { Array($0.suffix(2)) == end }
      let exact = candidates.filter { path in
        Self.holds(
          Array(path.dropFirst(folder.count).dropLast(2)) + ["end"],
          folders.map { $0 == "attention_output" ? "output" : $0 } + ["end"])
      }
      // Wrappers call their one layer 'layer', whatever its name.
      places.append(try place(of: parameter, among: exact.isEmpty ? candidates : exact))
    }
    return places
  }

  private func place(
    of parameter: ParameterDescription, among found: [[String]]
  ) throws(ModelError) -> Place {
    guard found.count == 1 else {
      throw ModelError(
        layer: parameter.layer,
        "the file holds \(found.count) data sets for \(quoted(parameter.role.rawValue)) in place of "
          + "one; use weights of this very model")
    }
    return (parameter, found[0].joined(separator: "/"))
  }
}
