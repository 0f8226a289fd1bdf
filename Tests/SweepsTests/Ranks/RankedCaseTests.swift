import Networks
import Ranks
import Records
import Synchronization
import TestSupport
import Testing
import Training

@testable import Sweeps

@Suite struct RankedCaseTests {
  @Test(arguments: [
    RankOrder.make(3, Team(ranks: 4, threads: 2)), .reset(1),
    .run(2, steps: 100, stepsPerGroup: 10),
    .count(4), .profile(5, steps: 7), .compare(6),
    .ceiling(.multiplyAdds, Team(ranks: 2, threads: 3)),
    .ceiling(.memory, Team(ranks: 3, threads: 1)), .links(Team(ranks: 5, threads: 6)), .end,
  ])
  func anOrderArrivesAsItWasGiven(order: RankOrder) {
    #expect(order.words.count == RankOrder.wordCount)
    #expect(RankOrder(words: order.words) == order)
  }

  @Test(arguments: [[], [9, 0, 0, 0], [-1, 0, 0, 0], [6, 9, 1, 1], [7, 0, 0]])
  func whatIsNoOrderIsNone(words: [Int]) {
    #expect(RankOrder(words: words) == nil)
  }

  private func job(_ model: String, ranks: [Int], threads: [Int]) -> MeasuringJob {
    MeasuringJob(
      subject: BenchmarkCase(model: model, batchSize: 32), threads: threads, ranks: ranks,
      usableCPUs: 64, process: 0, caseDigest: "case", seed: 1, secondsPerContestant: 0.01,
      precision: 1)
  }

  private static func places(_ count: Int, cpus: Int = 64) -> RankPlaces {
    RankPlaces(
      engine: "test",
      places: (0..<count).map { _ in
        RankPlaces.Place(
          host: "node", machine: "node", cpus: Array(0..<cpus), usableCPUs: cpus,
          fingerprint: .current())
      })
  }

  private static func surroundings() -> Surroundings {
    .live(digitsFolder: nil, binaryDigest: .value("program"), date: { "2026-01-31T12:00:00Z" })
  }

  /// What the first rank measures, while the others follow.
  private func replicate(
    _ job: MeasuringJob, launched: Int, places: RankPlaces? = nil
  ) throws -> Replicate {
    let places = places ?? Self.places(launched)
    let results = try ScriptedCrew.run(launched) { crew -> Replicate? in
      let ranked = try RankedCase(job, crew, places, Self.surroundings())
      guard crew.rank == 0 else {
        ranked.follow()
        return nil
      }
      defer { ranked.end() }
      return try CaseMeasurement(job, surroundings: ranked.leading) { _, _ in }.replicate()
    }
    return try #require(results[0])
  }

