/// How a trainer works; neither `threads` nor `ranks` ever changes a single bit of the result.
public struct TrainerOptions: Sendable {
  /// Samples of one step.
  public var batchSize: Int
  /// Workers asked for; more than there are CPUs are allowed, and so is a single one.
  public var threads: Int
  /// Determines start weights and shuffling.
  public var seed: UInt64
  /// Whether samples are dealt into batches anew in every epoch.
  public var shuffles: Bool
  /// How gradients are summed over the batch; `nil` where shapes are to choose.
  public var reduction: Reduction?
  /// How convolutions are computed; `nil` where shapes are to choose.
  public var convolution: ConvolutionMethod?
  /// A library whose matrix products are used in place of Gradmark's kernels, in chains of dense
  /// layers.
  public var library: CBLASLibrary?
  /// Whether `threads` is only the most: work that is too small to share is done by fewer.
  public var usesFewerThreads: Bool
  /// The CPU that each worker is bound to while it works, as many as `threads`; `nil` leaves that to the
  /// kernel.
  public var cpus: [Int]?
  /// The processes that train together, of which this one is one; `nil` where there is no other. All have
  /// to make their trainers alike, load the same data, and make the same calls in the same order.
  public var ranks: (any RankGroup)?
  /// How those share the sums of gradients; `nil` where shapes, ranks and the wire between them are to
  /// choose.
  public var exchange: RankExchange?
  /// Whether a small chain of dense layers is computed on interleaved samples, which orders its sums
  /// otherwise; tests compare both ways.
  var allowsSmallChain = true
  /// Whether batches of a fixed order are cut up beforehand where a step can read them so; tests
  /// compare both ways.
  var allowsPackedBatches = true
  /// Whether a batch may be taken in waves; tests compare both ways.
  var allowsWaves = true

  /// Creates options with Keras's defaults, on one thread.
  public init(
    batchSize: Int = 32, threads: Int = 1, seed: UInt64 = 1, shuffles: Bool = true,
    usesFewerThreads: Bool = false, reduction: Reduction? = nil,
    convolution: ConvolutionMethod? = nil, library: CBLASLibrary? = nil
  ) {
    self.batchSize = batchSize
    self.threads = threads
    self.seed = seed
    self.shuffles = shuffles
    self.usesFewerThreads = usesFewerThreads
    self.reduction = reduction
    self.convolution = convolution
    self.library = library
  }
}
