import Networks

/// Turns a model as Keras 3 writes it into the form of Keras 2, which TensorFlow.js reads, and notes all
/// that cannot be said in it.
struct OlderForm {
  private(set) var errors = ErrorList()
  /// What layers reshape to, by their names: TensorFlow.js leaves a size that is to be worked out open,
  /// and what comes behind has no weights then.
  private let reshapedSizes: [String: [Int]]

  private static let models: Set<String> = ["Functional", "Sequential"]

  init(of network: ResolvedNetwork) {
    reshapedSizes = network.reshapedSizes
  }

  /// A model, whether it is a layer or not.
  mutating func model(_ model: JSONValue) -> JSONValue {
    let config = model["config"] ?? [:]
    let entries = config["layers"]?.elements ?? []
    // The first call of a network is the one by which it was made.
    let networks = names(of: Self.models, entries)
    // Among the outputs Keras 3 has counted that of a graph already.
    let chains = names(of: ["Sequential"], entries)
    var members: [JSONValue.Member] = [
      .init("name", config["name"] ?? nil),
      .init("layers", .array(entries.map { layer($0, networks) })),
    ]
    for name in ["input_layers", "output_layers"] {
      guard let histories = config[name]?.elements else { continue }
      let list = histories.first?.text == nil ? histories : [.array(histories)]
      members.append(.init(name, .array(list.map { history($0, chains) })))
    }
    // Its earlier versions know graphs by this name alone, and so do all later ones.
    let className = model["class_name"] ?? .null
    return [
      "class_name": className == "Functional" ? "Model" : className, "config": .object(members),
    ]
  }

  private func names(of classes: Set<String>, _ entries: [JSONValue]) -> Set<String> {
    Set(
      entries.filter { classes.contains($0["class_name"]?.text ?? "") }
        .compactMap { $0["config"]?["name"]?.text })
  }

  private mutating func layer(_ layer: JSONValue, _ networks: Set<String>) -> JSONValue {
    let name = layer["config"]?["name"]?.text ?? ""
    let own =
      Self.models.contains(layer["class_name"]?.text ?? "")
      ? model(layer) : plainLayer(layer, of: name)
    guard let nodes = layer["inbound_nodes"]?.elements else { return own }
    let calls = nodes.map { call($0, of: name, networks) }
    return .object(
      (own.members ?? []) + [
        .init("name", .string(name)), .init("inbound_nodes", .array(calls)),
      ])
  }

  // MARK: Calls

  /// One call: a list of histories, each with an empty object of arguments.
  private mutating func call(
    _ node: JSONValue, of layer: String, _ networks: Set<String>
  ) -> JSONValue {
    let arguments = node["args"]?.elements ?? []
    let tensors = arguments.count == 1 ? arguments[0].elements ?? arguments : arguments
    let named = (node["kwargs"]?.members ?? []).filter { !$0.value.saysNothing }
    let histories = tensors.compactMap { $0["config"]?["keras_history"] }
    if histories.count < tensors.count || !named.isEmpty {
      let argument = named.first.map { "'\(printable($0.name))'" } ?? "a value"
      note(
        layer, "it is called with \(argument) beside tensors, which TensorFlow.js has no form for")
    }
    return .array(
      histories.map { .array((history($0, networks).elements ?? []) + [[:]]) })
  }

  private func history(_ history: JSONValue, _ networks: Set<String>) -> JSONValue {
    guard let parts = history.elements, parts.count == 3, let node = parts[1].wholeNumber,
      networks.contains(parts[0].text ?? "")
    else { return history }
    return [parts[0], .integer(node + 1), parts[2]]
  }

  // MARK: Settings

  /// A layer that is no model, by its class and its settings.
  private mutating func plainLayer(_ layer: JSONValue, of name: String) -> JSONValue {
    let className = layer["class_name"]?.text ?? ""
    guard let fixed = BrowserLayers.all[className] else {
      note(
        name, of: className,
        className == "RNN"
          ? "Gradmark writes loops over cells for Keras only" : "TensorFlow.js has no such layer")
      return [:]
    }
    var config = layer["config"]?.members ?? []
    for (setting, value) in fixed + BrowserLayers.fixedOfAll {
      guard let index = config.firstIndex(where: { $0.name == setting }) else { continue }
      let own = config.remove(at: index).value
      if own != value, own.realNumber == nil || own.realNumber != value.realNumber {
        note(
          name, of: className,
          "its setting '\(setting)' is \(own), and TensorFlow.js has \(value) only")
      }
    }
    if className == "Bidirectional" { turnAround(&config, of: name) }
    if className == "Reshape", let sizes = reshapedSizes[name], !sizes.isEmpty {
      config = config.map { $0.name == "target_shape" ? .init($0.name, .axes(sizes)) : $0 }
    }
    let kept = config.filter { !BrowserLayers.dropped.contains($0.name) }
    return [
      "class_name": .string(className),
      "config": .object(
        kept.map { member in
          .init(
            BrowserLayers.name(of: member.name, in: className), value(of: member, layer: name))
        }),
    ]
  }

