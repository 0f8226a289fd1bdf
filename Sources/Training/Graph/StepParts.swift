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
  /// Whether buffers have room for a shard of each worker only, which its gradients are computed from
  /// before the worker takes another one.
  var keepsShardsOnly = false

  /// Samples from the shard of one worker to that of the next, where buffers have room for these only.
  static func storedStride(_ samplesPerShard: Int) -> Int { 2 * samplesPerShard }
}

extension StepParts {
  /// Weights from which on moving them takes longer than a few more phases: 256 KiB.
  private static let leastMovedWeights = 1 << 16

  /// Whether weights are many, and would move between workers for fewer samples each than repay their loads:
  /// then workers keep to the same outputs of a layer, and samples move.
  func movesSamples(batchSize: Int, workers: Int) -> Bool {
    let weights = gradients.reduce(0) { sum, gradient in
      sum + gradient.tensors.reduce(0) { $0 + $1.placement.count }
    }
    return workers > 1 && samplesPerChunk > samplesPerShard
      && batchSize < samplesPerChunk * workers && weights >= Self.leastMovedWeights
      && segments.contains { $0.contains { $0.outputPanels > 1 } }
  }

  /// Segments for so many workers: where shards do not go round among them evenly, or samples are to move,
  /// operations that can be cut by outputs are segments of their own. Which worker computes what never shows in the result.
  func cut(
    shards: Int, workers: Int, movesSamples: Bool
  ) -> (segments: [[Operation]], reductions: [[BatchReduction]], isCut: Bool) {
    let rounds = (shards - 1) / workers + 1
    // Up to a tenth of the workers' time is not worth the phases.
    guard mergesShards, movesSamples || 10 * shards < 9 * rounds * workers else {
      return (segments, reductions, false)
    }
    var cut: [[Operation]] = [], between: [[BatchReduction]] = []
    for (index, segment) in segments.enumerated() {
      var pieces: [[Operation]] = index == 0 ? [[]] : []
      var isOpen = index == 0
      for operation in segment {
        if operation.outputPanels > 1 || operation.inputPanels > 1 {
          pieces.append([operation])
          isOpen = false
        } else if isOpen {
          pieces[pieces.count - 1].append(operation)
        } else {
          pieces.append([operation])
          isOpen = true
        }
      }
      if pieces.isEmpty { pieces = [[]] }
      if index > 0 { between.append(reductions[index - 1]) }
      between += Array(repeating: [], count: pieces.count - 1)
      cut += pieces
    }
    return (cut, between, true)
  }
}
