import Datasets
import Networks
import Records
import Suites
import Training
import TrainingFiles

/// Makes the trainers of a sweep on the workloads' data.
public struct WorkloadTrainers {
  private let digitsFolder: String?
  private let store: DataStore

  /// Creates a source of trainers.
  ///
  /// - Parameters:
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  ///   - dataDescriptor: the file in which data that were made are kept for other processes; `nil`
  ///     keeps nothing.
  public init(digitsFolder: String? = nil, dataDescriptor: Int32? = nil) {
    self.digitsFolder = digitsFolder
    store = DataStore(descriptor: dataDescriptor)
  }

  /// Makes the data of a group, and returns what makes a trainer of this process on it for a number of
  /// threads.
  ///
  /// What does not fill a batch is left out, so that every step does the same work.
  ///
  /// - Throws: a `SweepError` where the data are fewer than a batch, and what the workload throws.
  public func trainers(
    for group: SweepPlan.Group, seed: UInt64
  ) throws -> Surroundings.TrainerSource {
    let batches = try batches(for: group, seed: seed)
    return Surroundings.TrainerSource(dataDigest: dataDigest(of: batches)) { team in
      try Self.trainer(for: group, on: batches, seed: seed, threads: team.threads)
    }
  }

  /// Makes a trainer of a case that is ready to train on its data.
  ///
  /// - Parameter ranks: the processes that train together; `nil` where this one is alone.
  /// - Throws: a `ModelError` or a `LibraryError` where the case cannot be trained.
  static func trainer(
    for group: SweepPlan.Group, on batches: Dataset, seed: UInt64, threads: Int,
    ranks: (any RankGroup)? = nil
  ) throws -> Trainer {
    let trainer = try trainer(for: group, seed: seed, threads: threads, ranks: ranks)
    try trainer.load(inputs: batches.allInputs, targets: batches.allTargets)
    return trainer
  }

  /// The data of a group: whole batches in their order.
  ///
  /// - Throws: as `trainers(for:seed:)`.
  package func batches(for group: SweepPlan.Group, seed: UInt64) throws -> Dataset {
    let name = group.entry.name
    if let kernels = group.subject.kernels {
      try group.check(
        BenchmarkPlan.PlannedCase.kernelsFile, is: CaseFiles.libraryDigest(of: kernels))
    }
    let data = try data(for: group, seed: seed)
    guard data.sampleCount >= group.subject.batchSize else {
      throw SweepError(
        .usage,
        "'\(name)' has \(data.sampleCount) samples, fewer than a batch of \(group.subject.batchSize); "
          + "choose smaller batches")
    }
    return data.wholeBatches(of: group.subject.batchSize)
  }

  /// Makes a trainer of a case, with its start weights and without data.
  ///
  /// - Throws: a `ModelError` or a `LibraryError` where the case cannot be trained.
  package static func trainer(
    for group: SweepPlan.Group, seed: UInt64, threads: Int = 1, ranks: (any RankGroup)? = nil
  ) throws -> Trainer {
    var options = try group.subject.options(seed: seed)
    options.threads = threads
    options.ranks = ranks
    options.shuffles = !group.isOrdered
    // Ranks of one host may have one mask, and would be bound to the same CPUs.
    if ranks == nil { options.cpus = group.pinning.workerCPUs(threads, of: CPUPlace.usable()) }
    var training = group.entry.training
    if group.isOrdered {
      for output in training.outputs.indices { training.outputs[output].metrics = [] }
    }
    return try Trainer(group.entry.trainingNetwork, training: training, options: options)
  }

  private func data(for group: SweepPlan.Group, seed: UInt64) throws -> Dataset {
    if let path = group.dataFile { return try group.samples(in: path) }
    let workload = Workload(group.entry, digitsFolder: digitsFolder)
    let batchSize = group.subject.batchSize
    let file = BenchmarkPlan.PlannedCase.digitsFile
    let made = "\(seed)-\(workload.trainingCount(atLeast: batchSize))"
    return try store.data("\(workload.name)-\(group.files?[file] ?? made)") {
      let data = try workload.makeData(seed: seed, minimumCount: batchSize).training
      if let digitsFolder, group.files?[file] != nil {
        try group.check(file, is: CaseFiles.digitsDigest(inFolder: digitsFolder))
      }
      return data
    }
  }
}

