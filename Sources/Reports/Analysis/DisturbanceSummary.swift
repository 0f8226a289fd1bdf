import Records

/// What the kernel counted while the blocks of a cell ran, those that do not count among them.
public struct DisturbanceSummary: Sendable, Equatable {
  /// CPU time of the machine that a hypervisor gave to others.
  public let steal: Share?
  /// Time in which some task of the machine waited for a CPU.
  public let cpuPressure: Share?
  /// Time in which some task of the machine waited for memory.
  public let memoryPressure: Share?
  /// Time in which some task of the machine waited for input or output.
  public let ioPressure: Share?
  /// Time for which a quota stopped threads, added up over CPUs.
  public let throttling: Share?
  /// Time in which a worker was kept from running, of the worker that lost most.
  public let lost: Share?
  /// Times that a thread of the process lost its CPU, for each second of CPU time; `nil` where it had
  /// none.
  public let switchesPerCPUSecond: Double?
  /// Pages that the process had to wait for a disk for.
  public let majorFaults: Double
  /// Times that heat lowered a clock rate.
  public let thermalThrottles: Double?

  /// A part of the time of blocks, in 0…1; above 1 only where CPUs add up.
  public struct Share: Sendable, Equatable {
    /// Over all blocks together.
    public let mean: Double
    /// In the block with the most of it.
    public let most: Double
  }

  /// Sums the counters of a contestant's blocks up; `nil` where none were recorded.
  init?(of replicates: [Replicate], where isMeant: (Replicate.Contestant) -> Bool) {
    self.init(
      of: replicates.flatMap { replicate in
        let place = replicate.contestants.firstIndex(where: isMeant)
        return replicate.blocks.filter { $0.contestant == place }.compactMap(\.counters)
      })
  }

  private init?(of counters: [Disturbance]) {
    guard !counters.isEmpty else { return nil }
    func share(of field: KeyPath<Disturbance, Int64?>, nanoseconds unit: Double) -> Share? {
      Share(
        of: counters.compactMap { counted in
          counted[keyPath: field].map {
            (Double($0) * unit / counted.nanoseconds, counted.nanoseconds)
          }
        })
    }
    // As floating-point numbers: a damaged record may hold counts whose sum is no whole number of the
    // machine's.
    func sum(_ values: [Int64]) -> Double { values.reduce(0) { $0 + Double($1) } }
    steal = Share(
      of: counters.compactMap { counted in
        counted.stealPercent.map { ($0 / 100, counted.nanoseconds) }
      })
    cpuPressure = share(of: \.cpuPressureMicroseconds, nanoseconds: 1_000)
    memoryPressure = share(of: \.memoryPressureMicroseconds, nanoseconds: 1_000)
    ioPressure = share(of: \.ioPressureMicroseconds, nanoseconds: 1_000)
    throttling = share(of: \.throttledMicroseconds, nanoseconds: 1_000)
    lost = share(of: \.lostNanoseconds, nanoseconds: 1)
    let seconds = sum(counters.map(\.cpuMicroseconds)) * 1e-6
    switchesPerCPUSecond = seconds > 0 ? sum(counters.map(\.involuntarySwitches)) / seconds : nil
    majorFaults = sum(counters.map(\.majorFaults))
    let throttles = counters.compactMap(\.thermalThrottles)
    thermalThrottles = throttles.isEmpty ? nil : sum(throttles)
  }
}

extension DisturbanceSummary.Share {
  /// Weighs the shares of blocks by their times; `nil` where there is none.
  fileprivate init?(of blocks: [(share: Double, nanoseconds: Double)]) {
    guard let most = blocks.map(\.share).max() else { return nil }
    let time = blocks.reduce(0) { $0 + $1.nanoseconds }
    self.init(mean: blocks.reduce(0) { $0 + $1.share * $1.nanoseconds } / time, most: most)
  }
}

extension Disturbance {
  fileprivate var nanoseconds: Double { Double(wallNanoseconds) }
}
