extension ResolvedNetwork {
  /// What a file's numbers say beside a count that is a lower bound: `the file has 1,500 numbers, of which 1,234
  /// are counted`; `nil` where all weights are counted.
  ///
  /// - Parameter start: who has them: `the file has`.
  package func sentence(ofNumbersHeld held: Int, _ start: String) -> String? {
    guard !isBuilt || !uncountedLayers.isEmpty else { return nil }
    let count = isBuilt ? parameterCount : 0
    let sentence = "\(start) \(counted(held, "number")), "
    if count == 0 { return sentence + "none of which could be counted" }
    return held < count
      ? sentence + "fewer than the \(grouped(count)) that are counted"
      : sentence + "of which \(grouped(count)) are counted"
  }
}
