import Networks

/// One of the ways to compute a step that a sweep makes cases of, by the words of the command line and of
/// suite files.
public struct StepChoice: Sendable {
  /// The word for what Gradmark does by itself.
  public let usual: String
  /// All words, for a sentence.
  public let remedy: String
  private let isKnown: @Sendable (String) -> Bool

  /// How gradients are summed over the batch.
  public static let reduction = StepChoice(usual: "auto", remedy: "auto, owned or tree") {
    ["owned", "tree"].contains($0)
  }

  /// Whose matrix products are used: `direct` are Gradmark's without minimal filtering of convolutions.
  public static let kernels = StepChoice(
    usual: "gradmark", remedy: "gradmark, direct or cblas:PATH"
  ) {
    $0 == "direct" || $0.hasPrefix("cblas:") && $0 != "cblas:"
  }

  private init(usual: String, remedy: String, isKnown: @escaping @Sendable (String) -> Bool) {
    self.usual = usual
    self.remedy = remedy
    self.isKnown = isKnown
  }

  /// What a case keeps for each word: `nil` for the usual one.
  ///
  /// - Parameters:
  ///   - words: as they were written.
  ///   - name: the flag or the key, for the sentence.
  /// - Throws: a `SweepError` that names the word and the remedy.
  public func values(of words: [String], name: String) throws(SweepError) -> [String?] {
    if let word = words.first(where: { $0 != usual && !isKnown($0) }) {
      throw SweepError(.usage, "\(name): \(quoted(word)) is no choice; use \(remedy)")
    }
    return words.map { $0 == usual ? nil : $0 }
  }
}
