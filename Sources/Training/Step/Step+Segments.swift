extension Step {
  /// Operations that shards go through one after the other, or one whose tasks are parts of shards.
  struct Segment: BitwiseCopyable {
    let operations: References<Operation>
    let forwardCut: Cut
    let backwardCut: Cut
    let preparesForward: Bool

    /// How a shard is cut, or the batch as a whole: by so many panels a task.
    struct Cut: BitwiseCopyable {
      var panels = 0
      var panelsPerTask = 0
      var parts = 1
      /// Whether a task takes its panels of all samples, so that a worker meets the same weights in every step.
      var spansBatch = false

      /// The tasks of so many shards.
      @inline(__always)
      func tasks(shards: Int) -> Int { spansBatch ? parts : shards * parts }

      func panels(of part: Int) -> Range<Int> {
        part * panelsPerTask..<min((part + 1) * panelsPerTask, panels)
      }
    }

    init(
      _ operations: [Operation], _ references: References<Operation>, shards: Int, workers: Int,
      isCut: Bool, movesSamples: Bool
    ) {
      self.operations = references
      let first = operations.first
      let isCut = isCut && operations.count == 1
      forwardCut = Self.cut(isCut ? first?.outputPanels ?? 0 : 0, shards, workers, movesSamples)
      backwardCut = Self.cut(isCut ? first?.inputPanels ?? 0 : 0, shards, workers, movesSamples)
      preparesForward = forwardCut.parts > 1 && first?.preparesForward == true
    }

    /// Whether shards can be scored and go back in the task that has brought them forward.
    var turnsBack: Bool { forwardCut.parts == 1 && backwardCut.parts == 1 }

    /// The cut that has the busiest worker do the least, with the largest tasks among equals; one that spans
    /// the batch may have it do a tenth more.
    private static func cut(
      _ panels: Int, _ shards: Int, _ workers: Int, _ movesSamples: Bool
    ) -> Cut {
      guard panels > 1 else { return Cut() }
      let (byShards, most) = cut(panels, shards, workers)
      guard movesSamples else { return byShards }
      var (whole, mostOfWhole) = cut(panels, 1, workers)
      whole.spansBatch = true
      return 10 * mostOfWhole * shards <= 11 * most ? whole : byShards
    }

    private static func cut(
      _ panels: Int, _ shards: Int, _ workers: Int
    ) -> (cut: Cut, most: Int) {
      var best = Cut(panels: panels, panelsPerTask: panels, parts: 1), least = Int.max
      for width in (1...panels).reversed() {
        let parts = (panels - 1) / width + 1
        let most = ((shards * parts - 1) / workers + 1) * width
        if most < least {
          least = most
          best = Cut(panels: panels, panelsPerTask: width, parts: parts)
        }
      }
      return (best, least)
    }
  }

  /// The phases of the forward and backward passes.
  ///
  /// Where shards are scored in a phase of their own, they are prepared for the last segment's backward pass
  /// there.
  static func passes(_ segments: [Segment]) -> [Phase] {
    var phases: [Phase] = []
    for (index, segment) in segments.enumerated() {
      if segment.preparesForward { phases.append(.prepareForward(segment: index)) }
      phases.append(.forward(segment: index))
    }
    let last = segments.count - 1
    let turnsBack = segments[last].turnsBack
    if !turnsBack { phases.append(.score) }
    for index in (0..<(turnsBack ? last : last + 1)).reversed() {
      if segments[index].backwardCut.parts > 1, index < last {
        phases.append(.prepareBackward(segment: index))
      }
      if segments[index].operations.count > 0 { phases.append(.backward(segment: index)) }
    }
    return phases
  }
}
