import Networks
import Randomness
import Synchronization
import Testing

@testable import Training

/// Phases of a team by themselves: every task is done once, whoever comes and however many there are.
@Suite struct DealtPhasesTests {
  /// Counts how often each task is done.
  private struct Counting: TeamWork {
    static let room = 700
    // Safe: every access is atomic, and the memory outlives the team's run.
    nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<Int>>

    init() {
      counts = .allocate(capacity: Self.room)
      for index in 0..<Self.room { (counts + index).initialize(to: Atomic(0)) }
    }

    func perform(_ phase: Int, _ range: Range<Int>, worker: Int) {
      for task in range { counts[task].add(phase, ordering: .relaxed) }
    }

    /// The tasks whose count is not `phase`; counts start from 0 again.
    func strays(tasks: Int, phase: Int) -> Int {
      (0..<Self.room).reduce(0) { strays, task in
        let count = counts[task].exchange(0, ordering: .relaxed)
        return strays + (count == (task < tasks ? phase : 0) ? 0 : 1)
      }
    }
  }

  /// Words of 64 ranges end at 64, 128 and 192 workers; a phase may have fewer tasks than there are workers.
  @Test(.timeLimit(.minutes(30)), arguments: [1, 2, 3, 63, 64, 65, 130, 200])
  func everyTaskIsDoneOnce(workers: Int) {
    var random = SplitMix64(seed: UInt64(workers))
    let work = Counting(), team = WorkerTeam(size: workers)
    var strays = 0
    for _ in 0..<5 {
      team.run(work, enter: { _ in }, leave: { _, _ in }) { leader in
        for phase in 1...300 {
          let tasks = 1 + random.nextIndex(below: phase % 3 == 0 ? 4 : Counting.room)
          leader.perform(
            phase, tasks: tasks, grain: 1 + random.nextIndex(below: 5), isShared: true)
          strays += work.strays(tasks: tasks, phase: phase)
        }
      }
    }
    #expect(strays == 0)
    work.counts.deinitialize(count: Counting.room)
    work.counts.deallocate()
  }

  /// Ranges that have long been empty are marked anew, so that they do not pass for those of a later phase.
  @Test(
    .timeLimit(.minutes(30)),
    arguments: [WorkerTeam.tags / 4 - 30, WorkerTeam.tags / 2 - 30, WorkerTeam.tags - 30])
  func phasesEndWhereTagsComeRound(tag: UInt64) {
    let work = Counting(), team = WorkerTeam(size: 5, tag: tag)
    var strays = 0
    team.run(work, enter: { _ in }, leave: { _, _ in }) { leader in
      for phase in 1...100 {
        // Two tasks leave three ranges empty.
        let tasks = phase % 40 == 0 ? 100 : 2
        leader.perform(phase, tasks: tasks, grain: 1, isShared: true)
        strays += work.strays(tasks: tasks, phase: phase)
      }
    }
    #expect(strays == 0)
    work.counts.deinitialize(count: Counting.room)
    work.counts.deallocate()
  }

  /// What workers touch first are all weights that learn, and nothing else.
  @Test func weightsThatLearnAreTouchedByTheirOwners() throws {
    let network = NetworkDescription(
      sequential: "net", input: [40],
      layers: [
        LayerDescription("frozen", Dense(units: 50), isTrainable: false),
        LayerDescription("free", Dense(units: 300)), LayerDescription("last", Dense(units: 7)),
      ])
    let trainer = try Trainer(
      network, training: TrainingDescription(optimizer: .adam(), loss: .meanSquaredError),
      options: TrainerOptions(batchSize: 8, threads: 3))
    let ones = trainer.weights().map {
      NamedTensor(
        name: $0.name,
        tensor: Tensor(
          dimensions: $0.tensor.dimensions,
          elements: [Float](repeating: 1, count: $0.tensor.elements.count)))
    }
    try trainer.setWeights(ones)
    trainer.touchWeights()
    for tensor in trainer.weights() {
      let expected: Float = tensor.name.hasPrefix("frozen") ? 1 : 0
      #expect(tensor.tensor.elements.allSatisfy { $0 == expected }, "\(tensor.name)")
    }
  }
}
