import Networks

extension Summary {
  /// The summary as a JSON text, ending in a line break; `null` stands for the batch and for what is
  /// not known.
  ///
  /// - Parameter showsGraph: lists each layer's inbound and outbound nodes beside their numbers.
  public func json(showsGraph: Bool = false) -> String {
    JSONWriter.text(value(showsGraph: showsGraph), indentation: 1) + "\n"
  }

  func value(showsGraph: Bool) -> JSONValue {
    let inputs = inputShapes.map(ModelWriter.batched)
    var members: [JSONValue.Member] = [
      .init("model_name", .string(networkName)), .init("model_class", .string(form.rawValue)),
      .init("built", .bool(isBuilt)),
      .init("input_shape", inputs.count == 1 ? inputs[0] : .array(inputs)),
      .init("layers", .array(rows.map { $0.value(showsGraph: showsGraph, isBuilt: isBuilt) })),
      .init("total_params", .integer(parameterCount)),
      .init("is_lower_bound", .bool(isLowerBound)),
      .init("trainable_params", .integer(trainableCount)),
      .init("non_trainable_params", .integer(nonTrainableCount)),
      .init("total_memory", Self.memory(trainable.bytes + nonTrainable.bytes)),
      .init("trainable_memory", Self.memory(trainable.bytes)),
      .init("non_trainable_memory", Self.memory(nonTrainable.bytes)),
    ]
    if let optimizerCount {
      members += [
        .init("optimizer_params_after_fit", .integer(optimizerCount)),
        .init("total_params_after_fit", .integer(parameterCount + optimizerCount)),
      ]
    }
    return .object(members)
  }

  private static func memory(_ bytes: Int) -> JSONValue { .string(memoryText(bytes: bytes)) }
}

extension Summary.Row {
  fileprivate func value(showsGraph: Bool, isBuilt: Bool) -> JSONValue {
    let shapes = isBuilt ? outputShapes.map(ModelWriter.batched) : [nil]
    let isKnown = isBuilt && uncountedReason == nil
    var members: [JSONValue.Member] = [
      .init("name", .string(layer)), .init("class", .string(className)),
      .init("output_shape", shapes.count == 1 ? shapes[0] : .array(shapes)),
      .init("params", isKnown ? .integer(parameterCount) : nil),
      .init("trainable", .bool(isTrainable)),
      .init("weights", .array(isBuilt ? parameters.map(weight) : [])),
      .init("connected_to", .array(inboundNodes.joined().map { .string($0.description) })),
      .init("n_inbound_nodes", .integer(inboundNodes.count)),
      .init("n_outbound_nodes", .integer(outboundNodes.count)),
    ]
    if isBuilt, let uncountedReason {
      members.append(.init("not_counted", .string(uncountedReason)))
    }
    if !children.isEmpty {
      let inner = children.map { $0.value(showsGraph: showsGraph, isBuilt: isBuilt) }
      members.append(.init("layers", .array(inner)))
    }
    if showsGraph {
      let inbound = inboundNodes.map { node in
        JSONValue.array(node.map { .string($0.description) })
      }
      members += [
        .init("inbound_nodes", .array(inbound)),
        .init("outbound_nodes", .array(outboundNodes.map { .string($0.description) })),
      ]
    }
    return .object(members)
  }

  private func weight(_ parameter: ParameterDescription) -> JSONValue {
    [
      "name": .string(parameter.role.rawValue),
      "shape": .array(parameter.shape.axes.map { .integer(orNull: $0) }),
      "trainable": .bool(parameter.isTrainable), "dtype": .string(parameter.type.rawValue),
    ]
  }
}
