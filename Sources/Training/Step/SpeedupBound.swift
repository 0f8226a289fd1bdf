import Networks

extension WorkSharing {
  /// The most that `options.threads` workers can bring: the operations of a step over those on the longest
  /// way through it, where in each phase whoever is done with the tasks of its own takes others'.
  ///
  /// What it costs to open a phase, to wait and to move data is not part of it, nor is work element by
  /// element: it is the bound that the sizes of the tasks alone set.
  ///
  /// - Throws: a `ModelError` where the network cannot be trained in this way.
  public static func speedupBound(
    of network: ResolvedNetwork, training: TrainingDescription, options: TrainerOptions
  ) throws(ModelError) -> Double {
    let plan = try Plan(
      network, training: training, options: options, memoryLimit: availableMemory())
    return speedupBound(
      of: plan.step.work(batchSize: options.batchSize), workers: plan.workerCount)
  }

  /// The bound for phases of given tasks; 1 where there is no work.
  static func speedupBound(of phases: [PhaseWork], workers: Int) -> Double {
    let all = phases.reduce(0) { $0 + $1.flops.reduce(0, +) }
    let longest = phases.reduce(0) { $0 + $1.longest(workers: workers) }
    return longest > 0 ? all / longest : 1
  }
}
