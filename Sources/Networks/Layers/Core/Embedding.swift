/// A row of a table for every whole number.
public struct Embedding: UnaryLayer {
  /// The number of rows: the size of the vocabulary.
  public var vocabularySize: Int
  /// The width of a row.
  public var width: Int
  /// Whether 0 is padding, which layers behind skip.
  public var masksZero: Bool
  /// The table, [vocabulary, width].
  public var embeddings: WeightSettings

  /// Creates a layer with Keras's defaults.
  public init(
    vocabularySize: Int, width: Int, masksZero: Bool = false,
    embeddings: WeightSettings = WeightSettings(.randomUniform(minimum: -0.05, maximum: 0.05))
  ) {
    self.vocabularySize = vocabularySize
    self.width = width
    self.masksZero = masksZero
    self.embeddings = embeddings
  }

  public var className: String { "Embedding" }
  public var masking: Masking { masksZero ? .makes : .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    try requirePositive(vocabularySize, "input_dim")
    try requirePositive(width, "output_dim")
    return Shape(axes: input.axes + [width], isRankKnown: input.isRankKnown)
  }

  public func parameters(for input: Shape) -> [LayerParameter] {
    [LayerParameter(.embeddings, [vocabularySize, width], embeddings)]
  }

  public func arithmetic(for input: Shape) -> Arithmetic? {
    Arithmetic(
      "\(grouped(vocabularySize)) × \(grouped(width))", words: "vocabulary × width of a row")
  }

  public func weightFormula(for input: Shape) -> WeightFormula? {
    WeightFormula("row", terms: [[width]])
  }
}
