/// Why a library is out, as a clause about it.
struct PeerError: Error, Sendable, Equatable, CustomStringConvertible {
  let description: String
  /// Whether it does not want to take part, which is no failure.
  let isRefusal: Bool

  init(_ clause: String, isRefusal: Bool = false) {
    description = clause
    self.isRefusal = isRefusal
  }
}
