import Records

extension Surroundings {
  /// The real world.
  ///
  /// - Parameters:
  ///   - digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  ///   - dataFolder: where data that were made are kept for other processes; `nil` keeps nothing.
  ///   - date: the time of day, ISO 8601 in UTC.
  public static func live(
    digitsFolder: String?, dataFolder: String? = nil, date: @escaping () -> String
  ) -> Surroundings {
    Surroundings(
      trainers: WorkloadTrainers(digitsFolder: digitsFolder, dataFolder: dataFolder).trainers,
      nanoseconds: MonotonicClock.nanoseconds,
      multiplyAddRate: { Ceilings.multiplyAddRate(threads: $0) },
      memoryRate: { Ceilings.memoryBandwidth(threads: $0) },
      allocatedBytes: AllocationMeter.allocatedBytesOfThread, watch: watch,
      peakMemoryBytes: { Records.peakMemoryBytes().value },
      loadAverage: { currentLoadAverage() }, date: date)
  }

  private static func watch() -> () -> BlockConditions {
    let start = Disturbance.Counters.now(nanoseconds: MonotonicClock.nanoseconds())
    return {
      let disturbance = Disturbance.Counters.now(nanoseconds: MonotonicClock.nanoseconds())
        .since(start)
      return BlockConditions(
        cpuNanoseconds: disturbance.cpuMicroseconds * 1_000, disturbances: disturbance.reasons,
        missing: disturbance.missing)
    }
  }
}

extension Disturbance {
  /// Why something could not be watched, by its name.
  fileprivate var missing: [String: String] {
    let counters: [(String, String, Bool)] = [
      ("stealPercent", "/proc/stat was not read, or no tick has passed", stealPercent == nil),
      (
        "pressure", "/proc/pressure is not there: the kernel has no PSI",
        cpuPressureMicroseconds == nil
      ),
      ("throttling", "no control group of the process counts it", throttledPeriods == nil),
      ("thermalThrottles", "no CPU counts it, as outside Intel's", thermalThrottles == nil),
    ]
    return Dictionary(
      uniqueKeysWithValues: counters.filter(\.2).map { ($0.0, $0.1) })
  }
}
