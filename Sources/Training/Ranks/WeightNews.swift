/// Brings the new weights from the last rank, which makes them, to all others.
///
/// Sent to each by the last rank alone, they would take as many times as long as there are ranks; handed on
/// from one to the next, they would have to share the wires that partial sums go by. So pieces are dealt out
/// like cards: each rank is given its own, and passes them on to all others; those of the last rank it sends
/// to all itself. With R ranks and W bytes the last one sends 2·W·(R − 1)/R, and the others W·(R − 2)/R,
/// beside the W bytes of partial sums: nobody more than in an all-reduce.
struct WeightNews {
  /// By which the own pieces come; `nil` on the last rank.
  private let own: (any RankStream)?
  /// By which the other ones come, or all of them go where this is the last rank.
  private let others: [any RankStream]
  /// By which the own pieces are passed on.
  private let copies: [any RankStream]
  private let bytes: Int

  /// Tags of pieces that the last rank sends to whom they belong to, that it sends to all, and that are passed on.
  private enum Tag: Int {
    case own = 2
    case common, copy
  }

  init(_ group: any RankGroup, _ memory: StreamedMemory) {
    bytes = memory.bytes
    let rank = group.rank, last = group.count - 1
    func stream(_ direction: StreamDirection, _ other: Int, part: Int, _ tag: Tag) -> any RankStream
    {
      group.makeStream(direction, other, memory.part(part, of: last + 1), tag: tag.rawValue)
    }
    if rank == last {
      own = nil
      others = (0..<last).flatMap {
        [stream(.to, $0, part: $0, .own), stream(.to, $0, part: last, .common)]
      }
      copies = []
    } else {
      let neighbours = (0..<last).filter { $0 != rank }
      own = stream(.from, last, part: rank, .own)
      others =
        [stream(.from, last, part: last, .common)]
        + neighbours.map { stream(.from, $0, part: $0, .copy) }
      copies = neighbours.map { stream(.to, $0, part: rank, .copy) }
    }
  }

  /// Begins anew.
  func begin() {
    own?.begin()
    for stream in others { stream.begin() }
    for stream in copies { stream.begin() }
  }

  /// Lets all ranks have the weights before `end`: called by the last one.
  func send(upTo end: Int) {
    for stream in others { stream.send(upTo: end) }
  }

  /// Passes on what has come.
  func relay() {
    guard let own, !copies.isEmpty else { return }
    let end = own.received()
    for stream in copies { stream.send(upTo: end) }
  }

  /// The byte before which all weights have come.
  func received() -> Int {
    guard let own else { return bytes }
    var end = own.received()
    for stream in others where end > 0 { end = min(end, stream.received()) }
    return end
  }

  /// Waits until all pieces are where they belong.
  func finish() {
    own?.finish()
    relay()
    for stream in others { stream.finish() }
    for stream in copies { stream.finish() }
  }
}
