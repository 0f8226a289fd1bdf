import Networks

extension Settings {
  /// What was done to the weights of a layer that may be adapted; `nil` for nothing.
  func adaptation(of layer: any Layer) throws(ModelError) -> Adaptation? {
    let rank = try integer("lora_rank")
    if let rank, rank < 1 { throw mismatch("lora_rank", .integer(rank), "1 or more") }
    switch layer {
    case is Dense, is EinsumDense, is Embedding, is ReversibleEmbedding: break
    case is Conv1D, is Conv2D, is Conv3D: return rank.map { Adaptation(loraRank: $0) }
    default: return nil
    }
    let quantization = try quantization(of: layer)
    return rank == nil && quantization == nil
      ? nil : Adaptation(loraRank: rank, quantization: quantization)
  }

  /// The kind of quantisation that the policy of types names, as an object or as `int8_from_float32`.
  private func quantization(
    of layer: any Layer
  ) throws(ModelError) -> Adaptation.Quantization? {
    guard let (_, value) = found(["dtype"]) else { return nil }
    let policy = value["config"]
    let name = value.text ?? policy?["name"]?.text ?? ""
    guard let mode = policy?["mode"]?.text ?? typePolicy(name).mode else { return nil }
    let parts = mode.split(separator: "/").map(String.init)
    switch parts.first {
    case "int8": return .int8
    case "int4": return .int4(blockSize: parts.count > 1 ? Int(parts[1]) : nil)
    case "float8":
      // Tables of rows are looked up, not multiplied, and stay what they are.
      guard layer is Dense || layer is EinsumDense else { return nil }
      let length = policy?["amax_history_length"]?.wholeNumber ?? 1_024
      guard (1...maximumElementCount).contains(length) else {
        throw mismatch("amax_history_length", .integer(length), "a length")
      }
      return .float8(historyLength: length)
    default: return .other(mode)
    }
  }
}

/// The parts of a policy's name: `int8_from_mixed_bfloat16` holds weights as `int8` and computes in
/// `mixed_bfloat16`.
func typePolicy(_ name: String) -> (mode: String?, type: String) {
  // A look for one byte spares nearly all names the search.
  guard name.utf8.contains(UInt8(ascii: "_")), let word = name.firstRange(of: "_from_") else {
    return (nil, name)
  }
  return (String(name[..<word.lowerBound]), String(name[word.upperBound...]))
}
