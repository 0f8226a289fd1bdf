import Clocks
import Foundation
import Records
import Sweeps
import Training

/// A library with some threads in a process of its own, or in some ranks, which takes turns with gradmark. What goes wrong is
/// its own failure, and ends nobody else's turns.
final class PeerContestant: TurnTaker {
  /// What it has shown so far.
  private(set) var record: Replicate.Contestant
  /// What a step takes; `nil` until it has proved its work.
  private(set) var stepNanoseconds: Double?
  private var process: PeerProcess?
  private var parameters = 0
  private let start = RawClock.nanoseconds()

  /// How long a turn is in which forms are tried.
  private static let formMilliseconds = 20

  /// Starts it.
  init(
    _ implementation: String, _ team: Team, start: () throws -> PeerProcess
  ) {
    record = Replicate.Contestant(
      threads: team.threads, implementation: implementation,
      ranks: team.ranks == 1 ? nil : team.ranks)
    attempt { process = try start() }
  }

  /// Does not even start it, as it would not take part.
  init(_ implementation: String, _ team: Team, refusing reason: String) {
    record = Replicate.Contestant(
      threads: team.threads, implementation: implementation, refusal: reason,
      ranks: team.ranks == 1 ? nil : team.ranks)
  }

  /// Waits until it is ready, which a driver is when it has made a step.
  func prepare() {
    attempt { process in
      let line = try process.listen()
      guard let greeting = try? JSONDecoder().decode(Greeting.self, from: Data(line.utf8)) else {
        throw PeerError("it greets with '\(line.prefix(80))', which is no greeting")
      }
      if let difference = greeting.difference {
        throw PeerError("it would do other work: \(difference)", isRefusal: true)
      }
      parameters = greeting.parameters
      record.firstStepNanoseconds = RawClock.nanoseconds() - start
    }
  }

  /// Has it choose the fastest of its forms, where there are several.
  func chooseForm(of forms: [String]) {
    guard forms.count > 1 else { return }
    attempt { process in
      let form = try process.ask("form \(Self.formMilliseconds)")
      guard forms.contains(form) else {
        throw PeerError("it chooses the form '\(form.prefix(80))', which is none of \(forms)")
      }
      record.form = form
    }
  }

  /// Has it show its work, which warms it up, too.
  ///
  /// - Parameters:
  ///   - group: the case.
  ///   - startDigest: that of the start weights that it was given.
  func prove(_ group: SweepPlan.Group, startDigest: String) {
    let steps = group.verifiedSteps
    attempt { process in
      let text = try process.ask("prove \(steps)")
      guard let proof = try? JSONDecoder().decode(PeerProof.self, from: Data(text.utf8)),
        proof.losses.count == steps
      else { throw PeerError("it answers '\(text.prefix(80))' to 'prove \(steps)'") }
      let evidence = Replicate.Evidence(
        layers: [], countBeforeTraining: parameters, countAfterTraining: proof.parameters,
        startDigest: startDigest, finalDigest: proof.digest, digestedSteps: steps,
        losses: proof.losses.reported)
      record.evidence = evidence
      if let clause = evidence.mismatch(parameterCount: group.parameterCount, isOfPeer: true) {
        throw PeerError(clause)
      }
      let times = try process.turn(steps: steps)
      record.warmUp = times
      stepNanoseconds = max(1, times.nanosecondsPerStep)
    }
  }

  func takeTurn(
    _ turn: TurnRequest.Turn, _ isInterrupted: () -> Bool
  ) throws(MeasuringFailure) -> Replicate.Block? {
    var block: Replicate.Block?
    attempt { process in
      let stopWatching = process.watch()
      let times = try process.turn(steps: turn.pace.stepsPerTurn)
      var counters = stopWatching()
      let nanoseconds = times.groupNanoseconds[0]
      guard !process.isLaunched else {
        // What is counted is the launcher, which does nothing.
        block = Replicate.Block(
          contestant: 0, round: 0, times: times, counters: counters,
          disturbances: counters.reasons(ofLibrary: true))
        return
      }
      // Whoever trains keeps a CPU busy, whatever their other threads wait for: else it was stopped.
      let idle = nanoseconds - counters.cpuMicroseconds * 1_000
      counters.lostNanoseconds = idle > nanoseconds / 2 ? idle : nil
      block = Replicate.Block(
        contestant: 0, round: 0, times: times, cpuNanoseconds: counters.cpuMicroseconds * 1_000,
        counters: counters, disturbances: counters.reasons(ofLibrary: true))
    }
    // Ctrl-C reaches the child too, perhaps first.
    if isInterrupted() { throw .interrupted }
    return block
  }

  /// Puts it out where its work is not that of gradmark with as many threads.
  func compare(with own: Replicate.Contestant?) {
    guard record.takesPart, let mine = record.evidence else { return }
    guard let own, own.takesPart, let theirs = own.evidence else {
      record.failure = "there is no work of gradmark's to compare with"
      return
    }
    record.failure = mine.otherWork(than: theirs, of: BenchmarkPlan.Implementation.gradmark)
      .map { "other work than gradmark: \($0)" }
  }

  /// Runs `body` while it takes part; an error puts it out.
  private func attempt(_ body: (PeerProcess) throws -> Void) {
    guard let process else { return }
    attempt { try body(process) }
  }

  private func attempt(_ body: () throws -> Void) {
    guard record.takesPart else { return }
    do {
      try body()
    } catch {
      let isRefusal = (error as? PeerError)?.isRefusal == true
      if isRefusal { record.refusal = "\(error)" } else { record.failure = "\(error)" }
      process = nil
    }
  }
}

extension PeerProcess {
  /// Has it train some steps, or a few more.
  fileprivate func turn(steps: Int) throws -> Replicate.StepTimes {
    let start = RawClock.nanoseconds()
    let answer = try ask("steps \(steps)")
    let waited = RawClock.nanoseconds() - start
    let words = answer.split(separator: " ")
    guard words.count == 2, let nanoseconds = Int64(words[0]), nanoseconds > 0,
      let done = Int(words[1]), done >= steps
    else { throw PeerError("it answers '\(answer.prefix(80))' to 'steps \(steps)'") }
    // The first of several ranks may be on a host whose clock goes a trifle otherwise.
    guard Double(nanoseconds) <= 1.01 * Double(waited) else {
      throw PeerError(
        "it says that \(done) steps took \(nanoseconds) ns, but answered after \(waited) ns; it has to read "
          + "the raw monotonic clock")
    }
    return Replicate.StepTimes(groupNanoseconds: [nanoseconds], stepsPerGroup: done)
  }

  /// Begins to watch the machine and the process; the result tells what was counted since.
  fileprivate func watch() -> () -> Disturbance {
    let none = ProcessUsage(cpuMicroseconds: 0, involuntarySwitches: 0, majorFaults: 0)
    let before = usage ?? none
    let start = Disturbance.Counters.now(nanoseconds: RawClock.nanoseconds(), usage: before)
    return {
      Disturbance.Counters.now(nanoseconds: RawClock.nanoseconds(), usage: self.usage ?? before)
        .since(start)
    }
  }
}

extension [Double?] {
  /// The losses of a record: those of the first steps, and of the last one last; those that are not finite
  /// stay.
  fileprivate var reported: [Double] {
    let losses = map { $0 ?? .nan }
    return losses.prefix(Trainer.reportedLosses) + losses.suffix(1)
  }
}
