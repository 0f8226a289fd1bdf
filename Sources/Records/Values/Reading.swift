/// What came of looking for a fact: the fact, its absence, or why nobody knows.
///
/// JSON: `{"value": …}`, `{"absent": true}` or `{"unreadable": "permission denied"}`. A reader of a
/// record can so tell a machine without a frequency governor from one that hides it.
public enum Reading<Value> {
  /// The fact.
  case value(Value)
  /// It was looked for, and the machine has none.
  case absent
  /// It could not be read, and why: `permission denied`.
  case unreadable(String)

  /// The fact, or `nil` in both other cases.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// A reading of something else that follows from this fact.
  public func map<Other>(_ transform: (Value) -> Other) -> Reading<Other> {
    flatMap { .value(transform($0)) }
  }

  /// A reading for which this fact is looked at first.
  public func flatMap<Other>(_ transform: (Value) -> Reading<Other>) -> Reading<Other> {
    switch self {
    case .value(let value): transform(value)
    case .absent: .absent
    case .unreadable(let reason): .unreadable(reason)
    }
  }

  /// The outcome of parsing; text that makes no sense is unreadable, and quoted in the reason.
  func parsed<Other>(_ parse: (Value) -> Other?) -> Reading<Other> {
    flatMap { value in
      parse(value).map(Reading<Other>.value)
        ?? .unreadable("'\("\(value)".prefix(40))' was not understood")
    }
  }

  /// This reading, or where the machine has no such thing, the other one.
  func orElse(_ other: @autoclosure () -> Reading) -> Reading {
    if case .absent = self { other() } else { self }
  }
}

extension Reading: Sendable where Value: Sendable {}
extension Reading: Equatable where Value: Equatable {}

extension Reading: Codable where Value: Codable {
  private enum CodingKeys: String, CodingKey {
    case value, absent, unreadable
  }

  /// Reads the object of one of the three keys.
  ///
  /// - Throws: a `DecodingError` where it has none of them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.value) {
      self = .value(try container.decode(Value.self, forKey: .value))
    } else if container.contains(.unreadable) {
      self = .unreadable(try container.decode(String.self, forKey: .unreadable))
    } else if try container.decode(Bool.self, forKey: .absent) {
      self = .absent
    } else {
      throw DecodingError.dataCorruptedError(
        forKey: .absent, in: container, debugDescription: "absent is never false")
    }
  }

  /// Writes an object with one key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .value(let value): try container.encode(value, forKey: .value)
    case .absent: try container.encode(true, forKey: .absent)
    case .unreadable(let reason): try container.encode(reason, forKey: .unreadable)
    }
  }
}
