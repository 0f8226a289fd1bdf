import Glibc
import Records

/// The sessions of one machine over time: how fast each was, and how far apart they lie.
public struct MachineHistory: Sendable, Equatable {
  /// What tables call the machine.
  public let name: String
  /// Whether its owner named it; else the sessions may be of several hosts that are alike.
  public let isNamed: Bool
  /// The sessions, oldest first.
  public let sessions: [Session]
  /// The sessions, by their place, from which on the machine's speed was another one.
  public let changes: [Change]
  /// The last sweep's place, where it lies beyond all before it, so that the next one will tell of a change.
  let outlier: Int?

  /// So many sessions have to come before one that may lie beyond them.
  static let leastEarlier = 2

  /// A run of the machine.
  public struct Session: Sendable, Equatable {
    /// The run.
    let run: ReportModel
    /// Its speed over the median of all sweeps: the median over cells, with the quartiles of the cells as
    /// bounds; `nil` where it shares no cell with another one, or is no sweep.
    let speed: Estimate?
    /// Cells that it has timed, shared with other sessions or not; 0 of trainings to a quality.
    let cellCount: Int
    /// The loop of fused multiply-adds on one thread over the median of all sessions; `nil` where it was
    /// not measured.
    let peak: Double?
    /// The stream through memory, likewise.
    let memory: Double?
  }

  /// From some session on the speed was another one.
  public struct Change: Sendable, Equatable {
    /// The place of the first session after it.
    let session: Int
    /// The median speed of the sessions from there on over that of those before.
    let factor: Double
  }

  /// Gathers the runs of one machine; speeds are those of its sweeps.
  init(name: String, isNamed: Bool, runs: [ReportModel]) {
    let runs = runs.sorted {
      ($0.dates.upperBound, $0.name) < ($1.dates.upperBound, $1.name)
    }
    let sweeps = runs.filter { $0.otherKind == nil }
    var speeds: [Cell: [Double]] = [:]
    for run in sweeps {
      for (cell, measurement) in run.verified {
        speeds[cell.key, default: []].append(measurement.samplesPerSecond.value)
      }
    }
    let shared = speeds.filter { $0.value.count > 1 }.compactMapValues { median(of: $0) }
    let peaks = runs.map { $0.peak(threads: 1) }, memories = runs.map { $0.memoryRate(threads: 1) }
    self.name = name
    self.isNamed = isNamed
    sessions = runs.enumerated().map { index, run in
      let timed = run.otherKind == nil ? run.verified : []
      let ratios = timed.compactMap { cell, measurement in
        shared[cell.key].map { measurement.samplesPerSecond.value / $0 }
      }
      return Session(
        run: run, speed: Self.speed(ratios), cellCount: run.verified.count,
        peak: Self.relative(peaks, index), memory: Self.relative(memories, index))
    }
    let known = sessions.enumerated().filter { $0.element.speed != nil }
    let values = known.map { $0.element.speed?.value ?? 1 }
    let floor = sweeps.compactMap(\.noiseFloor?.share).max() ?? 0
    let points = changePoints(of: values, floor: floor)
    changes = points.map { change in
      Change(session: known[change.index].offset, factor: change.factor)
    }
    let level = values[(points.last?.index ?? 0)...]
    outlier =
      level.count > Self.leastEarlier && lies(level.suffix(1), beyond: level.dropLast(), floor)
      ? known.last?.offset : nil
  }

  /// The spread between sessions: the least and the greatest speed; `nil` below two sessions.
  var spread: ClosedRange<Double>? {
    let values = sessions.compactMap(\.speed?.value)
    guard values.count > 1, let least = values.min(), let most = values.max() else { return nil }
    return least...most
  }

  private static func speed(_ ratios: [Double]) -> Estimate? {
    // A mean could lie beside the quartiles.
    quantiles([0.25, 0.5, 0.75], of: ratios).map { Estimate($0[1], ($0[0], $0[2])) }
  }

  private static func relative(_ values: [Double?], _ index: Int) -> Double? {
    let known = values.compactMap(\.self)
    guard let value = values[index], known.count > 1, let middle = median(of: known) else {
      return nil
    }
    return value / middle
  }
}

extension Cell {
  /// The cell, however many CPUs the session had for it.
  fileprivate var key: Cell { Cell(subject: subject, threads: threads) }
}

/// Where a series of sessions goes over to another level and stays there.
///
/// A session that lies beyond all before it since the last change is one bad day; only where the next one
/// lies there, too, the level has changed. Two sessions are needed before, so that it is known how far
/// sessions lie apart.
///
/// - Parameters:
///   - values: the speeds of the sessions, oldest first.
///   - floor: a share below which no difference counts.
/// - Returns: the index of the first session of each new level, and the median of that level over the
///   median of the one before.
func changePoints(of values: [Double], floor: Double) -> [(index: Int, factor: Double)] {
  var starts: [Int] = []
  var start = 0
  var index = MachineHistory.leastEarlier
  while index + 1 < values.count {
    if lies(values[index...index + 1], beyond: values[start..<index], floor) {
      starts.append(index)
      start = index
      index += 2
    } else {
      index += 1
    }
  }
  let bounds = [0] + starts + [values.count]
  return starts.indices.compactMap { place in
    let levels = [place, place + 1].compactMap {
      median(of: Array(values[bounds[$0]..<bounds[$0 + 1]]))
    }
    return levels.count == 2 ? (starts[place], levels[1] / levels[0]) : nil
  }
}

/// Whether speeds lie all above, or all below, all of others by more than a share.
private func lies(_ speeds: ArraySlice<Double>, beyond others: ArraySlice<Double>, _ floor: Double)
  -> Bool
{
  guard let least = others.min(), let most = others.max() else { return false }
  return speeds.allSatisfy { $0 > most * (1 + floor) }
    || speeds.allSatisfy { $0 < least / (1 + floor) }
}
