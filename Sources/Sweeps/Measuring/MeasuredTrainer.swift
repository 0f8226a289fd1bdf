import Networks
import Records
import Training

/// What the harness needs of a trainer: the real one, or a scripted one in tests.
public protocol MeasuredTrainer: AnyObject {
  /// Per layer with weights: how many there are, by every count that has to agree.
  func countParameters() -> [LayerCounts]
  /// Goes back to the start: weights from the seed, no optimizer state, the first batch next.
  func reset()
  /// All weights in Keras's order.
  func weights() -> [NamedTensor]
  /// Trains `steps` steps, a multiple of `stepsPerGroup`, and times every `stepsPerGroup` of them.
  ///
  /// - Parameters:
  ///   - steps: how many to train.
  ///   - stepsPerGroup: how many lie between two readings of the clock.
  ///   - meter: bytes allocated so far on the calling thread.
  func run(steps: Int, stepsPerGroup: Int, meter: @Sendable () -> UInt64) -> RunReport
  /// Trains `steps` steps with clock readings in between, and tells where their time went.
  func profile(steps: Int) -> StepProfile
  /// What is wrong with the weights of other ranks after the last run, as a clause; `nil` where they are the
  /// same, or where there is no other.
  var rankFault: String? { get }
  /// What each rank tells of the last run, the own one first; empty where one process trains.
  var rankReports: [RankReport] { get }
  /// How ranks share a step; `nil` where each process makes its steps by itself.
  var sharedStep: Replicate.SharedStep? { get }
}

extension MeasuredTrainer {
  /// There is no other rank.
  public var rankFault: String? { nil }
  /// There is none to tell.
  public var rankReports: [RankReport] { [] }
  /// Nobody shares it.
  public var sharedStep: Replicate.SharedStep? { nil }
}

extension Trainer: MeasuredTrainer {
  /// As it is recorded.
  public var sharedStep: Replicate.SharedStep? {
    guard let exchange, let volume else { return nil }
    return Replicate.SharedStep(
      exchange: Replicate.SharedStep.Exchange(exchange), allowsChain: volume.allowsChain,
      shards: parts.shards, blocks: parts.blocks, sampleBytes: volume.samples,
      scoreBytes: volume.scores, sumBytes: volume.sums, weightBytes: volume.weights)
  }
}

extension Replicate.SharedStep.Exchange {
  fileprivate init(_ exchange: RankExchange) {
    self =
      switch exchange {
      case .chain: .chain
      case .blocks: .blocks
      case .samples: .samples
      }
  }
}

extension Replicate.PhaseTimes {
  /// The profile as it is recorded.
  init(_ profile: StepProfile) {
    func nanoseconds(_ part: StepPart) -> Int64 {
      profile.workers.reduce(0) { $0 + ($1[part] ?? 0) }
    }
    self.init(
      forward: nanoseconds(.forward), backward: nanoseconds(.backward),
      reduce: nanoseconds(.reduce), update: nanoseconds(.update),
      waiting: profile.workers.indices.reduce(0) {
        $0 + max(0, profile.waitingNanoseconds(worker: $1))
      }, other: nanoseconds(.other))
  }
}
