import Clocks
import Records

extension Surroundings {
  /// The real world.
  ///
  /// - Parameters:
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  ///   - dataDescriptor: the file in which data that were made are kept for other processes; `nil`
  ///     keeps nothing.
  ///   - binaryDigest: the SHA-256 of the program that this process runs.
  ///   - date: the time of day, ISO 8601 in UTC.
  public static func live(
    digitsFolder: String?, dataDescriptor: Int32? = nil, binaryDigest: Reading<String>,
    date: @escaping () -> String
  ) -> Surroundings {
    var surroundings = Surroundings(
      trainers: WorkloadTrainers(digitsFolder: digitsFolder, dataDescriptor: dataDescriptor)
        .trainers,
      binaryDigest: binaryDigest,
      nanoseconds: RawClock.nanoseconds,
      multiplyAddRate: { Ceilings.multiplyAddRate(threads: $0.threads) },
      memoryRate: { Ceilings.memoryBandwidth(threads: $0.threads) },
      allocatedBytes: AllocationMeter.allocatedBytesOfThread, watch: watch,
      peakMemoryBytes: { Records.peakMemoryBytes().value },
      loadAverage: { currentLoadAverage() }, date: date)
    surroundings.coreLatency = { $0.ranks == 1 ? Ceilings.coreLatency(threads: $0.threads) : nil }
    return surroundings
  }

  private static func watch() -> () -> Disturbance {
    let start = Disturbance.Counters.now(nanoseconds: RawClock.nanoseconds())
    return { Disturbance.Counters.now(nanoseconds: RawClock.nanoseconds()).since(start) }
  }
}
