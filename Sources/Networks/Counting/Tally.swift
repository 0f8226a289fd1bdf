/// A number of weights, and the bytes that they take in their types.
public struct Tally: Sendable, Equatable {
  /// How many there are.
  public var count: Int
  /// What they take.
  public var bytes: Int

  /// Counts numbers of four bytes each.
  public init(count: Int = 0) {
    self.init(count: count, bytes: 4 * count)
  }

  /// Counts numbers of any type.
  public init(count: Int, bytes: Int) {
    self.count = count
    self.bytes = bytes
  }

  /// Counts the weights of tensors; those of unknown size are left out.
  public init(_ parameters: some Sequence<ParameterDescription>) {
    self.init()
    for parameter in parameters {
      let own = parameter.count
      count += own
      bytes += own * parameter.type.byteCount
    }
  }

  /// Counts both.
  public static func + (left: Tally, right: Tally) -> Tally {
    Tally(count: left.count + right.count, bytes: left.bytes + right.bytes)
  }
}
