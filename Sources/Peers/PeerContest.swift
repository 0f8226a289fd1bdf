import Clocks
import Foundation
import Networks
import Records
import Suites
import Sweeps
import TensorFiles

/// The measurement of one case by gradmark and other libraries, which take turns block by block.
///
/// Each of them has a process for each number of threads, held to as many CPUs, as libraries settle their
/// threads once for life, and a launch for each number of ranks; and gradmark has one more, whose equal turns show what is noise. Where the plan has
/// gradmark's shuffled training, too, that takes its turns like a library.
public struct PeerContest {
  private let plan: SweepPlan
  private let own: MeasuringProcess
  private let peers: [ReadyPeer]
  private let trainers: WorkloadTrainers
  private let folder: ScratchFolder
  private let nanoseconds: () -> Int64
  private let ceilings: (_ threads: Int) -> CeilingRates

  /// Time before a turn in which the threads of the one before stop to spin for more work.
  private static let settlingMicroseconds: UInt32 = 10_000

  /// Sets a contest up.
  ///
  /// - Parameters:
  ///   - plan: what is measured; the peers are among its implementations.
  ///   - own: what starts gradmark's own processes.
  ///   - peers: the libraries, in the order of the plan's implementations.
  ///   - data: the file in which gradmark's processes keep the data that they have made.
  ///   - scratch: a folder for a folder of files, which goes with the contest.
  /// - Throws: a `SweepError` where there is no room for files.
  public init(
    plan: SweepPlan, own: MeasuringProcess, peers: [ReadyPeer], data: AnonymousFile,
    scratch: String
  ) throws {
    self.init(
      plan: plan, own: own, peers: peers,
      trainers: WorkloadTrainers(
        digitsFolder: plan.digitsFolder, dataDescriptor: data.descriptor),
      folder: try ScratchFolder(in: scratch), nanoseconds: RawClock.nanoseconds,
      ceilings: CeilingRates.measured)
  }

  init(
    plan: SweepPlan, own: MeasuringProcess, peers: [ReadyPeer], trainers: WorkloadTrainers,
    folder: ScratchFolder, nanoseconds: @escaping () -> Int64,
    ceilings: @escaping (_ threads: Int) -> CeilingRates
  ) {
    self.plan = plan
    self.own = own
    self.peers = peers
    self.trainers = trainers
    self.folder = folder
    self.nanoseconds = nanoseconds
    self.ceilings = ceilings
  }

  /// Measures a job with gradmark and all libraries.
  ///
  /// - Throws: a `MeasuringFailure`.
  func replicate(
    _ job: MeasuringJob, cpus: [Int]?, isInterrupted: () -> Bool,
    report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    guard let group = plan.groups.first(where: { $0.subject == job.subject }) else {
      throw .failed("the plan does not have the case")
    }
    return try withoutActuallyEscaping(isInterrupted) { isInterrupted throws(MeasuringFailure) in
      try replicate(job, group, cpus ?? allowedCPUs(), isInterrupted, report)
    }
  }

