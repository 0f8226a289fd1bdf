import Networks

extension Summary {
  /// The summary as a JSON text, ending in a line break; `null` stands for the batch.
  ///
  /// - Parameter showsGraph: lists each layer's inbound and outbound nodes beside their numbers.
  public func json(showsGraph: Bool = false) -> String {
    JSONWriter.text(value(showsGraph: showsGraph), indentation: 1) + "\n"
  }

  func value(showsGraph: Bool) -> JSONValue {
    let inputs = inputShapes.map(ModelWriter.batched)
    var members: [JSONValue.Member] = [
      .init("model_name", .string(networkName)), .init("model_class", .string(form.rawValue)),
      .init("input_shape", inputs.count == 1 ? inputs[0] : .array(inputs)),
      .init("layers", .array(rows.map { $0.value(showsGraph: showsGraph) })),
      .init("total_params", .integer(parameterCount)),
      .init("trainable_params", .integer(trainableCount)),
      .init("non_trainable_params", .integer(nonTrainableCount)),
      .init("total_memory", Self.memory(parameterCount)),
      .init("trainable_memory", Self.memory(trainableCount)),
      .init("non_trainable_memory", Self.memory(nonTrainableCount)),
    ]
    if let optimizerCount {
      members += [
        .init("optimizer_params_after_fit", .integer(optimizerCount)),
        .init("total_params_after_fit", .integer(parameterCount + optimizerCount)),
      ]
    }
    return .object(members)
  }

  private static func memory(_ count: Int) -> JSONValue {
    .string(memoryText(bytes: bytes(ofCount: count)))
  }
}

extension Summary.Row {
  fileprivate func value(showsGraph: Bool) -> JSONValue {
    let weights: [JSONValue] = parameters.map { parameter in
      [
        "name": .string(parameter.role.rawValue),
        "shape": .array(parameter.shape.axes.map { .integer(orNull: $0) }),
      ]
    }
    var members: [JSONValue.Member] = [
      .init("name", .string(layer)), .init("class", .string(className)),
      .init("output_shape", ModelWriter.batched(outputShape)),
      .init("params", .integer(parameterCount)), .init("weights", .array(weights)),
      .init("connected_to", .array(inboundNodes.joined().map { .string($0.description) })),
      .init("n_inbound_nodes", .integer(inboundNodes.count)),
      .init("n_outbound_nodes", .integer(outboundNodes.count)),
    ]
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
}
