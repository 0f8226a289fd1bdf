// In graphs of Keras 3 the mask of an embedding is a NotEqual of its numbers with 0, to which the layers behind refer
// that heed a mask; where masked tensors are merged, further operations make one mask of theirs. What computes a network
// carries masks from the embedding on, and has no use for either.

extension ResolvedNetwork {
  /// The same network without the masks that its layers see as well where nothing refers to them.
  ///
  /// Any other mask stays, and so does what makes it.
  func withoutImpliedMasks() -> NetworkDescription {
    guard network.hasMasks else { return network }
    let masks = ImpliedMasks(self)
    var plain = network
    for layer in plain.layers.indices {
      for call in plain.layers[layer].calls.indices {
        let placed = plain.layers[layer].calls[call]
        if masks.areAll(of: placed) { plain.layers[layer].calls[call] = placed.withoutMasks }
      }
    }
    plain.removeUntaken { masks.isMask($0) }
    return plain
  }
}

extension NetworkDescription {
  /// Whether some call refers to a mask.
  var hasMasks: Bool { layers.contains { $0.calls.contains { $0.maskCount > 0 } } }

  /// Removes those layers that nothing takes from, and then those from which they alone took.
  ///
  /// - Parameter isRemovable: whether a layer may go, by what it makes.
  fileprivate mutating func removeUntaken(_ isRemovable: (TensorReference) -> Bool) {
    var takers: [String: Int] = [:]
    for tensor in layers.flatMap({ $0.calls.flatMap(\.tensors) }) + outputs {
      takers[tensor.layer, default: 0] += 1
    }
    let removable = Dictionary(
      layers.filter { isRemovable(TensorReference(layer: $0.description.name)) }.map {
        ($0.description.name, $0.calls.flatMap(\.tensors))
      }, uniquingKeysWith: { first, _ in first })
    var open = removable.keys.filter { takers[$0] == nil }
    var removed = Set(open)
    while let layer = open.popLast() {
      for tensor in removable[layer] ?? [] {
        takers[tensor.layer, default: 0] -= 1
        if takers[tensor.layer] == 0, removable[tensor.layer] != nil,
          removed.insert(tensor.layer).inserted
        {
          open.append(tensor.layer)
        }
      }
    }
    layers.removeAll { removed.contains($0.description.name) }
  }
}

/// Which masks the tensors of a network carry from the embeddings on, as training has it.
private struct ImpliedMasks {
  /// The mask of each tensor that carries one.
  private var origins: [TensorReference: MaskTerms.Term] = [:]
  /// What each call makes of which is a mask.
  private var made: [TensorReference: Made] = [:]
  private var terms = MaskTerms()

  /// A mask that operations make.
  private struct Made {
    let term: MaskTerms.Term
    /// Whether it tells of each element instead of each step; `nil` where it is the same for all.
    let isWide: Bool?
  }

  init(_ network: ResolvedNetwork) {
    for call in network.calls {
      let placed = network.network.layers[call.layer]
      guard placed.calls.indices.contains(call.node) else { continue }
      let output = TensorReference(layer: placed.description.name, node: call.node)
      let layerCall = placed.calls[call.node], layer = placed.description.layer
      if let operation = layer.known(as: UnknownLayer.self) {
        made[output] = mask(madeBy: operation, layerCall, call.outputShapes[0])
      } else {
        let shapes = network.layers[call.layer].inputShapes[call.node]
        origins[output] = mask(behind: layer, layerCall.inputs, shapes, call.outputShapes[0])
      }
    }
  }

  /// What a layer's output carries.
  private mutating func mask(
    behind layer: any Layer, _ inputs: ArraySlice<TensorReference>, _ shapes: [Shape],
    _ output: Shape
  ) -> MaskTerms.Term? {
    let masks = inputs.map { origins[$0] }
    if let embedding = layer.known(as: Embedding.self), embedding.masksZero {
      return terms.number(of: .nonzero(inputs[0]))
    }
    guard masks.contains(where: { $0 != nil }) else { return nil }
    if layer.known(as: Merging.self) != nil {
      let known = masks.compactMap { $0 }
      return known.count < masks.count ? nil : terms.either(known)
    }
    if let concatenate = layer.known(as: Concatenate.self) {
      let all = terms.number(of: .all)
      return terms.joined(masks.map { $0 ?? all }, along: concatenate.axis, rank: output.rank + 1)
    }
    return inputs.count == 1 && layer.masking.handsOn(to: output) ? masks[0] : nil
  }

