import ArgumentParser
import CPlatform
import Clocks
import Foundation
import Ranks
import Records
import Suites
import Sweeps
import Synchronization

/// `gradmark measure-case`: what 'gradmark bench' starts for every process of a case, itself or by a launcher of
/// MPI.
///
/// A job comes on standard input, one line of JSON; messages go to standard output, one line each. Where
/// the job says that turns are asked for, each is a further line on standard input. Of several ranks the first
/// one reads and tells.
struct MeasureCaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-case", abstract: "Measure one case for 'gradmark bench'.",
    shouldDisplay: false)

  @Flag(help: "Tell nothing but that this program takes turns with others, block by block.")
  var canTakeTurns = false

  @Flag(help: "Tell nothing but where the ranks of this launch run.")
  var tellPlaces = false

  @Option(help: "Seconds after which a rank gives up a step that does not end.")
  var stepTimeout: Double?

  func run() throws {
    guard !canTakeTurns else { return }
    if Invocation.launch == nil {
      try measureAlone()
    } else {
      try RankedRun.run(stepTimeout: stepTimeout, preparation: .sweep, telling: Self.tell) {
        ranks in
        guard let crew = ranks.group else { return try measureAlone() }
        try measure(ranks, crew)
      }
    }
  }

  private func measureAlone() throws {
    // A sweep that is killed must not leave somebody behind who keeps its CPUs busy.
    let fault = gradmark_end_with_parent(SIGKILL)
    guard fault == 0 else {
      throw SweepError(
        .unavailable,
        "this process cannot be tied to its sweep: \(String(cString: strerror(fault)))")
    }
    guard !tellPlaces else {
      try RankedRun.requireMeeting()
      throw SweepError(
        .unavailable,
        "the launcher has started single processes, which know nothing of each other; name one of Open MPI or "
          + "MPICH with --launcher")
    }
    let job = try job()
    let arrival = RawClock.nanoseconds()
    guard job.launchedRanks == nil else {
      throw SweepError(
        .unavailable,
        "the launcher has started single processes in place of \(job.launchedRanks ?? 0) ranks")
    }
    // A duel runs a copy of its own, which it knows; reading it takes some tenths of a second.
    let program: Reading<String> =
      job.takesTurns == true && job.binaryDigest == nil
      ? .unreadable("nobody asked") : runningBinaryDigest()
    try say(.program(program))
    if let replicate = try replicate(job, surroundings(of: job, program), arrival: arrival) {
      try say(.replicate(replicate))
    }
  }

  /// Measures by itself, or in the turns that it is asked for; `nil` where nobody is left to hear of it.
  private func replicate(
    _ job: MeasuringJob, _ surroundings: Surroundings, arrival: Int64? = nil
  ) throws -> Replicate? {
    let measurement = try CaseMeasurement(
      job, surroundings: surroundings, arrival: arrival, report: report)
    return job.takesTurns == true
      ? try measurement.serve(next: { try read(TurnRequest.self) }, answer: say)
      : measurement.replicate()
  }

  /// Measures with all ranks of a launch; what goes wrong on one goes wrong on all.
  private func measure(_ ranks: RankedRun, _ crew: MPIRanks) throws {
    let places = try ranks.together { try RankPlaces(crew) }
    guard !tellPlaces else {
      return try ranks.first {
        try say(.places(engine: places.engine, places.places))
      }
    }
    let told = try ranks.together { try ranks.isFirst ? line() : "" }
    let job = try ranks.together {
      try decode(MeasuringJob.self, crew.gather(told)[0])
    }
    let program = places.places[0].fingerprint.build.binaryDigest
    let processes = crew.gather("\(getpid())").map { Int($0) ?? 0 }
    try ranks.first {
      try say(.program(program))
      try say(.ranks(zip(crew.hosts, processes).map(RankProcess.init)))
    }
    let ranked = try ranks.together {
      try RankedCase(job, crew, places, surroundings(of: job, program))
    }
    try ranks.together {
      try crew.compare(
        [RankFact("other data", ranked.dataDigest, remedy: "give all hosts the same files")],
        hosts: crew.hosts)
    }
    // From here on ranks have nothing to do that others do not have, too.
    crew.watchdog?.lookBetweenSteps()
    guard ranks.isFirst else { return ranked.follow() }
    if var replicate = try replicate(job, ranked.leading) {
      replicate.hosts = crew.hosts
      try say(.replicate(replicate))
    }
    ranked.end()
  }

  private func surroundings(
    of job: MeasuringJob, _ program: Reading<String>
  ) -> Surroundings {
    .live(
      digitsFolder: job.digitsFolder, dataDescriptor: job.dataDescriptor, binaryDigest: program,
      date: currentDate)
  }

  private func report(_ phase: SweepEvent.Phase, _ fraction: Double) {
    // A sweep that has gone away is no reason to fail half-way: the last message will tell.
    try? say(.progress(phase, fraction: fraction))
  }

  private func job() throws -> MeasuringJob { try decode(MeasuringJob.self, line()) }

  private func line() throws -> String {
    guard let line = readLine() else {
      throw SweepError(
        .usage, "there is no job on standard input; 'gradmark bench' starts this command")
    }
    return line
  }

  /// The next line; `nil` at the end.
  private func read<Value: Decodable>(_ type: Value.Type) throws -> Value? {
    try readLine().map { try decode(type, $0) }
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
    guard let value = try? JSONDecoder().decode(type, from: Data(line.utf8)) else {
      throw SweepError(
        .usage, "'\(line.prefix(80))' is no \(type); 'gradmark bench' starts this command")
    }
    return value
  }

  private func say(_ message: ChildMessage) throws {
    try Self.output.withLock { _ in try Self.write(message) }
  }

  /// Held while a line is written: a rank's watchdog writes some, too.
  private static let output = Mutex(())

  private static func write(_ message: ChildMessage) throws {
    let line = try JSONEncoder().encode(message) + [UInt8(ascii: "\n")]
    try FileHandle.standardOutput.write(contentsOf: line)
  }

  /// Says what a watchdog has to tell, unless that would have it wait.
  @Sendable private static func tell(_ rank: Int, _ news: Watchdog.News) {
    _ = output.withLockIfAvailable { _ in
      var stream = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      guard poll(&stream, 1, 0) == 1 else { return }
      try? write(ChildMessage(news, of: rank))
    }
  }
}

extension ChildMessage {
  /// What the watchdog of a rank has to tell.
  fileprivate init(_ news: Watchdog.News, of rank: Int) {
    self =
      switch news {
      case .step(let number): .step(number)
      case .waiting(let ranks): .waiting(rank: rank, ranks: ranks)
      }
  }
}

/// The time of day: ISO 8601 in UTC.
func currentDate() -> String { Date().formatted(.iso8601) }