  private func replicate(
    _ job: MeasuringJob, _ group: SweepPlan.Group, _ cpus: [Int],
    _ isInterrupted: @escaping () -> Bool, _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> Replicate {
    let ours = try startOwn(job, cpus, isInterrupted, report)
    report(.preparing, 0)
    let theirs = try startPeers(job, group, cpus, isInterrupted)
    func member(
      _ place: Int, _ team: Team, isControl: Bool = false, _ child: any TurnTaker, _ step: Double?
    ) -> RemoteContestant? {
      step.map { step in
        RemoteContestant(
          place: place, team: team, isControl: isControl, child: child, pace: pace(of: job, step),
          settlingMicroseconds: Self.settlingMicroseconds, isInterrupted: isInterrupted)
      }
    }
    let members =
      ours.enumerated().compactMap { place, one in
        member(place, one.team, isControl: one.isControl, one.child, one.stepNanoseconds)
      }
      + theirs.enumerated().compactMap { place, one in
        member(ours.count + place, one.record.team, one, one.stepNanoseconds)
      }
    var (stop, blocks) = (Replicate.Stop.failed, [Replicate.Block]())
    if let step = ours.compactMap(\.stepNanoseconds).first {
      (stop, blocks) = try members.takeTurns(
        at: pace(of: job, step), of: job, nanoseconds: nanoseconds,
        ceilings: { team in
          // Ranks know what their hosts allow, and what connects them.
          guard team.ranks == 1 else { return nil }
          usleep(Self.settlingMicroseconds)
          return ceilings(team.threads)
        }, report: report)
    }
    var parts: [Replicate] = []
    for one in ours {
      parts.append(try one.child.replicate(after: stop, isInterrupted, report))
    }
    return merged(parts, ours, theirs, stop, blocks)
  }

  /// One of gradmark's own processes.
  private struct Own {
    let child: MeasuringChild
    let implementation: String
    let team: Team
    let isControl: Bool
    /// `nil` where it does not hold.
    let stepNanoseconds: Double?
  }

  /// How many rounds a process is laid out for. Its start takes seconds, so that there are few processes,
  /// and the rounds of three have to tell implementations apart for a whole table, also where neighbours
  /// disturb every third one.
  private static let plannedRounds = 28.0

  /// A turn of each takes as long, however far their steps lie apart.
  private func pace(of job: MeasuringJob, _ stepNanoseconds: Double) -> Pace {
    Pace(
      stepNanoseconds: [stepNanoseconds],
      turnNanoseconds: job.secondsPerContestant / Self.plannedRounds * 1e9)
  }

  /// Gradmark's processes, one after the other, so that nobody disturbs the first steps of another.
  private func startOwn(
    _ job: MeasuringJob, _ cpus: [Int], _ isInterrupted: () -> Bool,
    _ report: (SweepEvent.Phase, Double) -> Void
  ) throws(MeasuringFailure) -> [Own] {
    var all: [Own] = []
    func start(
      _ implementation: String, _ team: Team, isControl: Bool = false
    ) throws(MeasuringFailure) {
      var part = job
      part.threads = [team.threads]
      part.ranks = team.ranks == 1 ? nil : [team.ranks]
      (part.takesTurns, part.hasNoTwin) = (true, true)
      if implementation == BenchmarkPlan.Implementation.shuffled { part.isOrdered = nil }
      let child = try own.start(part, cpus: Array(cpus.prefix(team.threads)))
      let steps = try child.stepNanoseconds(isInterrupted, report)
      all.append(
        Own(
          child: child, implementation: implementation, team: team, isControl: isControl,
          stepNanoseconds: steps.first))
    }
    for team in job.teams { try start(BenchmarkPlan.Implementation.gradmark, team) }
    try start(BenchmarkPlan.Implementation.gradmark, job.controlTeam, isControl: true)
    let names = plan.implementations?.map(\.name) ?? []
    if names.contains(BenchmarkPlan.Implementation.shuffled) {
      for team in job.teams { try start(BenchmarkPlan.Implementation.shuffled, team) }
    }
    return all
  }

  /// The libraries' processes: one after the other makes its first step, alone, and all are ready before the
  /// first one shows what its steps take.
  private func startPeers(
    _ job: MeasuringJob, _ group: SweepPlan.Group, _ cpus: [Int], _ isInterrupted: () -> Bool
  ) throws(MeasuringFailure) -> [PeerContestant] {
    let task: PeerTask
    let startDigest: String
    do {
      task = try PeerTask(group.entry, batchSize: group.subject.batchSize)
      startDigest = try export(task, group, seed: job.seed)
    } catch let refusal as PeerError {
      return peers.flatMap { peer in
        job.teams.map {
          PeerContestant(peer.implementation.name, $0, refusing: "\(refusal)")
        }
      }
    } catch {
      throw .failed("\(error)")
    }
    var started: [(PeerContestant, forms: [String])] = []
    for peer in peers {
      let forms = peer.peer.forms(for: task)
      for team in job.teams {
        let contestant = PeerContestant(peer.implementation.name, team) {
          try PeerProcess(
            peer.command + [folder.path, "\(team.threads)", forms.joined(separator: ",")]
              + (team.ranks > 1 ? ["\(folder.path)/\(UUID().uuidString)"] : []),
            cpus: Array(cpus.prefix(team.threads)), team: team, launchedBy: own)
        }
        contestant.prepare()
        if isInterrupted() { throw .interrupted }
        started.append((contestant, forms))
      }
    }
    for (contestant, forms) in started {
      contestant.chooseForm(of: forms)
      contestant.prove(group, startDigest: startDigest)
      if isInterrupted() { throw .interrupted }
    }
    return started.map(\.0)
  }

  /// Writes what the drivers read; returns the digest of the start weights.
  private func export(_ task: PeerTask, _ group: SweepPlan.Group, seed: UInt64) throws -> String {
    let trainer = try WorkloadTrainers.trainer(for: group, seed: seed)
    let start = trainer.weights()
    try TaskFolder(path: folder.path).export(
      task, start: start,
      data: try trainers.batches(for: group, seed: seed).reshapingInputs(
        to: Shape(task.inputShape)),
      factors: trainer.dropoutFactors(inSteps: 0..<group.verifiedSteps))
    return weightDigest(of: start)
  }

  /// What all say of the case, as one.
  private func merged(
    _ parts: [Replicate], _ ours: [Own], _ theirs: [PeerContestant], _ stop: Replicate.Stop,
    _ blocks: [Replicate.Block]
  ) -> Replicate {
    var whole = parts[0]
    whole.contestants = zip(ours, parts).flatMap { own, part in
      part.contestants.map { contestant in
        var contestant = contestant
        contestant.implementation = own.implementation
        contestant.isControl = own.isControl
        return contestant
      }
    }
    let own = whole.contestants.filter {
      !$0.isControl && $0.implementation == BenchmarkPlan.Implementation.gradmark
    }
    for contestant in theirs {
      contestant.compare(with: own.first { $0.team == contestant.record.team })
      whole.contestants.append(contestant.record)
    }
    whole.blocks = blocks
    whole.stop = stop
    // The hosts of the most ranks; fewer are the first ones of them.
    whole.hosts = parts.compactMap(\.hosts).max { $0.count < $1.count }
    for part in parts { whole.missing.merge(part.missing) { first, _ in first } }
    for block in blocks {
      whole.missing.merge(block.counters?.missing ?? [:]) { first, _ in first }
    }
    whole.peakMemoryBytes = parts.compactMap(\.peakMemoryBytes).max()
    var programs = Dictionary(
      peers.map { ($0.implementation.name, $0.implementation.program) }
    ) { $1 }
    for one in ours { programs[one.implementation] = whole.binaryDigest }
    whole.binaryDigests = programs
    whole.binaryDigest = nil
    whole.missing["binaryDigest"] = "there are several programs"
    return whole
  }
}

extension SweepRunner {
  /// Sets up a sweep of gradmark and other libraries.
  public init(plan: SweepPlan, contest: PeerContest, date: @escaping () -> String) {
    self.init(plan: plan, measure: contest.replicate, date: date)
  }
}
