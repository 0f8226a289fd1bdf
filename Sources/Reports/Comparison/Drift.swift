import Records

/// What the machine itself was in one side of a comparison, over what it was in the other: programs have no
/// part in it.
public struct Drift: Sendable, Equatable {
  /// One of the machine's limits with some threads.
  public struct Ceiling: Sendable, Equatable {
    /// Threads.
    public let threads: Int
    /// The loop of fused multiply-adds, B's over A's; `nil` where one of them lacks it.
    public let peak: Double?
    /// The stream through memory.
    public let memory: Double?
    /// How long a word takes from CPU to CPU.
    public let coreLatency: Double?
  }

  /// By threads, ascending.
  public let ceilings: [Ceiling]
  /// The speed of the reference cell, B's over A's; the program has a part in it where it is another one.
  public let referenceCell: Double?

  /// A cell that every suite has.
  static let reference = Cell(
    subject: BenchmarkCase(model: "denoise", batchSize: 128), threads: 1)

  /// Compares the machine of a side with that of another.
  init(of side: RunSide, against base: RunSide) {
    let counts = [side, base].map { Set($0.sessions.flatMap(\.threadCounts)) }
    ceilings = counts[0].intersection(counts[1]).sorted().map { threads in
      Ceiling(
        threads: threads,
        peak: Self.ratio(side, base) { $0.peak(threads: threads) },
        memory: Self.ratio(side, base) { $0.memoryRate(threads: threads) },
        coreLatency: Self.ratio(side, base) { $0.coreLatency(threads: threads) })
    }
    let cells = [side, base].map {
      $0.cell(like: Self.reference)?.estimate(\.samplesPerSecond)?.value
    }
    referenceCell =
      side.work == base.work ? cells[0].flatMap { mine in cells[1].map { mine / $0 } } : nil
  }

  private static func ratio(
    _ side: RunSide, _ base: RunSide, _ rate: (ReportModel) -> Double?
  ) -> Double? {
    let rates = [side, base].map { median(of: $0.sessions.compactMap(rate)) }
    return rates[0].flatMap { mine in rates[1].map { mine / $0 } }
  }

  /// In a sentence; `nil` where nothing is known.
  func text(_ side: String, _ base: String) -> String? {
    func part(_ name: String, _ ratio: (Ceiling) -> Double?) -> String? {
      let parts = ceilings.compactMap { ceiling in
        ratio(ceiling).map {
          "\(UnitLadder.factor.text($0)) with \(ReportModel.threadsText(ceiling.threads))"
        }
      }
      return parts.isEmpty ? nil : "\(name) \(parts.joined(separator: ", "))"
    }
    let parts = [
      part("FMA peak", \.peak), part("memory stream", \.memory),
      part("a word from core to core", \.coreLatency),
      referenceCell.map { "\(Self.reference) \(UnitLadder.factor.text($0))" },
    ].compactMap(\.self)
    return parts.isEmpty
      ? nil
      : "the machine itself in \(side) over what it was in \(base): \(parts.joined(separator: "; "))"
  }
}

extension ReportModel {
  /// The median over cells of the loop of fused multiply-adds on so many threads, flop/s.
  func peak(threads: Int) -> Double? {
    median(
      of: verified.filter { $0.cell.team == Team(threads: threads) }.compactMap(
        \.measurement.peakFlopsPerSecond))
  }

  /// The same of the stream through memory, bytes/s.
  func memoryRate(threads: Int) -> Double? {
    median(
      of: verified.filter { $0.cell.team == Team(threads: threads) }
        .compactMap(\.measurement.roofline?.memoryBytesPerSecond))
  }

  /// The same of a word's way from CPU to CPU, seconds.
  func coreLatency(threads: Int) -> Double? {
    median(
      of: verified.filter { $0.cell.team == Team(threads: threads) }
        .compactMap(\.measurement.coreLatency?.value))
  }
}
