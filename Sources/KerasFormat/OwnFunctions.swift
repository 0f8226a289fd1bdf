import Networks

extension ResolvedNetwork {
  /// What to tell of activations that no version of Keras has: functions of the file's own, or misspelt ones. No
  /// count depends on them. `nil` where there are none.
  public var ownFunctionsSentence: String? {
    let own = layers.flatMap { $0.description.ownFunctions }
    guard !own.isEmpty else { return nil }
    let listed = own.prefix(10).map { layer, function in
      let meant = suggestion(for: function, among: Activation.allNames)
      let advice = meant.map { "; did you mean '\($0)'?" } ?? ""
      return "\(quoted(layer)) (\(quoted(function))\(advice))"
    }
    let rest = own.count > 10 ? " and \(own.count - 10) more" : ""
    return "\(own.count) \(own.count == 1 ? "activation is" : "activations are") none of Keras's "
      + "functions, on which no count depends: \(listed.joined(separator: ", "))\(rest)"
  }
}

extension LayerDescription {
  /// The functions of its own and of layers inside, by the paths of these.
  fileprivate var ownFunctions: [(layer: String, function: String)] {
    let own = otherSettings.filter { $0.name.hasSuffix("activation") }
      .compactMap { setting in setting.functionName.map { (name, $0) } }
    let inner = layer.innerLayers.flatMap(\.ownFunctions)
    return own + inner.map { ("\(name)/\($0.layer)", $0.function) }
  }
}

extension OtherSetting {
  /// The function that it names; `nil` where it is a layer.
  fileprivate var functionName: String? {
    let value = try? JSONParser.parse(json.utf8)
    return value?.text ?? value?["config"]?.text
  }
}
