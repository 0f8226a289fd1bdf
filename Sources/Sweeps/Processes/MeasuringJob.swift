import Networks
import Records
import Suites

/// What one child process is told to measure.
///
/// It is told to programs of other versions, too, where builds are compared: what is added here has to
/// be optional, and nothing may be renamed.
public struct MeasuringJob: Codable, Sendable, Equatable {
  /// What is trained.
  public var subject: BenchmarkCase
  /// Thread counts, ascending.
  public var threads: [Int]
  /// Numbers of ranks, ascending, each with every thread count; `nil` where one process trains.
  public var ranks: [Int]?
  /// CPUs that the sweep may use; more threads than that are marked.
  public var usableCPUs: Int
  /// Which of the plan's processes this is, from 0.
  public var process: Int
  /// The digest of the case in its plan.
  public var caseDigest: String
  /// The seed of data, start weights, shuffling, and the order of blocks.
  public var seed: UInt64
  /// The time that the blocks of one contestant get.
  public var secondsPerContestant: Double
  /// The half-width of the speed-ups' intervals at which it stops early, as a share.
  public var precision: Double
  /// The SHA-256 of what the case reads besides the program, by what it is for; `nil` where it reads
  /// nothing.
  public var files: [String: String]?
  /// The network, where it came out of a file; `nil` for one of the catalogue.
  public var model: BenchmarkPlan.Model?
  /// A file with the samples that it is trained on; `nil` where data are made, or are digits.
  public var dataFile: String?
  /// The SHA-256 of the program that measures the sweep; `nil` where that cannot be read.
  public var binaryDigest: String?
  /// A folder with MNIST's four files for `digits`; `nil` draws digits.
  public var digitsFolder: String?
  /// The descriptor of the file in which the processes of a sweep keep the data that they have made;
  /// `nil` keeps nothing.
  public var dataDescriptor: Int32?
  /// Whether turns are asked for one by one, as `TurnRequest`s; `nil` where the contestants take turns
  /// with each other alone.
  public var takesTurns: Bool?
  /// Whether no thread count has an A/A control; `nil` where one has.
  public var hasNoTwin: Bool?
  /// Whether batches come in order and nothing but the loss is computed, as other libraries train beside
  /// it; `nil` where samples are shuffled and metrics taken.
  public var isOrdered: Bool?
  /// When its process was started, by the raw clock; `nil` where that may be another host's.
  public var startNanoseconds: Int64?
  /// How each worker is bound to a CPU of its own; `nil` where none is.
  public var pinning: Pinning?

  /// The seed of what differs between the processes of a case: the order of blocks.
  package var orderSeed: UInt64 { seed &+ UInt64(process) &* 0x9E37_79B9_7F4A_7C15 }

  /// Who trains: every number of threads with every number of ranks.
  package var teams: [Team] { Team.all(ranks: ranks ?? [1], threads: threads) }

  /// The team that has an A/A control in this process.
  ///
  /// Every one has its turn over the processes, but for threads of one process beyond the usable CPUs.
  package var controlTeam: Team {
    let able = teams.filter { $0.ranks > 1 || $0.threads <= usableCPUs }
    return able.isEmpty ? teams[0] : able[process % able.count]
  }

  /// The ranks to be launched; `nil` where one process trains.
  package var launchedRanks: Int? { ranks?.max() }
}

/// What a child process tells while it measures, one JSON line each.
public enum ChildMessage: Codable, Sendable {
  /// Where ranks run, of a launch that was asked for nothing else.
  case places(engine: String, [RankPlaces.Place])
  /// Which program it is, by its SHA-256; this comes first.
  case program(Reading<String>)
  /// The ranks of the launch, so that its launcher's last words can be understood.
  case ranks([RankProcess])
  /// The step that the first rank is at, or was at last.
  case step(Int)
  /// A rank waits until so many ranks have come.
  case waiting(rank: Int, ranks: Int)
  /// It has come to a new phase, with the fraction of its work that is done.
  case progress(SweepEvent.Phase, fraction: Double)
  /// Turns can begin: nanoseconds of a step of each thread count that holds, of none where none does.
  case ready(stepNanoseconds: [Double])
  /// A turn is over; `nil` where the contestant had failed before.
  case turn(Replicate.Block?)
  /// It is done.
  case replicate(Replicate)
}
