import Records

/// A contestant that trains in a child process, as one of an implementation.
struct RemoteContestant: Entrant {
  /// Its place among the contestants of all implementations.
  let place: Int
  let threads: Int
  var isTwin: Bool { false }
  private let child: MeasuringChild
  /// Its place among the contestants of the child.
  private let placeInChild: Int
  private let isInterrupted: () -> Bool
  private let state = State()

  /// What has become of it.
  private final class State {
    var isSound = true
    var hasMeasuredCeilings = false
  }

  init(
    place: Int, threads: Int, child: MeasuringChild, placeInChild: Int,
    isInterrupted: @escaping () -> Bool
  ) {
    self.place = place
    self.threads = threads
    self.child = child
    self.placeInChild = placeInChild
    self.isInterrupted = isInterrupted
  }

  var isSound: Bool { state.isSound }

  /// Asks the child for a turn. Ceilings are measured before the first one alone: they tell how the
  /// machine was, and before every short turn would take as long as it.
  func takeTurn(
    round: Int, pace: Pace, rates: CeilingRates?
  ) throws(MeasuringFailure) -> Replicate.Block? {
    try child.tell(
      TurnRequest.turn(
        .init(
          contestant: placeInChild, round: round, pace: pace,
          measuresCeilings: !state.hasMeasuredCeilings)))
    state.hasMeasuredCeilings = true
    guard case .turn(let block) = try child.message(isInterrupted, { _, _ in }) else {
      throw .failed("the process says something else where a turn was asked for")
    }
    state.isSound = block != nil
    return block.map {
      var block = $0
      block.contestant = place
      block.round = round
      return block
    }
  }
}
