import Networks

extension ClusterShapes {
  /// Those of a network with one input and one output.
  public init(input: Shape, vocabularySize: Int? = nil, output: Shape, loss: Loss) {
    self.init(
      inputs: [Input(input, vocabularySize: vocabularySize)], outputs: [Output(output, loss)])
  }
}
