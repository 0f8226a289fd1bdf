import Clocks
import Networks
import Records
import Sweeps
import Training

/// Gradmark's own side of a match: answers the requests that peers answer, in the same words.
public final class RoundServer {
  /// The line to greet with.
  public let greeting: String

  private let trainer: Trainer
  private let start: [NamedTensor]
  private let threads: Int

  /// Loads a task, and trains a little of it to be warm.
  ///
  /// - Throws: a `FileError` where the folder holds no task, a `ModelError` where the task is
  ///   impossible.
  public init(folder: TaskFolder, threads: Int) throws {
    let task = try folder.task()
    let data = try folder.data()
    self.threads = threads
    start = try folder.startWeights()
    let before = RawClock.nanoseconds()
    trainer = try Trainer(
      task.network, training: task.training(),
      options: TrainerOptions(batchSize: task.batchSize, threads: threads, shuffles: false))
    try trainer.setWeights(start)
    try trainer.load(inputs: data.inputs, targets: data.targets)
    let preparation = RawClock.nanoseconds() - before
    _ = trainer.run(steps: 1)
    let greeting = Greeting(version: "gradmark", preparationNanoseconds: preparation)
    self.greeting = String(decoding: try RecordCoding.line(greeting), as: UTF8.self)
  }

  /// Does what a request asks for.
  ///
  /// - Throws: an error whose description says why the request makes no sense.
  public func answer(_ request: String) throws -> String {
    let words = request.split(separator: " ")
    guard words.count == 2, let count = Int(words[1]), count > 0 else {
      throw PeerError("the request '\(request)' makes no sense; ask for 'steps 100'")
    }
    switch words[0] {
    case "steps":
      try goToStart()
      // The caller's clock, so that waking the workers counts, as it does for the peers.
      let before = RawClock.nanoseconds()
      _ = trainer.run(steps: count, stepsPerGroup: count)
      return "\(RawClock.nanoseconds() - before) \(count)"
    case "losses":
      try goToStart()
      let losses = (0..<count).map { _ in trainer.run(steps: 1).lastLoss }
      return losses.map { "\($0)" }.joined(separator: " ")
    case "digest":
      try goToStart()
      _ = trainer.run(steps: count)
      return weightDigest(of: trainer.weights())
    case "peak":
      return "\(Ceilings.multiplyAddRate(threads: threads))"
    default:
      throw PeerError(
        "the request '\(words[0])' is unknown; ask for steps, losses, digest or peak")
    }
  }

  /// The exported weights, no optimizer state, the first batch next.
  private func goToStart() throws {
    trainer.reset()
    try trainer.setWeights(start)
  }
}
