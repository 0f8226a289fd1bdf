import ArgumentParser
import Records
import Training

/// The flags that say how work is cut and who does it.
struct WorkerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Workers; every number gives the same bits. [all usable cores]")
  var threads: Int?

  @Option(parsing: .unconditional, help: "Samples of a step. [32, or what the catalogue says]")
  var batchSize: Int?

  func validate() throws {
    for (flag, value) in [("--threads", threads), ("--batch-size", batchSize)] {
      if let value, value < 1 {
        throw ValidationError("\(flag) is \(value); it must be at least 1.")
      }
    }
  }

  /// The workers to use.
  var workerCount: Int {
    threads ?? Fingerprint.current().usableCPUs
  }

  /// Options without shuffling, for what only passes forward.
  var forward: TrainerOptions {
    TrainerOptions(batchSize: batchSize ?? 32, threads: workerCount, shuffles: false)
  }
}