  @Test(arguments: ["pair", "denoise"])
  func everyTeamTrainsToTheBitsOfOneProcess(model: String) throws {
    let replicate = try replicate(job(model, ranks: [1, 2, 3], threads: [1, 2]), launched: 3)
    let teams = replicate.contestants.filter { !$0.isControl }.map(\.team)
    #expect(teams == Team.all(ranks: [1, 2, 3], threads: [1, 2]))
    #expect(replicate.contestants.compactMap(\.failure) == [])
    let digests = Set(replicate.contestants.compactMap(\.evidence?.finalDigest))
    #expect(digests.count == 1)
    #expect(replicate.blocks.count >= 7)
    for block in replicate.blocks {
      let contestant = replicate.contestants[block.contestant]
      let ranks = contestant.team.ranks
      #expect(block.ranks?.count == (ranks == 1 ? nil : ranks))
      #expect(contestant.workers.count <= contestant.team.workers)
      // The first rank's counters are the block's.
      #expect(
        block.ranks.map { $0.map { $0.counters == nil } }
          == (ranks == 1 ? nil : [true] + [Bool](repeating: false, count: ranks - 1)))
      #expect(block.disturbances == block.reasons(of: contestant))
    }
    for contestant in replicate.contestants {
      let isShared = model == "denoise" && contestant.team.ranks > 1
      #expect((contestant.sharedStep != nil) == isShared)
    }
    // Each rank of the larger network tells the others something; the small one's steps are whole everywhere.
    let sent = replicate.blocks.compactMap(\.ranks).joined().map(\.bytesSent)
    #expect(sent.allSatisfy { model == "denoise" ? $0 > 0 : $0 == 0 })
  }

  /// What a record says of a step is what the trainer goes by.
  @Test(arguments: [2, 3, 5], ["denoise", "conv", "resnet-8"])
  func aSharedStepIsRecordedAsItIs(count: Int, model: String) throws {
    let group = try SweepPlan.Group(job(model, ranks: [count], threads: [1]))
    let trainers = try ScriptedCrew.run(count) { crew in
      let trainer = try WorkloadTrainers.trainer(for: group, seed: 1, ranks: crew)
      return (trainer.sharedStep, trainer.volume, trainer.exchange)
    }
    for (step, volume, exchange) in trainers {
      let step = try #require(step), volume = try #require(volume)
      #expect(step.exchange.rawValue == exchange?.rawValue)
      #expect(step.allowedExchanges.contains(step.exchange))
      #expect(step.shards > 1 && step.blocks > 1)
      for (recorded, own) in [
        (Replicate.SharedStep.Exchange.chain, RankExchange.chain), (.blocks, .blocks),
        (.samples, .samples),
      ] {
        // Of whole bytes, which are rounded down.
        #expect(abs(step.bytes(recorded, ranks: count) - Double(volume.bytes(own))) < 2)
      }
    }
  }

  /// As beside libraries: the ranks of a launch take the turns that somebody else asks for.
  @Test func ranksTakeTurnsThatAreAskedFor() throws {
    let results = try ScriptedCrew.run(2) { crew -> (Replicate?, [Int])? in
      let job = job("denoise", ranks: [2], threads: [1])
      let ranked = try RankedCase(job, crew, Self.places(2), Self.surroundings())
      guard crew.rank == 0 else {
        ranked.follow()
        return nil
      }
      defer { ranked.end() }
      let pace = Pace(stepNanoseconds: [1e6], turnNanoseconds: 2e6)
      var requests = [0, 1].map {
        TurnRequest.turn(
          .init(contestant: 0, round: $0, pace: pace, measuresCeilings: $0 == 0))
      }
      requests.append(.end(.time))
      var kinds: [Int] = []
      var job2 = job
      job2.hasNoTwin = true
      let replicate = try CaseMeasurement(job2, surroundings: ranked.leading) { _, _ in }.serve(
        next: { requests.isEmpty ? nil : requests.removeFirst() },
        answer: { message in
          switch message {
          case .ready(let steps): kinds.append(steps.count)
          case .turn(let block): kinds.append(block?.links == nil ? -1 : -2)
          default: break
          }
        })
      return (replicate, kinds)
    }
    let (replicate, kinds) = try #require(results[0])
    // Ready with one contestant; what connects its ranks is measured before its first turn alone.
    #expect(kinds == [1, -2, -1])
    #expect(replicate?.contestants.map(\.team) == [Team(ranks: 2, threads: 1)])
    #expect(replicate?.blocks.map { $0.ranks?.count } == [2, 2])
    #expect(replicate?.contestants.compactMap(\.failure) == [])
  }

  @Test func ranksThatShareTooFewCPUsAreMarked() throws {
    let replicate = try replicate(
      job("pair", ranks: [1, 2], threads: [1, 2]), launched: 2, places: Self.places(2, cpus: 2))
    let crowds = replicate.contestants.filter(\.isOversubscribed).map(\.team)
    #expect(crowds == [Team(ranks: 2, threads: 2)])
  }

  @Test func ranksOfOtherHostsHaveCPUsOfTheirOwn() {
    var places = Self.places(4, cpus: 2).places
    for rank in 2..<4 { places[rank].host = "other" }
    // Namespaces of one machine share its CPUs.
    let namespaces = RankPlaces(engine: "test", places: places)
    #expect(!namespaces.hasCPUs(Team(ranks: 4, threads: 1)))
    #expect(namespaces.launch(by: "mpirun").hosts.map(\.ranks) == [[0, 1], [2, 3]])
    for rank in 2..<4 { places[rank].machine = "other" }
    let two = RankPlaces(engine: "test", places: places)
    #expect(two.hasCPUs(Team(ranks: 4, threads: 1)))
    #expect(!two.hasCPUs(Team(ranks: 4, threads: 2)))
    #expect(two.launch(by: "mpirun").hosts.map(\.ranks) == [[0, 1], [2, 3]])
    // A launcher that binds each rank to CPUs of its own.
    for rank in 0..<4 {
      (places[rank].host, places[rank].machine) = ("node", "node")
      places[rank].cpus = [2 * rank, 2 * rank + 1]
    }
    #expect(RankPlaces(engine: "test", places: places).hasCPUs(Team(ranks: 4, threads: 2)))
  }

  @Test func whatOneRankCannotMakeNoneHas() throws {
    struct Refusal: Error, CustomStringConvertible { let description = "there is no memory" }
    let job = job("pair", ranks: [1, 2], threads: [1])
    let results = try ScriptedCrew.run(2) { crew -> Replicate? in
      let ranked = RankedCase(
        job, crew, Self.places(2), Self.surroundings(), dataDigest: "data", floats: 6
      ) { team, group in
        if team.ranks == 2, crew.rank == 1 { throw Refusal() }
        let group = try SweepPlan.Group(job)
        return try WorkloadTrainers().trainers(for: group, seed: 1).makeTrainer(Team(threads: 1))
      }
      guard crew.rank == 0 else {
        ranked.follow()
        return nil
      }
      defer { ranked.end() }
      return try CaseMeasurement(job, surroundings: ranked.leading) { _, _ in }.replicate()
    }
    let replicate = try #require(results[0])
    let failures = replicate.contestants.filter { $0.team.ranks == 2 }.map(\.failure)
    #expect(failures == ["rank 1 on node0: there is no memory"])
    #expect(replicate.contestants.first { $0.team.ranks == 1 }?.failure == nil)
  }

  /// As a program that leaves sums to its engine would.
  @Test func ranksThatTrainApartHaveNoTimes() throws {
    let job = job("pair", ranks: [1, 2], threads: [1])
    let results = try ScriptedCrew.run(2) { crew -> Replicate? in
      let ranked = RankedCase(
        job, crew, Self.places(2), Self.surroundings(), dataDigest: "data", floats: 6
      ) { team, group in
        let group = try SweepPlan.Group(job)
        return try WorkloadTrainers().trainers(
          for: group, seed: team.ranks == 2 && crew.rank == 1 ? 2 : 1
        ).makeTrainer(Team(threads: 1))
      }
      guard crew.rank == 0 else {
        ranked.follow()
        return nil
      }
      defer { ranked.end() }
      return try CaseMeasurement(job, surroundings: ranked.leading) { _, _ in }.replicate()
    }
    let replicate = try #require(results[0])
    let failure = replicate.contestants.first { $0.team.ranks == 2 }?.failure
    #expect(failure == "weights differ between rank 0 on node0 and rank 1 on node0")
  }
}