extension SweepPlan.Group {
  /// The samples that a file holds for the case.
  ///
  /// - Throws: a `FileError` where it holds none, a `SweepError` where it is another file than was planned.
  fileprivate func samples(in path: String) throws -> Dataset {
    let samples = try SampleFiles(data: path).training(for: entry.trainingNetwork)
    try check(BenchmarkPlan.PlannedCase.dataFile, is: CaseFiles.dataDigest(of: path))
    let counts = Set((samples.inputs + samples.targets).map(\.sampleCount)).sorted()
    guard counts.count == 1 else {
      throw SweepError(
        .badData,
        "'\(path)' has \(counts.map { "\($0)" }.joined(separator: " and ")) samples in its tensors; give every "
          + "sample its inputs and targets")
    }
    return Dataset(inputs: samples.inputs, targets: samples.targets)
  }
}

extension Dataset {
  /// The first samples, as many as fill batches of a size.
  package func wholeBatches(of size: Int) -> Dataset {
    let count = sampleCount / size * size
    return Dataset(
      inputs: allInputs.map { $0.first(count) }, targets: allTargets.map { $0.first(count) })
  }
}

extension Tensor {
  /// The first `count` samples.
  fileprivate func first(_ count: Int) -> Tensor {
    guard count < sampleCount else { return self }
    let width = dimensions.dropFirst().reduce(1, *)
    return Tensor(
      dimensions: [count] + dimensions.dropFirst(), elements: Array(elements.prefix(count * width)))
  }
}

extension BenchmarkCase {
  /// What a trainer is told to train the case, but for its threads.
  ///
  /// - Throws: a `LibraryError` where the case names a library that cannot be used.
  func options(seed: UInt64) throws(LibraryError) -> TrainerOptions {
    var options = optionsWithoutLibrary
    options.seed = seed
    options.library = try kernels.flatMap { kernels throws(LibraryError) in
      try CBLASLibrary.chosen(by: kernels)
    }
    return options
  }

  /// The same, but for the library whose products it takes: it is not loaded for a look.
  var optionsWithoutLibrary: TrainerOptions {
    var options = TrainerOptions(
      batchSize: batchSize, reduction: reduction.flatMap(Reduction.init),
      convolution: kernels.flatMap(ConvolutionMethod.init))
    options.exchange = exchange.flatMap(RankExchange.init)
    return options
  }
}

extension SweepPlan {
  /// Sees whether every case can be trained in the way that it asks for, before any work.
  ///
  /// - Throws: a `LibraryError` for a library that cannot be used, a `SweepError` for a network that
  ///   does not go with it.
  public func checkKernels() throws {
    for group in groups where !group.subject.chosen.isEmpty {
      do {
        var options = try group.subject.options(seed: seed)
        if group.subject.exchange != nil {
          options.ranks = group.ranks?.max().map(PlannedRanks.init)
        }
        _ = try Trainer(
          group.entry.trainingNetwork, training: group.entry.training, options: options)
      } catch let error as ModelError {
        throw SweepError(
          .usage, "\(group.subject): \(error); leave it out with --skip \(group.entry.name)/")
      }
    }
  }
}

extension SweepPlan {
  /// Makes a trainer of every network that came out of a file, in its largest batch, and loads its samples, so
  /// that whatever is wrong with either is told before any work.
  ///
  /// - Throws: a `SweepError` that names the network, and what is wrong.
  public func checkModels() throws {
    let groups = Dictionary(grouping: groups.filter { $0.model != nil }, by: \.subject.model)
    for (name, groups) in groups.sorted(by: { $0.key < $1.key }) {
      guard let largest = groups.max(by: { $0.subject.batchSize < $1.subject.batchSize }) else {
        continue
      }
      do {
        _ = try WorkloadTrainers().trainers(for: largest, seed: seed).makeTrainer(Team(threads: 1))
      } catch let error as ModelError {
        throw SweepError(.badData, "\(name): \(error)")
      }
    }
  }
}
