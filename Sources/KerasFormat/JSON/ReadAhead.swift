import Dispatch
import Synchronization

/// The second half of a large text, which another thread reads while the parser is at the first: the
/// elements of one list, from one of them on.
///
/// Which one is a guess: where an object follows another after a comma, most likely a list goes on
/// that takes up much of the text. Where the parser comes to that place as it is about to read an
/// element, that one and those behind it are what was read ahead, whatever stands before. Otherwise
/// nothing of it is used.
final class ReadAhead: Sendable {
  /// What was read.
  struct Elements {
    let start: Int
    let values: [JSONValue]
    /// Where the text goes on behind them.
    let end: Int
    /// How many values these are with all inside.
    let valueCount: Int
    /// How many levels of nesting they have.
    let levels: Int
  }

  private enum State {
    case waiting
    case reading(from: Int)
    case done(Elements?)
  }

  /// Where the second half begins.
  let middle: Int
  private let state = Mutex(State.waiting)
  private let isDone = DispatchSemaphore(value: 0)

  /// A text shorter than this is read before another thread has got it.
  private static let leastCount = 8 << 20
  /// A list shorter than this is inside one of those elements that are looked for.
  private static let leastStretch = 1 << 16

  /// Begins to read; `nil` for a text that is not large.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.leastCount else { return nil }
    middle = bytes.count / 2
    // A copy, since threads that count references to one and the same memory hinder each other.
    let half = Array(bytes[middle...])
    DispatchQueue.global().async { [self] in
      read(half)
      isDone.signal()
    }
  }

  /// The elements from a place on; `nil` where others were read, or none.
  ///
  /// Whoever asks before the other thread has begun, or while it reads something else, goes on alone.
  func elements(from place: Int) -> Elements? {
    let isExpected = state.withLock { state in
      switch state {
      case .waiting:
        state = .done(nil)
        return false
      case .reading(let start): return start == place
      case .done(let elements): return elements?.start == place
      }
    }
    guard isExpected else { return nil }
    isDone.wait()
    isDone.signal()
    guard case .done(let elements) = state.withLock({ $0 }), elements?.start == place else {
      return nil
    }
    return elements
  }

  private func read(_ half: [UInt8]) {
    var place = 0
    while let start = Self.element(in: half, from: place), begins(at: start) {
      let read = JSONParser.elements(in: half, from: start)
      guard let read, read.end - start < Self.leastStretch else {
        return state.withLock { $0 = .done(read.map(moved)) }
      }
      place = read.end
    }
    state.withLock { $0 = .done(nil) }
  }

  /// Whether reading may begin at a place of the half.
  private func begins(at start: Int) -> Bool {
    state.withLock { state in
      if case .done = state { return false }
      state = .reading(from: middle + start)
      return true
    }
  }

  /// What was read in the half, by places in the whole.
  private func moved(_ read: Elements) -> Elements {
    Elements(
      start: middle + read.start, values: read.values, end: middle + read.end,
      valueCount: read.valueCount, levels: read.levels)
  }

  /// Where the next object begins that stands behind another one and a comma.
  private static func element(in text: [UInt8], from place: Int) -> Int? {
    var last: UInt8 = 0, hasComma = false
    for index in place..<text.count {
      switch text[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
      case UInt8(ascii: "{") where hasComma: return index
      case let byte:
        hasComma = byte == UInt8(ascii: ",") && last == UInt8(ascii: "}")
        last = byte
      }
    }
    return nil
  }
}
