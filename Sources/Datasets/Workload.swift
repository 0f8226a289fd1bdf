import Randomness
import Networks

/// A network with the data it is trained on.
public struct Workload: Sendable {
  /// The network as it is counted, and how it is trained.
  public let entry: Catalog.Entry
  /// The network at the size it is trained at.
  public var trainingNetwork: NetworkDescription { entry.trainingNetwork }
  /// Passes over the data that a training takes.
  public let epochs: Int
  /// Samples of a step, as the network is usually trained: Keras's 32 but for digits.
  public var batchSize: Int { entry.learnsDigits ? 128 : 32 }
  /// What a good prediction is, or `nil` where the loss says all there is to say.
  public let quality: Quality?

  /// What the network is called.
  public var name: String { entry.name }

  private let source: DataSource

  /// All workloads, in the catalogue's order.
  ///
  /// - Parameter digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  public static func all(digitsFolder: String? = nil) -> [Workload] {
    Catalog.entries.map { Workload($0, digitsFolder: digitsFolder) }
  }

  /// The workload of that name, if there is one.
  ///
  /// - Parameters:
  ///   - name: the catalogue's.
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  public static func named(_ name: String, digitsFolder: String? = nil) -> Workload? {
    Catalog.entry(named: name).map { Workload($0, digitsFolder: digitsFolder) }
  }

  /// Makes or reads the data; what is made is the same for the same seed, and held-out samples are
  /// others than those to learn from (but for `and`, which has four in all).
  ///
  /// - Parameters:
  ///   - seed: settles what is made.
  ///   - minimumCount: training samples wanted at least, such as a batch of them. Small tables are then
  ///     made longer; recorded digits are as many as there are.
  /// - Throws: a `FileError` where recorded digits cannot be read.
  public func makeData(
    seed: UInt64, minimumCount: Int = 1
  ) throws -> (training: Dataset, heldOut: Dataset) {
    try makeData(
      seed: seed, trainingCount: trainingCount(atLeast: minimumCount),
      heldOutCount: source.heldOutCount)
  }

  /// How many training samples `makeData` makes: what is wanted at least, or else what is usual. With
  /// the name and the seed it settles every bit of them.
  public func trainingCount(atLeast minimumCount: Int) -> Int {
    max(source.trainingCount, minimumCount)
  }

  package func makeData(
    seed: UInt64, trainingCount: Int, heldOutCount: Int
  ) throws -> (training: Dataset, heldOut: Dataset) {
    // One seed for each part: how many are made to learn from does not change what is held out.
    var seeds = SplitMix64(seed: seed)
    return (
      try source.makeTraining(trainingCount, seeds.next()),
      try source.makeHeldOut(heldOutCount, seeds.next())
    )
  }

  /// The workload of a network, of the catalogue or out of a file.
  ///
  /// - Parameters:
  ///   - entry: the network.
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  public init(_ entry: Catalog.Entry, digitsFolder: String? = nil) {
    self.entry = entry
    switch entry.task {
    case .pairs:
      source = .made(6, 6, PairRows.make)
      (epochs, quality) = (500, nil)
    case .andTable:
      source = .made(4, 4) { count, _ in AndTable.make(sampleCount: count) }
      (epochs, quality) = (1000, .accuracy)
    case .series:
      source = .made(4_096, 1_024, NoisySeries.make)
      (epochs, quality) = (20, nil)
    case .digits(let shape):
      source =
        digitsFolder.map { .recorded(RecordedDigits(folder: $0), shape) }
        ?? .made(30_000, 5_000) {
          DrawnDigits.make(sampleCount: $0, seed: $1).reshapingInputs(to: shape)
        }
      (epochs, quality) = (12, .accuracy)
    case .materials(let size):
      source = .made(1_024, 128) { TexturedImages.make(size: size, sampleCount: $0, seed: $1) }
      (epochs, quality) = (5, .accuracy)
    case .material(let size):
      source = .made(4_096, 512) { TexturedImages.makePlain(size: size, sampleCount: $0, seed: $1) }
      (epochs, quality) = (5, .accuracy)
    case .spectra(let binCount):
      source = .made(8_192, 2_048) {
        NoisySpectra.make(binCount: binCount, sampleCount: $0, seed: $1)
      }
      (epochs, quality) = (20, .signalToNoiseGain)
    case .reviews(let vocabularySize, let length):
      source = .made(4_096, 1_024) {
        MadeUpReviews.make(
          vocabularySize: vocabularySize, length: length, sampleCount: $0, seed: $1)
      }
      (epochs, quality) = (5, .accuracy)
    case .clusters(let shapes):
      source = .made(Clusters.usualCount(of: shapes), 1) {
        Clusters.make(shapes, sampleCount: $0, seed: $1)
      }
      (epochs, quality) = (5, nil)
    }
  }
}

/// Where the samples of a workload come from: functions of their number and a seed.
private struct DataSource: Sendable {
  typealias Make = @Sendable (_ sampleCount: Int, _ seed: UInt64) throws -> Dataset

  /// How many samples are made unless more are wanted.
  let trainingCount: Int
  let heldOutCount: Int
  let makeTraining: Make
  let makeHeldOut: Make

  /// Samples that are made, all in the same way.
  static func made(_ trainingCount: Int, _ heldOutCount: Int, _ make: @escaping Make) -> DataSource
  {
    DataSource(
      trainingCount: trainingCount, heldOutCount: heldOutCount, makeTraining: make,
      makeHeldOut: make)
  }

  /// Samples that are read, as many as there are.
  static func recorded(_ digits: RecordedDigits, _ shape: Shape) -> DataSource {
    DataSource(
      trainingCount: 60_000, heldOutCount: 10_000,
      makeTraining: { _, _ in try digits.readTraining().reshapingInputs(to: shape) },
      makeHeldOut: { _, _ in try digits.readHeldOut().reshapingInputs(to: shape) })
  }
}