  private mutating func value(of member: JSONValue.Member, layer: String) -> JSONValue {
    if member.value == .null { return nil }
    switch member.name {
    case "dtype": return type(member.value, layer)
    case "activation", "recurrent_activation":
      let name = member.value.text ?? ""
      guard let known = BrowserLayers.activations[name] else {
        note(
          layer,
          "the activation \(member.value.text.map(quoted) ?? "that is a layer") is none that "
            + "TensorFlow.js has by that name")
        return nil
      }
      return .string(known)
    case "padding" where member.value == "causal":
      note(layer, "its padding is 'causal', which TensorFlow.js does not compute")
      return nil
    case "layer":
      guard !Self.models.contains(member.value["class_name"]?.text ?? "") else {
        note(layer, "it is a wrapper around a model, which Gradmark writes for Keras only")
        return nil
      }
      return plainLayer(member.value, of: layer)
    case let name
    where ["_initializer", "_regularizer", "_constraint"].contains(where: name.hasSuffix):
      return object(member.value, setting: name, layer)
    default: return member.value
    }
  }

  private mutating func type(_ value: JSONValue, _ layer: String) -> JSONValue {
    let config = value["config"]
    // Quantised layers have a policy of a mode in place of a name.
    let name = value.text ?? (config?["name"] ?? config?["mode"])?.text ?? "a type of its own"
    if !["float32", "int32", "bool"].contains(name) {
      note(layer, "it computes in \(quoted(name)), and TensorFlow.js in float32 only")
    }
    return .string(name)
  }

  /// An initializer, a penalty or a constraint.
  private mutating func object(
    _ value: JSONValue, setting: String, _ layer: String
  ) -> JSONValue {
    let className = value["class_name"]?.text ?? ""
    guard let known = BrowserLayers.objects[className] else {
      note(
        layer,
        "its setting '\(printable(setting))' is \(quoted(className)), which TensorFlow.js lacks")
      return nil
    }
    let config = value["config"] ?? [:]
    if known == "L1L2" {
      let factors: JSONValue = ["l1": config["l1"] ?? .number(0), "l2": config["l2"] ?? .number(0)]
      return ["class_name": .string(known), "config": factors]
    }
    // Settings that only Keras 3 has, and has none of here.
    let own = (config.members ?? []).filter { $0.value != .null || $0.name == "seed" }
    return ["class_name": .string(known), "config": .object(own)]
  }

  /// TensorFlow.js makes both directions of one layer, and their names of its own.
  private mutating func turnAround(_ config: inout [JSONValue.Member], of layer: String) {
    guard let index = config.firstIndex(where: { $0.name == "layer" }) else { return }
    let back = config.first { $0.name == "backward_layer" }?.value
    config.removeAll { $0.name == "backward_layer" }
    let forward = config[index].value
    if let back, back.directionless != forward.directionless {
      note(layer, "its two directions differ, and TensorFlow.js makes both of one layer")
    }
    config[index] = .init("layer", forward.renamed { $0.withoutPrefix("forward_") })
  }

  private mutating func note(_ layer: String, of className: String? = nil, _ reason: String) {
    errors.add(
      ModelError(layer: layer, className: className, reason + "; convert to another format"))
  }
}

extension JSONValue {
  /// A layer without its name and without the way in which it walks.
  fileprivate var directionless: JSONValue {
    let config = (self["config"]?.members ?? []).filter {
      !["name", "go_backwards"].contains($0.name)
    }
    return ["class_name": self["class_name"] ?? nil, "config": .object(config)]
  }

  /// A layer under another name.
  fileprivate func renamed(_ name: (String) -> String) -> JSONValue {
    .object(
      (members ?? []).map { member in
        guard member.name == "config", let config = member.value.members else { return member }
        return .init(
          "config",
          .object(
            config.map { setting in
              setting.name == "name"
                ? .init("name", setting.value.text.map { .string(name($0)) } ?? nil) : setting
            }))
      })
  }
}

extension ResolvedNetwork {
  /// The sizes that layers reshape to where they are known, by the layers' names; none where two layers
  /// of one name differ.
  fileprivate var reshapedSizes: [String: [Int]] {
    layers.reduce(into: [:]) { sizes, layer in
      let own: [String: [Int]] =
        if let inner = layer.inner {
          inner.reshapedSizes
        } else if layer.description.layer is Reshape, Set(layer.outputShapes).count == 1,
          layer.outputShape.isKnown
        {
          [layer.name: layer.outputShape.dimensions]
        } else {
          [:]
        }
      sizes.merge(own) { $0 == $1 ? $0 : [] }
    }
  }
}

extension String {
  /// The text behind a beginning that it may have.
  func withoutPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
