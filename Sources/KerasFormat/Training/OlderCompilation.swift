import Networks

// What Keras 1 and 2, and Keras 3 in `.h5` files, write of a compilation, in the words of Keras 3: it
// loads no class without its module, and no argument that it has no more.

extension ModelReader {
  /// The compilation in a form that Keras 3 loads, whether Gradmark trains with it or not.
  var currentCompilation: JSONValue? {
    guard let members = compilation?.members else { return compilation }
    let known = [
      "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly",
      "steps_per_execution", "jit_compile", "auto_scale_loss",
    ]
    return .object(
      members.filter { known.contains($0.name) }.map { member in
        switch member.name {
        case "optimizer": .init(member.name, currentOptimizer(member.value))
        case "loss": .init(member.name, member.value.current("keras.losses"))
        case "metrics", "weighted_metrics":
          .init(member.name, member.value.current("keras.metrics"))
        default: member
        }
      })
  }

  private func currentOptimizer(_ value: JSONValue) -> JSONValue {
    guard value["class_name"] != nil, value["module"] == nil else { return value }
    if let compiled = try? compiledOptimizer() { return compiled.json }
    return value.current("keras.optimizers")
  }
}

extension JSONValue {
  /// The value with the module of every class that has none.
  fileprivate func current(_ module: String) -> JSONValue {
    if let elements { return .array(elements.map { $0.current(module) }) }
    guard let members, self["module"] == nil else { return self }
    guard let className = self["class_name"]?.text?.ofKeras else {
      return .object(members.map { .init($0.name, $0.value.current(module)) })
    }
    // A metric around a function is that function's name.
    if className == "MeanMetricWrapper", let function = self["config"]?["fn"]?.text {
      return .string(function)
    }
    // Whoever registered it knows it by that name.
    guard !className.contains(">") else { return self }
    return ModelWriter.object(module, className, (self["config"] ?? [:]).currentSettings)
  }

  /// Settings by their present names, without those that are gone.
  private var currentSettings: JSONValue {
    let gone = ["decay", "is_legacy_optimizer", "jit_compile", "fn"]
    return .object(
      (members ?? []).filter { !gone.contains($0.name) }.map { member in
        switch (member.name, member.value) {
        case ("lr", let rate): .init("learning_rate", rate)
        case ("reduction", "auto"): .init("reduction", "sum_over_batch_size")
        default: member
        }
      })
  }
}

extension String {
  /// A class's name as Keras 3 has it: `tf.keras` registered its own optimizers as if they were somebody's,
  /// `Custom>Adam`, and no other classes of its own.
  var ofKeras: String {
    let mark = "Custom>"
    guard hasPrefix(mark) else { return self }
    let name = String(dropFirst(mark.count))
    return Self.optimizersOfKeras.contains(name) ? name : self
  }

  private static let optimizersOfKeras: Set<String> = [
    "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lion", "Nadam",
    "RMSprop", "SGD",
  ]
}
