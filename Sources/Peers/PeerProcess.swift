import Foundation
import Records
import Sweeps

/// A library's driver in a process of its own, held to some CPUs.
final class PeerProcess {
  private let child: ChildProcess
  /// Whether it is several ranks, of which the first one talks.
  let isLaunched: Bool
  private var hasSpoken = false

  /// The exit status of a driver that cannot train a task, and has said so before anything else.
  private static let refusalStatus: Int32 = 2
  /// Longest wait for a line: compiling a large network has to fit in.
  private static let patienceMilliseconds: Int32 = 600_000

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - cpus: the CPUs that it may use; ranks are placed by their launcher.
  ///   - team: its ranks, and their threads; `nil` for one process with a thread a CPU.
  ///   - own: who knows how ranks are launched.
  /// - Throws: a `PeerError` where it cannot be started.
  init(
    _ command: [String], cpus: [Int], team: Team? = nil, launchedBy own: MeasuringProcess? = nil
  ) throws {
    let settings = Self.threadSettings(team?.threads ?? cpus.count)
    isLaunched = (team?.ranks ?? 1) > 1
    do {
      if isLaunched, let team, let own {
        child = try own.start(command, as: team, settings: settings)
      } else {
        let environment = ProcessInfo.processInfo.environment.merging(
          settings, uniquingKeysWith: { $1 })
        child = try ChildProcess(
          command, environment: environment.map { "\($0.key)=\($0.value)" }, cpus: cpus)
      }
    } catch {
      throw PeerError("\(error)")
    }
  }

  /// Sends one line and waits for the answer.
  ///
  /// - Throws: as `listen()`.
  func ask(_ request: String) throws -> String {
    guard child.write(Array("\(request)\n".utf8)) else { throw ended() }
    return try listen()
  }

  /// The next line that it says.
  ///
  /// - Throws: a `PeerError` where it has ended, with the last thing it complained about.
  func listen() throws -> String {
    switch child.readLine(waitingMilliseconds: Self.patienceMilliseconds) {
    case .text(let line):
      hasSpoken = true
      return line
    case .end: throw ended()
    case .silence:
      throw PeerError("it has not answered for \(Self.patienceMilliseconds / 60_000) minutes")
    }
  }

  /// What it has used so far; `nil` where it has ended.
  var usage: ProcessUsage? { child.usage }

  private func ended() -> PeerError {
    let status = child.end(withinSeconds: 5)
    if status == Self.refusalStatus, !hasSpoken, let sentence = child.lastComplaint {
      return PeerError(String(sentence), isRefusal: true)
    }
    let last = child.lastComplaint.map { ": \($0)" } ?? ""
    return PeerError("it ended with status \(status)\(last)")
  }

  /// What each library reads its number of threads from; XLA counts the CPUs.
  private static func threadSettings(_ count: Int) -> [String: String] {
    let names = [
      "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS",
    ]
    return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(count)") })
  }
}
