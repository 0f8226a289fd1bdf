import Networks

extension Settings {
  /// What was done to the weights of a layer that may be adapted; `nil` for nothing.
  func adaptation(of layer: any Layer) throws(ModelError) -> Adaptation? {
    let rank = try integer("lora_rank"), mode = quantizationMode
    guard rank != nil || mode != nil else { return nil }
    if let rank, rank < 1 { throw mismatch("lora_rank", .integer(rank), "1 or more") }
    let isQuantizable =
      layer is Dense || layer is EinsumDense || layer is Embedding || layer is ReversibleEmbedding
    guard isQuantizable || layer is Conv1D || layer is Conv2D || layer is Conv3D else { return nil }
    var quantization: Adaptation.Quantization?
    if let mode, isQuantizable { quantization = try self.quantization(mode, of: layer) }
    guard rank != nil || quantization != nil else { return nil }
    return Adaptation(
      loraRank: rank,
      loraAlpha: try rank.map { rank throws(ModelError) in
        try number("lora_alpha", standard: Double(rank))
      }, quantization: quantization)
  }

  /// What the policy of types says of quantisation, as an object or as `int8_from_float32`; `nil` for nothing.
  private var quantizationMode: String? {
    guard let value = config["dtype"] else { return nil }
    let policy = value["config"]
    return policy?["mode"]?.text ?? typePolicy(value.text ?? policy?["name"]?.text ?? "").mode
  }

  private func quantization(
    _ mode: String, of layer: any Layer
  ) throws(ModelError) -> Adaptation.Quantization? {
    let parts = mode.split(separator: "/").map(String.init)
    switch parts.first {
    case "int8": return .int8
    case "int4": return .int4(blockSize: parts.count > 1 ? Int(parts[1]) : nil)
    case "float8":
      // Tables of rows are looked up, not multiplied, and stay what they are.
      guard layer is Dense || layer is EinsumDense else { return nil }
      let length = config["dtype"]?["config"]?["amax_history_length"]?.wholeNumber ?? 1_024
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