  /// What an operation makes of masks, as Keras puts them together; `nil` where it may be anything else.
  private mutating func mask(
    madeBy operation: UnknownLayer, _ call: LayerCall, _ output: Shape
  ) -> Made? {
    guard case .operation(let function) = operation.kind else { return nil }
    if call.tellsNonzero {
      return Made(term: terms.number(of: .nonzero(call.tensors[0])), isWide: false)
    }
    switch operation.className {
    case "OnesLike": return Made(term: terms.number(of: .all), isWide: nil)
    case "ZerosLike": return Made(term: terms.number(of: .none), isWide: nil)
    default: break
    }
    let masks = call.tensors.compactMap { made[$0] }
    guard !masks.isEmpty, masks.count == call.tensors.count, !call.hasSettings else { return nil }
    let widths = Set(masks.compactMap(\.isWide))
    guard widths.count <= 1 else { return nil }
    let isWide = widths.first
    switch (operation.className, function) {
    case ("LogicalOr", _):
      return Made(term: terms.either(masks.map(\.term)), isWide: isWide)
    case ("ExpandDims", .newAxes(let axes)) where axes == [-1] && isWide == false:
      return Made(term: masks[0].term, isWide: true)
    case ("Concatenate", .concatenation(let axis, let constants))
    where constants.isEmpty && isWide != false && output.isRankKnown:
      return Made(
        term: terms.joined(masks.map(\.term), along: axis, rank: output.rank + 1), isWide: isWide)
    case ("Any", .reduction(let axes, let keepsAxes, _))
    where axes == [-1] && !keepsAxes && isWide != false:
      return Made(term: masks[0].term, isWide: false)
    default: return nil
    }
  }

  /// Whether a call refers to those masks that its tensors carry: to that of the first one, or to one for each.
  func areAll(of call: LayerCall) -> Bool {
    guard call.maskCount == 1 || call.maskCount == call.inputs.count else { return false }
    return zip(call.inputs, call.masks).allSatisfy { input, mask in
      origins[input] != nil && made[mask]?.isWide != true && origins[input] == made[mask]?.term
    }
  }

  /// Whether a tensor is a mask.
  func isMask(_ tensor: TensorReference) -> Bool { made[tensor] != nil }
}

/// Masks by what they are made of, each different one with a number of its own.
private struct MaskTerms {
  typealias Term = Int

  enum Kind: Hashable {
    /// All steps count.
    case all
    /// None does.
    case none
    /// Those whose numbers in a tensor are not 0.
    case nonzero(TensorReference)
    /// Those that count in either.
    case either(Term, Term)
    /// Those of several tensors, one behind the other along an axis, of which the batch is the first.
    case along(Int, [Term])
  }

  private var numbers: [Kind: Term] = [:]

  mutating func number(of kind: Kind) -> Term {
    let number = numbers[kind] ?? numbers.count
    numbers[kind] = number
    return number
  }

  /// What counts in one mask at least, put together from the first to the last.
  mutating func either(_ terms: [Term]) -> Term {
    let (all, none) = (number(of: .all), number(of: .none))
    return terms.dropFirst().reduce(terms[0]) { first, second in
      if first == second || second == none || first == all { return first }
      if first == none || second == all { return second }
      return number(of: .either(first, second))
    }
  }

  /// The masks of tensors that are put side by side along their last axis, or one behind the other.
  mutating func joined(_ terms: [Term], along axis: Int, rank: Int) -> Term {
    let position = axis < 0 ? axis + rank : axis
    if position == rank - 1 { return either(terms) }
    return terms.count == 1 ? terms[0] : number(of: .along(position, terms))
  }
}

extension LayerCall {
  /// Why no network is trained in which a layer is called with such a mask.
  package static let untrainedMask =
    "a call with another mask than that of the embedding before it can be counted, but not trained; "
    + "leave the mask out, or have an embedding make it"

  /// The tensors that are no masks.
  fileprivate var inputs: ArraySlice<TensorReference> { tensors.dropLast(maskCount) }

  /// The masks.
  fileprivate var masks: ArraySlice<TensorReference> { tensors.suffix(maskCount) }

  /// The same call on its inputs alone.
  fileprivate var withoutMasks: LayerCall {
    LayerCall(Array(inputs), hasSettings: hasSettings, isReversed: isReversed)
  }
}
