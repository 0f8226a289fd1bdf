import Datasets
import Networks
import Ranks
import Records
import Training

/// One case as the ranks of a launch measure it: each has the data, and its part of every trainer.
///
/// The first rank measures as one process does; its trainers of several ranks order the others to do the same.
/// Those wait for orders, asleep, so that whoever has no turn takes no CPU.
public final class RankedCase {
  private let crew: any RankCrew
  private let places: RankPlaces
  private let makeOwn: (Team, any RankCrew) throws -> any MeasuredTrainer
  private let surroundings: Surroundings
  /// What the engine itself is to sum.
  private let floats: Int
  /// For each number of ranks those that train.
  private let groups: [Int: any RankCrew]
  /// By their numbers.
  private var parts: [Int: RankPart] = [:]
  private var nextNumber = 0

  /// Makes the data; all ranks do so, and meet.
  ///
  /// - Parameters:
  ///   - job: what to measure.
  ///   - crew: the ranks of the launch, at least as many as the job asks for.
  ///   - places: where they run.
  ///   - surroundings: the machine; the trainers of one process come from there.
  /// - Throws: what making the data throws.
  public convenience init(
    _ job: MeasuringJob, _ crew: any RankCrew, _ places: RankPlaces, _ surroundings: Surroundings
  ) throws {
    let group = try SweepPlan.Group(job)
    let batches = try WorkloadTrainers(digitsFolder: job.digitsFolder)
      .batches(for: group, seed: job.seed)
    let digest = Sweeps.dataDigest(of: batches)
    self.init(
      job, crew, places, surroundings, dataDigest: digest, floats: group.parameterCount
    ) { team, ranks in
      try WorkloadTrainers.trainer(
        for: group, on: batches, seed: job.seed, threads: team.threads,
        ranks: team.ranks == 1 ? nil : ranks)
    }
  }

  /// - Parameters:
  ///   - floats: the weights of the network.
  ///   - makeOwn: makes this rank's part of a team's trainer.
  init(
    _ job: MeasuringJob, _ crew: any RankCrew, _ places: RankPlaces,
    _ surroundings: Surroundings, dataDigest: String, floats: Int,
    makeOwn: @escaping (Team, any RankCrew) throws -> any MeasuredTrainer
  ) {
    self.crew = crew
    self.places = places
    self.surroundings = surroundings
    self.dataDigest = dataDigest
    self.floats = floats
    self.makeOwn = makeOwn
    groups = Dictionary(
      uniqueKeysWithValues: Set(job.ranks ?? [1]).sorted().map { ($0, crew.leading($0)) })
  }

  /// The SHA-256 of the data; the same on all ranks, or they measure different things.
  public let dataDigest: String

  // MARK: The first rank

  /// The world as measuring sees it from the first rank.
  public var leading: Surroundings {
    var world = surroundings
    world.trainers = { [self] _, _ in
      Surroundings.TrainerSource(dataDigest: dataDigest, makeTrainer: makeTrainer)
    }
    world.multiplyAddRate = { [self] in ceiling(.multiplyAdds, $0) }
    world.memoryRate = { [self] in ceiling(.memory, $0) }
    world.links = { [self] in links($0) }
    world.hasCPUs = places.hasCPUs
    return world
  }

  /// Has the others stop to wait for orders.
  public func end() { order(.end, ranks: crew.count) }

  private func order(_ order: RankOrder, ranks: Int) {
    for rank in stride(from: 1, to: ranks, by: 1) { crew.send(order.words, to: rank) }
  }

  private func makeTrainer(_ team: Team) throws -> any MeasuredTrainer {
    guard team.ranks > 1 else { return try makeOwn(team, group(of: team)) }
    let number = nextNumber
    nextNumber += 1
    order(.make(number, team), ranks: team.ranks)
    let part = try make(number, team)
    return RankedTrainer(number, part) { [self] in order($0, ranks: team.ranks) }
  }

  private func ceiling(_ ceiling: RankOrder.Ceiling, _ team: Team) -> Double {
    order(.ceiling(ceiling, team), ranks: team.ranks)
    return measure(ceiling, team)
  }

  private func links(_ team: Team) -> Replicate.Links? {
    guard team.ranks > 1 else { return nil }
    order(.links(team), ranks: team.ranks)
    let links = group(of: team).measureLinks(floats: floats)
    return Replicate.Links(
      latencyNanoseconds: links.latency * 1e9, ringBytesPerSecond: links.ringBandwidth,
      allReduceNanoseconds: links.allReduce * 1e9)
  }

  // MARK: The other ranks

  /// Does what the first rank orders, until it orders the end.
  public func follow() {
    while let order = RankOrder(words: crew.receive(RankOrder.wordCount)) {
      switch order {
      case .make(let number, let team): _ = try? make(number, team)
      case .reset(let number): parts[number]?.reset()
      case .run(let number, let steps, let stepsPerGroup):
        _ = parts[number]?.run(
          steps: steps, stepsPerGroup: stepsPerGroup, meter: surroundings.allocatedBytes,
          watch: surroundings.watch)
      case .count(let number): _ = parts[number]?.trainer.countParameters()
      case .profile(let number, let steps): _ = parts[number]?.trainer.profile(steps: steps)
      case .compare(let number): _ = parts[number]?.compare()
      case .ceiling(let ceiling, let team): _ = measure(ceiling, team)
      case .links(let team): _ = group(of: team).measureLinks(floats: floats)
      case .end: return
      }
    }
  }

  // MARK: All ranks

  private func group(of team: Team) -> any RankCrew { groups[team.ranks] ?? crew }

  /// Makes a part of a trainer; where one rank cannot, none has it.
  private func make(_ number: Int, _ team: Team) throws -> RankPart {
    let group = group(of: team)
    let made = Result { try makeOwn(team, group) }
    var fault = ""
    if case .failure(let error) = made { fault = "\(error)" }
    let faults = group.gather(fault)
    if let rank = faults.firstIndex(where: { !$0.isEmpty }) {
      throw RankFailure(
        description: rank == 0
          ? faults[0] : "rank \(rank) on \(group.hosts[rank]): \(faults[rank])")
    }
    let part = RankPart(try made.get(), group)
    parts[number] = part
    return part
  }

  /// What all ranks of a team reach together, each in its own time behind a common start.
  private func measure(_ ceiling: RankOrder.Ceiling, _ team: Team) -> Double {
    let own = Team(threads: team.threads)
    func measureOwn() -> Double {
      switch ceiling {
      case .multiplyAdds: surroundings.multiplyAddRate(own)
      case .memory: surroundings.memoryRate(own)
      }
    }
    guard team.ranks > 1 else { return measureOwn() }
    let group = group(of: team)
    group.meet()
    let rates = group.gather("\(measureOwn())").compactMap(Double.init)
    // A rank without memory for its stream has measured nothing.
    return rates.contains(0) ? 0 : rates.reduce(0, +)
  }
}

/// Why ranks cannot do something together, as a clause.
struct RankFailure: Error, CustomStringConvertible {
  let description: String
}
