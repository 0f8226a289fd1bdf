/// An embedding whose table, or one of its own, also leads from rows back to scores of all entries.
public struct ReversibleEmbedding: UnaryLayer {
  /// The table.
  public var embedding: Embedding
  /// Whether the way back uses the same table.
  public var tiesWeights: Bool
  /// Whether it leads back, from rows to scores: each call says so for itself.
  var isReversed = false
  /// The settings as JSON text.
  public var configuration: String

  /// Creates a layer.
  public init(_ embedding: Embedding, tiesWeights: Bool = true, configuration: String = "{}") {
    self.embedding = embedding
    self.tiesWeights = tiesWeights
    self.configuration = configuration
  }

  public var className: String { "ReversibleEmbedding" }
  public var masking: Masking { embedding.masking }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    guard isReversed else { return try embedding.outputShape(for: input) }
    _ = try input.lastAxis()
    return Shape(
      axes: input.axes.dropLast() + [embedding.vocabularySize], isRankKnown: input.isRankKnown)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    let back = LayerParameter(
      .reverseEmbeddings, [embedding.width, embedding.vocabularySize], embedding.embeddings)
    return embedding.parameters(for: input) + (tiesWeights ? [] : [back])
  }
}
