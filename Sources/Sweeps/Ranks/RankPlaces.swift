import Foundation
import Kernels
import Ranks
import Records

/// Where the ranks of a launch run, and what they are: what they tell each other before they do anything.
public struct RankPlaces: Sendable {
  /// What the engine says of itself.
  public let engine: String
  /// One a rank.
  public let places: [Place]

  /// Where one rank runs.
  public struct Place: Codable, Sendable, Equatable {
    /// The name of the host.
    public var host: String
    /// What tells machines apart; hosts may be namespaces or containers of one.
    public var machine: String
    /// The CPUs that it may run on.
    public var cpus: [Int]
    /// How many of them a quota leaves.
    public var usableCPUs: Int
    /// Machine and program.
    public var fingerprint: Fingerprint
  }

  /// Has all ranks tell each other where they run.
  ///
  /// - Throws: on all ranks the same `RankError` where one runs another program, or one for other vectors.
  public init(_ crew: any RankCrew) throws(RankError) {
    let fingerprint = Fingerprint.current()
    try crew.compare(
      [
        RankFact(
          "another program", fingerprint.build.binaryDigest.value ?? "unknown",
          remedy: "start the same build on every host"),
        RankFact(
          "vectors of another width", "\(lanes)", remedy: "start the same build on every host"),
      ], hosts: crew.hosts)
    let host = crew.hosts[crew.rank]
    let own = Place(
      host: host, machine: Fingerprint.bootIdentifier().value ?? host,
      cpus: CPUPlace.usable().map(\.cpu),
      usableCPUs: Machine(fingerprint).usableCores, fingerprint: fingerprint)
    let text = (try? RecordCoding.line(own)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    engine = crew.engine
    places = crew.gather(text).compactMap {
      try? JSONDecoder().decode(Place.self, from: Data($0.utf8))
    }
  }

  init(engine: String, places: [Place]) {
    self.engine = engine
    self.places = places
  }

  /// Whether each worker of a team has a CPU of its own.
  func hasCPUs(_ team: Team) -> Bool {
    let members = places.prefix(team.ranks)
    return members.allSatisfy { place in
      let sharers = members.count {
        $0.machine == place.machine && !Set($0.cpus).isDisjoint(with: place.cpus)
      }
      return sharers * team.threads <= place.usableCPUs
    }
  }

  /// The launch as a record has it.
  public func launch(by command: String) -> Launched {
    let names = places.map(\.host).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return Launched(
      engine: engine, launcher: command,
      hosts: names.map { name in
        Launched.Host(
          name: name, ranks: places.indices.filter { places[$0].host == name },
          fingerprint: places.first { $0.host == name }?.fingerprint)
      })
  }
}
