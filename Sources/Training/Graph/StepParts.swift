/// What a network becomes before it is made a step of: operations in the order of the forward pass,
/// and how the gradients of its weights are summed.
struct StepParts {
  var inputs: [Input] = []
  /// Operations between two batch reductions, or between one and an end.
  var segments: [[Operation]] = []
  /// Between each segment and the next; one fewer than segments.
  var reductions: [[BatchReduction]] = []
  var heads: [Head] = []
  /// Where several operations read a tensor, in the order of the parameters.
  var gradients: [WeightGradient] = []
  /// Samples that one task of the forward pass takes.
  var samplesPerShard: Int
  /// Samples that neighbouring shards may bring together where one worker takes them.
  var samplesPerChunk: Int
  /// Whether shards of one chunk go through the operations together.
  var mergesShards = true
}
