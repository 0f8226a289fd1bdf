import Networks

/// How many workers the work of a step is worth; a matter of shapes and CPUs alone.
public enum WorkSharing {
  /// Work of one worker in a phase below which it costs more than it brings: some 1 µs of a core.
  private static let leastFlopsPerWorker = 100_000.0

  /// The workers that have enough to do: 1 where a phase is over sooner than a helper notices it.
  ///
  /// - Parameters:
  ///   - flopsPerStep: operations of a step, which has two phases of about the same work; see
  ///     `Trainer.flopsPerStep`.
  ///   - usableCPUs: CPUs that the process may use, at least 1.
  public static func workerCount(flopsPerStep: Double, usableCPUs: Int) -> Int {
    let worth = flopsPerStep / 2 / leastFlopsPerWorker
    return worth >= Double(usableCPUs) ? usableCPUs : max(1, Int(worth))
  }

  /// The workers that a trainer with `usesFewerThreads` takes: 1 where a step is a single task.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - training: by which optimizer.
  ///   - options: how; their `threads` are the usable CPUs.
  /// - Throws: a `ModelError` where the network is no chain or does not go with the options.
  public static func workerCount(
    of network: ResolvedNetwork, training: TrainingDescription, options: TrainerOptions
  ) throws(ModelError) -> Int {
    let flopsPerStep = network.flopsPerSample * Double(options.batchSize)
    return try StepWay(network, training, options)
      .workerCount(flopsPerStep: flopsPerStep, usableCPUs: options.threads)
  }
}
