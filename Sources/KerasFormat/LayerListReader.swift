import Networks

/// Reads the layers of one network, and collects what is wrong with them.
struct LayerListReader {
  let isFrozen: Bool
  let isLegacy: Bool
  let depth: Int
  private var errors = ErrorList()

  init(isFrozen: Bool, isLegacy: Bool, depth: Int) {
    self.isFrozen = isFrozen
    self.isLegacy = isLegacy
    self.depth = depth
  }

  /// What is made of the entries, on as many CPUs as there are.
  ///
  /// - Parameters:
  ///   - entries: the list.
  ///   - make: makes it of the entry at that place, for a layer of that name.
  /// - Throws: the first `ModelError` after which nothing can be made of the list.
  mutating func each<Made: Sendable>(
    of entries: [JSONValue],
    _ make: @Sendable (inout LayerListReader, Int, String) throws(ModelError) -> Made
  ) throws(ModelError) -> [Made] {
    let names = Self.names(of: entries), reading = self
    let parts = inParts(of: entries.count) { places in
      var part = reading
      let made = Result { () throws(ModelError) in
        var made: [Made] = []
        made.reserveCapacity(places.count)
        for index in places { made.append(try make(&part, index, names[index])) }
        return made
      }
      return (made: made, errors: part.errors)
    }
    var all: [Made] = []
    all.reserveCapacity(entries.count)
    for part in parts {
      all += try part.made.get()
      errors.add(part.errors)
    }
    return all
  }

  /// The names of the layers; those that have none get Keras's.
  private static func names(of entries: [JSONValue]) -> [String] {
    var automatic = AutomaticNames()
    return entries.map { entry in
      entry["name"]?.text ?? entry["config"]?["name"]?.text
        ?? automatic.next(for: entry["class_name"]?.text ?? "")
    }
  }

  /// One entry of the list and the settings it was read from; where these are wrong, a layer of which
  /// nothing is known stands in.
  ///
  /// - Throws: a `ModelError` where the entry is no layer at all.
  mutating func layer(
    _ entry: JSONValue, name: String
  ) throws(ModelError) -> (LayerDescription, Settings) {
    guard let className = entry["class_name"]?.text, let config = entry["config"],
      config.members != nil || config.elements != nil
    else {
      throw ModelError("a layer is \(entry) without 'class_name' or 'config'; correct the file")
    }
    guard name.isName else {
      throw ModelError(
        "the name \(quoted(name)) is empty or has characters that do not print; change it")
    }
    var settings = Settings(
      layer: name, entry: entry, className: className, config: config, isLegacy: isLegacy,
      depth: depth)
    if settings.module == nil, Self.isOperation(entry) {
      settings.module =
        KerasOperations.module(of: className) ?? KerasOperations.commonModule
    }
    let isFrozen = isFrozen
    let layer = keeping(settings) { () throws(ModelError) in
      try LayerReader.layer(settings, name: name, isFrozen: isFrozen)
    }
    let substitute = UnknownLayer(
      className: className, kind: .ownClass("its settings are wrong"), configuration: "{}")
    return (layer ?? LayerDescription(name, substitute), settings)
  }

  /// Whether an entry without a module is an operation on tensors. Whole `.h5` files of Keras 3 have such, as
  /// `Subtract` of a tensor and a number, without what all layers' settings have.
  private static func isOperation(_ entry: JSONValue) -> Bool {
    // Nearly all older files have calls of another form: their classes need not be looked up.
    let isCalled = entry["inbound_nodes"]?.elements?.contains { $0["args"] != nil } ?? false
    // All layers of these versions say whether they learn.
    guard isCalled, entry["config"]?["trainable"] == nil else { return false }
    let className = entry["class_name"]?.text ?? ""
    // Those that are called like layers have no weights, whichever it is.
    return KerasOperations.module(of: className) != nil
      || OperationRules.knows(squeezed(className)) && !LayerRegistry.knows(className: className)
  }

  /// A result, or `nil` once its error is noted.
  mutating func keeping<Result>(
    _ settings: Settings, _ body: () throws(ModelError) -> Result
  ) -> Result? {
    do {
      return try body()
    } catch {
      errors.add(error.of(settings.layer ?? "", className: settings.className))
      return nil
    }
  }

  /// The network, once nothing is wrong with its layers.
  ///
  /// - Throws: all that is wrong, and what does not fit elsewhere in the network.
  func checked(_ network: NetworkDescription) throws(ModelError) -> NetworkDescription {
    guard !errors.isEmpty else { return network }
    var errors = errors
    _ = errors.keeping { () throws(ModelError) in try network.resolved() }
    try errors.check()
    return network
  }
}

/// Keras's names for layers that have none: `dense`, `dense_1`, `max_pooling2d`.
private struct AutomaticNames {
  private var counts: [String: Int] = [:]

  mutating func next(for className: String) -> String {
    let stem = snakeCase(className == "Convolution2D" ? "Conv2D" : className)
    defer { counts[stem, default: 0] += 1 }
    return counts[stem].map { "\(stem)_\($0)" } ?? stem
  }
}
