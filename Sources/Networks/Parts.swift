import Dispatch
import Synchronization

/// Works on a list part by part, on as many CPUs as there are, and hands back what came of the parts
/// in their order.
///
/// A short list is one part, and no other thread hears of it: to wake one takes longer than it
/// saves.
///
/// - Parameters:
///   - count: how many entries the list has.
///   - body: works on the entries at some places, at the same time as others do on the rest.
package func inParts<Result: Sendable>(
  of count: Int, _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
  // Several a CPU, so that one that is busy elsewhere gets fewer.
  let parts = max(1, min(count / leastPart, 16))
  guard parts > 1 else { return [body(0..<count)] }
  let results = Mutex([Result?](repeating: nil, count: parts))
  DispatchQueue.concurrentPerform(iterations: parts) { part in
    let result = body(count * part / parts..<count * (part + 1) / parts)
    results.withLock { $0[part] = result }
  }
  return results.withLock { $0.compactMap(\.self) }
}

/// More layers than nearly all networks have.
private let leastPart = 1_000
