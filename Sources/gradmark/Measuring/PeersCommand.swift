import ArgumentParser
import Foundation
import Peers
import Records
import Reports
import Suites
import Sweeps

/// `gradmark peers`: trains the same networks with other libraries, side by side.
struct PeersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peers", abstract: "Compare with other libraries, taking turns on equal work.",
    discussion: """
      'make peers PEERS=jax,torch' sets the peers up and calls this. Results go to \
      results/peers-<date>-<machine>.md with a chart, and every raw sample to the .jsonl beside it; the page \
      of the run of that day and machine shows them, too.
      """)

  @Option(
    help: ArgumentHelp(
      "Who takes part: \(Peer.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "a,b"), completion: .list(Peer.allCases.map(\.rawValue)))
  var peers = "jax,torch"

  @Option(
    help: ArgumentHelp(
      "Tasks whose name begins with one of these, such as 784 or 514.",
      valueName: "a,b"))
  var tasks: String?

  @Option(help: ArgumentHelp("Thread counts; else 1 and all usable CPUs.", valueName: "1,2"))
  var threads: String?

  @Option(
    parsing: .unconditional, help: "Turns of each contestant; below 6 there are no intervals.")
  var rounds = 15

  @Option(parsing: .unconditional, help: "About how long a turn is, in seconds.")
  var secondsPerTurn = 0.2

  @Option(
    parsing: .unconditional, help: "Settles data, start weights, and the order of turns.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("The folder of the results.", valueName: "folder"), completion: .directory)
  var output = "results"

  @Option(
    help: ArgumentHelp("The folder of the peers' drivers.", valueName: "folder"),
    completion: .directory)
  var drivers = "Benchmarks/Peers"

  @Option(
    help: ArgumentHelp(
      "The folder of the peers' environments; else gradmark/peers in the user's cache.",
      valueName: "folder"), completion: .directory)
  var environments: String?

  func validate() throws {
    guard rounds >= 1 else {
      throw ValidationError("--rounds is \(rounds); it must be at least 1")
    }
    guard secondsPerTurn > 0, secondsPerTurn <= 60 else {
      throw ValidationError("--seconds-per-turn is \(secondsPerTurn); it must be above 0, up to 60")
    }
  }

  func run() throws {
    try requireOptimizedBuild()
    let start = CPUTimes.current()
    let fingerprint = Fingerprint.current()
    let machine = Machine(fingerprint)
    let session = PeerSession(
      tasks: try chosenTasks(), threads: try chosenThreads(machine), peers: try chosenPeers(),
      rounds: rounds, secondsPerTurn: secondsPerTurn, seed: seed, drivers: drivers,
      environments: environments ?? Self.cacheFolder,
      // The file that runs here, even where a build has put another one under its name since.
      program: Invocation.runningFile)
    let folder = RunFolder(path: output)
    try folder.create()
    let name =
      "peers-\(RunFolder(results: output, date: Date(), machine: machine).name)"
    let file = PeerFile(folder: folder, name: name)
    var records: [PeerRecord] = []
    Interruption.install()
    let isDone = try session.run(
      machine: {
        Machine(
          fingerprint, loadAverage: currentLoadAverage(),
          stealPercent: start.flatMap { CPUTimes.current()?.stealPercent(since: $0) })
      }, date: currentDate,
      save: { match in
        records += match
        try file.write(records)
        try file.writeReport(of: records)
      },
      isInterrupted: { Interruption.signal != nil }, report: say)
    guard isDone else {
      let kept =
        records.isEmpty ? "nothing was over yet" : "what was over stands in \(output)/\(name).md"
      say("stopped; \(kept)")
      throw ExitCode(128 + (Interruption.signal ?? SIGINT))
    }
    say("the tables stand in \(output)/\(name).md")
  }

  func chosenPeers() throws -> [Peer] {
    try choices(peers, "--peers").map { name in
      guard let peer = Peer(rawValue: String(name)) else {
        let known = Peer.allCases.map(\.rawValue).joined(separator: ", ")
        throw SweepError(.usage, "--peers: '\(name)' is no peer; use some of \(known)")
      }
      return peer
    }
  }

  func chosenTasks() throws -> [PeerTask] {
    guard let tasks else { return PeerTask.catalog }
    let wanted = try choices(tasks, "--tasks")
    let chosen = PeerTask.catalog.filter { task in
      wanted.contains { task.name.hasPrefix($0) }
    }
    guard !chosen.isEmpty else {
      let known = PeerTask.catalog.map(\.name).joined(separator: ", ")
      throw SweepError(.usage, "--tasks: '\(tasks)' matches no task; use some of \(known)")
    }
    return chosen
  }

  func chosenThreads(_ machine: Machine) throws -> [Int] {
    guard let threads else { return machine.usableCores > 1 ? [1, machine.usableCores] : [1] }
    return try choices(threads, "--threads").map { text in
      guard let count = Int(text) else {
        throw SweepError(
          .usage, "--threads: '\(text)' is no whole number; write numbers such as 1,2")
      }
      return count
    }
  }

  /// The values of a list, each of which counts once.
  private func choices(_ list: String, _ flag: String) throws(SweepError) -> [Substring] {
    let values = list.split(separator: ",")
    guard !values.isEmpty else {
      throw SweepError(.usage, "\(flag) is empty; name at least one value or leave the flag out")
    }
    for (index, value) in values.enumerated() where values[..<index].contains(value) {
      throw SweepError(.usage, "\(flag): \(value) stands there twice; name each value once")
    }
    return values
  }

  /// Where `make peers` puts environments.
  private static var cacheFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "\(environment["HOME"] ?? "")/.cache"
    return "\(cache)/gradmark/peers"
  }

  private func say(_ sentence: String) {
    try? FileHandle.standardError.write(contentsOf: Data("gradmark: \(sentence)\n".utf8))
  }
}
