/// The order in which the tasks of a step are made: phase by phase, unless a subclass has another one.
///
/// Called by the leader only. Allocates nothing.
class StepCourse {
  final let step: Step

  init(_ step: Step) { self.step = step }

  /// Has all phases of a training step done.
  func train(_ leader: WorkerTeam.Leader<Step>) {
    for phase in 0..<step.phaseCount { step.perform(phase, leader) }
  }

  /// Takes a batch forward only.
  func infer(_ leader: WorkerTeam.Leader<Step>) { step.perform(step.inferencePhase, leader) }
}

/// One shard and then the blocks, all on the leading worker.
final class WholeCourse: StepCourse {
  override func train(_ leader: WorkerTeam.Leader<Step>) { step.performWhole() }
}
