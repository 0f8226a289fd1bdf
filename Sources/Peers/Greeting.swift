/// The first line that a library's driver says, once it is ready for requests.
///
/// After it, each request is one line and has one line for an answer, as `Benchmarks/Peers/README.md` tells:
///
///     form M     tries all its forms, for about M milliseconds a turn; the name of the fastest, which stays
///     prove K    trains K steps from the start; a `PeerProof`
///     steps K    trains K steps or a few more from the start; "<nanoseconds> <steps>"
struct Greeting: Codable, Equatable {
  /// Weights in all, as the library holds them.
  var parameters: Int
  /// What it does otherwise than asked, as a clause; `nil` where the work is equal.
  var difference: String?
}

/// What shows that a library did the work, all from one training.
struct PeerProof: Codable, Equatable {
  /// The loss of each step, before its update; `nil` where it is not finite.
  var losses: [Double?]
  /// Weights in all, after the last step.
  var parameters: Int
  /// SHA-256 of them, hexadecimal.
  var digest: String
}
