import CPlatform
import Foundation
import Networks
import Records
import Suites
import Sweeps

/// All matches of `gradmark peers`, one after the other.
public struct PeerSession: Sendable {
  /// What is trained.
  public var tasks: [PeerTask]
  /// Numbers of threads; each gets as many CPUs.
  public var threads: [Int]
  /// Who takes part, besides gradmark.
  public var peers: [Peer]
  /// How often each contestant takes a turn in a match.
  public var rounds: Int
  /// About how long a turn is.
  public var secondsPerTurn: Double
  /// Settles data, start weights and the order of turns.
  public var seed: UInt64
  /// The folder of the peers' drivers.
  public var drivers: String
  /// The folder of the peers' virtual environments.
  public var environments: String
  /// The program that serves gradmark's own rounds.
  public var program: String

  /// Sets a session up.
  public init(
    tasks: [PeerTask], threads: [Int], peers: [Peer], rounds: Int, secondsPerTurn: Double,
    seed: UInt64, drivers: String, environments: String, program: String
  ) {
    self.tasks = tasks
    self.threads = threads
    self.peers = peers
    self.rounds = rounds
    self.secondsPerTurn = secondsPerTurn
    self.seed = seed
    self.drivers = drivers
    self.environments = environments
    self.program = program
  }

  /// Plays all matches.
  ///
  /// - Parameters:
  ///   - machine: the machine as it is now.
  ///   - date: the time of day, ISO 8601 in UTC.
  ///   - save: keeps the records of a match that is over; what it throws ends the session.
  ///   - isInterrupted: asked before every turn; a match cut short leaves no records.
  ///   - report: hears what is being done, in a few words.
  /// - Returns: whether all matches were played.
  /// - Throws: a `SweepError` where a peer, a CPU or room for its files is not there, a `FileError` where a task cannot
  ///   be written, and what `save` throws.
  public func run(
    machine: () -> Machine, date: () -> String, save: ([PeerRecord]) throws -> Void,
    isInterrupted: @escaping () -> Bool, report: (String) -> Void
  ) throws -> Bool {
    try checkEnvironments()
    let allowed = allowedCPUs()
    for count in threads where count < 1 || count > allowed.count {
      throw SweepError(
        .usage,
        "\(count) threads were asked for; choose 1 to \(allowed.count), as each gets a CPU")
    }
    let folder = try ScratchFolder(in: FileManager.default.temporaryDirectory.path)
    defer { withExtendedLifetime(folder) {} }
    for task in tasks {
      report("\(task.title), batch \(task.batchSize): making data")
      let exported = TaskFolder(path: folder.path)
      try exported.export(task, seed: seed)
      for count in threads {
        let match = try PeerMatch(
          match: task.match(threads: count), rounds: rounds, turnNanoseconds: secondsPerTurn * 1e9,
          seed: seed, isInterrupted: isInterrupted)
        let heading =
          "\(task.title), batch \(task.batchSize), \(count) thread\(count == 1 ? "" : "s"): "
        let records = match.play(
          entrants(of: task, in: exported, cpus: Array(allowed.prefix(count))), machine: machine(),
          date: date(), report: { report(heading + $0) })
        guard let records else { return false }
        try save(records)
      }
    }
    return true
  }

  /// Gradmark and all forms of all peers.
  private func entrants(of task: PeerTask, in folder: TaskFolder, cpus: [Int]) -> [PeerMatch
    .Entrant]
  {
    func entrant(_ contestant: PeerRecord.Contestant, _ command: [String]) -> PeerMatch.Entrant {
      PeerMatch.Entrant(contestant: contestant) {
        try PeerProcess(command, cpus: cpus)
      }
    }
    let own = entrant(
      .gradmark, [program, "serve-rounds", folder.path, "--threads", "\(cpus.count)"])
    return [own]
      + peers.flatMap { peer in
        peer.contestants(for: task).map { contestant in
          entrant(
            contestant,
            [
              python(of: peer), "\(drivers)/\(peer.driver)", folder.path, "\(cpus.count)",
              contestant.form,
            ])
        }
      }
  }

  private func python(of peer: Peer) -> String {
    "\(environments)/\(peer.environment)/bin/python"
  }

  private func checkEnvironments() throws(SweepError) {
    for peer in peers {
      for path in [python(of: peer), "\(drivers)/\(peer.driver)"]
      where !FileManager.default.fileExists(atPath: path) {
        throw SweepError(
          .unavailable,
          "peer '\(peer.rawValue)' is not set up, as there is no \(path); run 'make peers "
            + "PEERS=\(peer.rawValue)' in gradmark's repository")
      }
    }
  }
}

extension PeerTask {
  /// The task's coordinates in a record.
  fileprivate func match(threads: Int) throws(ModelError) -> PeerRecord.Match {
    PeerRecord.Match(
      task: title, batchSize: batchSize, threads: threads,
      flopsPerStep: try network.resolved().flopsPerSample * Double(batchSize))
  }
}

/// The CPUs that this thread may run on, ascending.
func allowedCPUs() -> [Int] {
  // Room for 8,192 CPUs, the most that Linux can be built for.
  var mask = [UInt64](repeating: 0, count: 128)
  guard gradmark_get_affinity(&mask, mask.count) == 0 else { return [0] }
  return (0..<mask.count * 64).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
}
