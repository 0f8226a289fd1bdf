import Records

/// One rank of a launch, by which its host's messages may name it.
public struct RankProcess: Codable, Sendable, Equatable {
  /// The name of its host.
  public var host: String
  /// Its number among the host's processes.
  public var process: Int

  /// A rank.
  public init(host: String, process: Int) {
    (self.host, self.process) = (host, process)
  }
}

/// What a launcher and its ranks say of an end: launchers frame what they have to say, and say much.
struct LaunchEnd {
  /// The last lines on standard error.
  let complaints: [String]
  /// The last lines on standard output that were no messages.
  let remarks: [String]
  /// The ranks; empty where they have not told yet.
  let members: [RankProcess]
  /// What the first rank was at when it told so last.
  let phase: SweepEvent.Phase?
  /// The step that the first rank told of last.
  var step: Int?
  /// The ranks that have told that they wait until all have come, and how many these are.
  var waiting: Set<Int> = []
  var awaited = 0
  /// Where the ranks are expected, one each, as long as they have not told.
  var hosts: [String] = []

  private static let mostCharacters = 500
  private static let ownPrefix = "gradmark: "

  /// What this program itself has said of its end, on whichever rank: the first of it, as the end of one rank is
  /// that of the others.
  var ownComplaint: String? {
    complaints.first { $0.hasPrefix(Self.ownPrefix) }.map {
      String($0.dropFirst(Self.ownPrefix.count))
    }
  }

  /// What tells the most of the end, as a clause; `nil` where nobody has said anything.
  var reason: String? {
    let places = [ownComplaint == nil ? place : nil, absent].compactMap { $0 }
    // However much was said, where it happened is not cut off.
    let room = Self.mostCharacters - places.reduce(0) { $0 + $1.count + 2 }
    let clauses = [said.map { String($0.prefix(max(room, 100))) }].compactMap { $0 } + places
    return clauses.isEmpty ? nil : clauses.joined(separator: "; ")
  }

  /// The ranks of which nothing was heard while the others waited for all: those that these cannot name.
  private var absent: String? {
    guard !waiting.isEmpty else { return nil }
    let missing = (0..<awaited).filter { !waiting.contains($0) }.prefix(8)
    return missing.isEmpty
      ? nil : "nothing was heard of \(missing.map(name).joined(separator: ", "))"
  }

  private var said: String? {
    let told = [ownComplaint, killed].compactMap { $0 }
    return told.isEmpty
      ? others.last { $0.contains(where: \.isLetter) } : told.joined(separator: "; ")
  }

  private var others: [String] { complaints.filter { !$0.hasPrefix(Self.ownPrefix) } }

  /// What a launcher says of a rank that was killed; MPICH does so on standard output.
  private var killed: String? {
    others.last(where: tellsASignal) ?? remarks.last(where: tellsASignal)
      ?? others.first(where: tellsALostTask)
  }

  private func tellsASignal(_ line: String) -> Bool {
    let words = line.split { !$0.isLetter && !$0.isNumber }
    return zip(words, words.dropFirst()).contains { $0 == "signal" && Int($1) != nil }
  }

  /// As `srun: error: node2: task 1: Killed` does, behind which those come that it ends for that reason. A task
  /// that has ended by itself has said why.
  private func tellsALostTask(_ line: String) -> Bool {
    line.hasPrefix("srun: error: ") && line.contains(" task") && !line.contains(": Exited with")
  }

  /// Where it happened, as far as that can be known: MPICH's launcher tells the process that has ended, and ends
  /// the others before they can say anything.
  private var place: String? {
    guard !members.isEmpty else {
      return killed.map { _ in
        "that was \(endedHost.map { "on \($0), " } ?? "")before the ranks had met"
      }
    }
    let who =
      endedRank.map { "that was \(name(of: $0))" }
      ?? "the ranks were \(members.indices.prefix(8).map(name).joined(separator: ", "))"
    return who + (phase.map { ", \($0.inWords)" } ?? "")
      + (step.map { "; the last step that was told of is \($0)" } ?? "")
  }

  private func name(of rank: Int) -> String {
    let all = members.isEmpty ? hosts : members.map(\.host)
    return "rank \(rank)" + (all.indices.contains(rank) ? " on \(all[rank])" : "")
  }

  /// The host that such a line names.
  private var endedHost: Substring? {
    for line in complaints + remarks {
      if let place = line.firstRange(of: " RUNNING AT ") {
        return line[place.upperBound...].prefix { !$0.isWhitespace }
      }
    }
    return nil
  }

  /// The rank whose process a line such as `=   PID 4711 RUNNING AT node2` names.
  private var endedRank: Int? {
    for line in complaints + remarks {
      let words = line.split { !$0.isLetter && !$0.isNumber }
      guard let place = words.firstIndex(of: "PID"), place + 1 < words.endIndex,
        let process = Int(words[place + 1])
      else { continue }
      let ranks = members.indices.filter { members[$0].process == process }
      // Hosts count their processes each for themselves.
      let named = ranks.filter { line.contains(members[$0].host) }
      if let rank = named.first ?? (ranks.count == 1 ? ranks[0] : nil) { return rank }
    }
    return nil
  }
}

extension SweepEvent.Phase {
  /// When something happened, as the end of a clause.
  fileprivate var inWords: String {
    func team(_ threads: Int, _ ranks: Int?) -> String {
      Team(ranks: ranks ?? 1, threads: threads).description
    }
    return switch self {
    case .preparing: "before the first step"
    case .verifying(let threads, let ranks):
      "in the steps that are compared, of \(team(threads, ranks))"
    case .measuring(let threads, let ranks): "in a turn of \(team(threads, ranks))"
    }
  }
}
