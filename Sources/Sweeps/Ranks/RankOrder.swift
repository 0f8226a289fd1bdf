import Records

/// What the first rank has others do along with it: a few words, as they travel.
enum RankOrder: Equatable {
  /// Makes the trainer of a number, which the first ranks make up.
  case make(Int, Team)
  /// Has a trainer go back to the start.
  case reset(Int)
  /// Has a trainer train.
  case run(Int, steps: Int, stepsPerGroup: Int)
  /// Has a trainer count its weights, which takes a step.
  case count(Int)
  /// Has a trainer train with readings of the clock in between.
  case profile(Int, steps: Int)
  /// Compares the weights of a trainer.
  case compare(Int)
  /// Measures what the machine allows.
  case ceiling(Ceiling, Team)
  /// Measures what the connections allow.
  case links(Team)
  /// Ends the measurement.
  case end

  /// What the machine allows a team.
  enum Ceiling: Int {
    case multiplyAdds, memory
  }

  /// How many words each has.
  static let wordCount = 4

  /// It as it travels: what to do, of which trainer, and two numbers.
  var words: [Int] {
    switch self {
    case .make(let number, let team): [0, number, team.ranks, team.threads]
    case .reset(let number): [1, number, 0, 0]
    case .run(let number, let steps, let stepsPerGroup): [2, number, steps, stepsPerGroup]
    case .count(let number): [3, number, 0, 0]
    case .profile(let number, let steps): [4, number, steps, 0]
    case .compare(let number): [5, number, 0, 0]
    case .ceiling(let ceiling, let team): [6, ceiling.rawValue, team.ranks, team.threads]
    case .end: [7, 0, 0, 0]
    case .links(let team): [8, 0, team.ranks, team.threads]
    }
  }

  /// Reads what has travelled; `nil` where it is no order.
  init?(words: [Int]) {
    guard words.count == Self.wordCount else { return nil }
    let number = words[1], team = Team(ranks: words[2], threads: words[3])
    switch words[0] {
    case 0: self = .make(number, team)
    case 1: self = .reset(number)
    case 2: self = .run(number, steps: words[2], stepsPerGroup: words[3])
    case 3: self = .count(number)
    case 4: self = .profile(number, steps: words[2])
    case 5: self = .compare(number)
    case 6:
      guard let ceiling = Ceiling(rawValue: number) else { return nil }
      self = .ceiling(ceiling, team)
    case 7: self = .end
    case 8: self = .links(team)
    default: return nil
    }
  }
}
