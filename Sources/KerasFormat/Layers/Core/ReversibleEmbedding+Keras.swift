import Networks

extension ReversibleEmbedding: KerasLayer {
  static var classNames: [String] { ["ReversibleEmbedding"] }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      try Embedding(settings), tiesWeights: try settings.truth("tie_weights", standard: true),
      configuration: settings.keptConfiguration())
  }

  var config: [JSONValue.Member] { .kept(configuration) }

  static func statedInputShape(_ settings: Settings) throws(ModelError) -> Shape? {
    try Embedding.statedInputShape(settings)
  }
}
