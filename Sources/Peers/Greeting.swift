/// The first line that a contestant's process says, once it is ready for requests.
///
/// After it, each request is one line and has one line for an answer:
///
///     steps K    trains K steps or a few more from the start; "<nanoseconds> <steps>"
///     losses K   trains K steps from the start; their losses, each before its update
///     digest K   trains K steps or a few more from the start; SHA-256 of the weights
///     peak 0     only gradmark: the rate of multiply-adds on as many threads, flop/s
struct Greeting: Codable, Equatable {
  /// The library and its version.
  var version: String
  /// Time that its first steps took beyond later ones, compiling included.
  var preparationNanoseconds: Int64
  /// What it does otherwise than asked, as a clause; `nil` where the work is equal.
  var difference: String?
}
