import Networks

/// Where Keras 3's own files, `.keras` and `.weights.h5`, hold the weights of a network: groups named
/// for the attributes that lead to a layer, with numbers for its variables, `layers/lstm_1/cell/vars/0`.
public enum StoredWeights {
  /// A weight and where it is held.
  public struct Place: Sendable, Hashable {
    /// The weight.
    public let parameter: ParameterDescription
    /// Its data set.
    public let path: String
    /// A second data set with the same numbers, where Keras writes one.
    public let copy: String?
  }

  /// The places of all weights, in the network's order.
  public static func places(of network: ResolvedNetwork) -> [Place] {
    // Keras adds LoRA's updates to the table when it saves it.
    let parameters = network.parameters.filter { !$0.isUpdate }
    let quantized = network.descriptionsByPath.filter { $0.value.adaptation?.quantization != nil }
    guard !quantized.isEmpty else { return places(of: parameters, in: network) }
    // Of these files have the kernel first, the bias next, and then all else, whichever learns.
    func rank(_ parameter: ParameterDescription) -> Int {
      guard quantized[parameter.layerPath] != nil else { return 0 }
      switch parameter.role.rawValue.split(separator: "/").last {
      case "kernel": return 0
      case "bias": return 1
      default: return 2
      }
    }
    let numbered = (0...2).flatMap { number in parameters.filter { rank($0) == number } }
    let byPath = Dictionary(
      places(of: numbered, in: network).map { ($0.parameter.path, $0) },
      uniquingKeysWith: { first, _ in first })
    return parameters.compactMap { byPath[$0.path] }
  }

  /// The places of weights that are numbered as they come.
  private static func places(
    of parameters: [ParameterDescription], in network: ResolvedNetwork
  ) -> [Place] {
    let folders = network.network.weightFolders(at: [])
    var counts: [[String]: Int] = [:]
    var copied: Set<[String]> = []
    return parameters.map { parameter in
      let names = parameter.path.split(separator: "/").map(String.init)
      let (folder, copy) = folders.folder(of: names.dropLast())
      // Of a layer whose first weight is held twice, the copy is its own first variable.
      let isCopied = copy.map { copied.insert($0).inserted } ?? false
      if isCopied, let copy { counts[copy, default: 0] += 1 }
      let number = counts[folder, default: 0]
      counts[folder] = number + 1
      return Place(
        parameter: parameter, path: dataSet(folder, number),
        copy: isCopied ? copy.map { dataSet($0, 0) } : nil)
    }
  }

  private static func dataSet(_ folder: [String], _ number: Int) -> String {
    (folder + ["vars", String(number)]).joined(separator: "/")
  }
}

extension ParameterDescription {
  /// Whether it is one of LoRA's updates.
  public var isUpdate: Bool {
    role.rawValue.split(separator: "/").last?.hasPrefix("lora_") == true
  }
}

/// The groups that hold the weights of a layer and of what is inside it, by the names that Gradmark has
/// for these.
struct WeightFolders {
  /// The group of the layer's own weights, below that of what it is inside.
  var path: [String]
  /// What is inside it.
  var inner: [String: WeightFolders] = [:]
  /// Whether the layer holds a copy of its first inner weight before its own.
  var copiesFirst = false

  /// The group of the weights whose names have these parts before the last, and the group of a layer on
  /// the way that holds a copy.
  func folder(of names: ArraySlice<String>) -> (folder: [String], copy: [String]?) {
    // Names of layers may have slashes of their own in older files.
    for end in names.indices.reversed() {
      let name = names[...end].joined(separator: "/")
      guard let inside = inner[name] else { continue }
      let (folder, copy) = inside.folder(of: names[(end + 1)...])
      return (path + folder, copiesFirst ? path : copy.map { path + $0 })
    }
    return (path, nil)
  }
}

extension LayerDescription {
  /// The groups of a layer that is held at that place.
  func weightFolders(at path: [String]) -> WeightFolders {
    (layer as? any KerasLayer)?.weightFolders(at: path) ?? WeightFolders(path: path)
  }
}

extension [LayerDescription] {
  /// Layers in a list: each is held under its class, with a number from the second of a class on.
  func weightFolders(in list: String) -> [String: WeightFolders] {
    var counts: [String: Int] = [:]
    var folders: [String: WeightFolders] = [:]
    for layer in self {
      let stem = snakeCase(layer.layer.className)
      let number = counts[stem, default: 0]
      counts[stem] = number + 1
      folders[layer.name] = layer.weightFolders(
        at: [list, number == 0 ? stem : "\(stem)_\(number)"])
    }
    return folders
  }
}

extension NetworkDescription {
  /// The groups of a network that is held at that place.
  func weightFolders(at path: [String]) -> WeightFolders {
    let own = kerasOrder.map { layers[$0].description }.filter { !$0.isInput }
    return WeightFolders(path: path, inner: own.weightFolders(in: "layers"))
  }
}
