/// Why a contestant is out, as a clause about it.
struct PeerError: Error, Sendable, Equatable, CustomStringConvertible {
  let description: String

  init(_ clause: String) {
    description = clause
  }
}
