extension Explanation {
  /// A few lines a layer, and the total with what it is mostly made of; ends in a line break.
  public var text: String {
    let lines = layers.flatMap(\.lines)
    let openness = layers.contains { $0.uncountedReason != nil } ? "at least " : ""
    let memory = memoryText(bytes: total.bytes)
    let bytes =
      total.bytes == 4 * total.count ? "at 4 bytes each \(memory)" : "\(memory) in their types"
    let totals =
      ["total: \(openness)\(sum), \(bytes)"] + frozenLine + largestLine + ruleOfThumbLine
    return (lines + totals).map { $0 + "\n" }.joined()
  }

  private var frozenLine: [String] {
    let frozen = layers.reduce(0) { $0 + $1.nonTrainableCount }
    guard frozen > 0 else { return [] }
    return [
      "trainable: \(grouped(parameterCount - frozen)), not trainable: \(grouped(frozen)), "
        + "together \(grouped(parameterCount))"
    ]
  }

  /// Where most of the weights are, once there is a choice: `94 % of them are in dense_1`.
  private var largestLine: [String] {
    let withWeights = layers.filter { $0.parameterCount > 0 }
    guard withWeights.count > 1,
      let largest = withWeights.max(by: { $0.parameterCount < $1.parameterCount })
    else { return [] }
    let share = (100 * Double(largest.parameterCount) / Double(parameterCount)).rounded()
    // Of many equal layers none stands out.
    return share < 1 ? [] : ["\(Int(share)) % of them are in \(largest.layer)"]
  }

  /// Why the rule 'units = parameters / (4 × units)', which is passed around, finds no layer's units.
  private var ruleOfThumbLine: [String] {
    let dense = layers.first {
      $0.className == "Dense" && $0.parameterCount > 0 && $0.uncountedReason == nil
    }
    guard let layer = dense,
      let units = layer.outputShapes[0].axes.last ?? nil
    else { return [] }
    let rule = "'units = parameters / (4 × units)'"
    let (count, guess) = (grouped(layer.parameterCount), layer.parameterCount / (4 * units))
    return [
      "the rule \(rule) gives \(count) / (4 × \(grouped(units))) ≈ \(grouped(guess)) for "
        + "\(layer.layer), which has \(counted(units, "unit")): a dense layer's count depends on "
        + "its inputs, and the 4 is an LSTM's gates"
    ]
  }
}

extension Explanation.Entry {
  fileprivate var lines: [String] {
    let frozen =
      nonTrainableCount == 0 ? "" : ", of which \(grouped(nonTrainableCount)) do not learn"
    let shapes =
      "\(listed(inputShapes)) → \(listed(outputShapes))"
    return ["\(layer): \(arithmetic)\(frozen)", "  shape: \(shapes)"]
      + weights.map { "  \($0)" }
      + (origin.map { ["  inputs: \($0)"] } ?? [])
      + (settings.isEmpty ? [] : ["  settings: \(settings.joined(separator: ", "))"])
      + (wayBack.map { ["  back: \($0)"] } ?? [])
      + inner.flatMap(\.lines).map { "  " + $0 }
  }

  private func listed(_ shapes: [Shape]) -> String {
    shapes.map(\.description).joined(separator: ", ")
  }
}
