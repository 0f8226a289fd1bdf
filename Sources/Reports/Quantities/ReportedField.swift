import Records

/// What files for programs have of a quantity: columns of a spreadsheet, and one value of JSON.
struct ReportedField {
  let columns: [String]
  /// Its name in a cell's object; what precedes a dot is an object within it: `disturbance.steal`.
  let key: String
  let value: (ReportedCell) -> ReportedValue?

  /// A number with the bounds of its interval.
  static func estimate(
    _ column: String, _ key: String, _ value: @escaping (Measurement) -> Estimate?
  ) -> ReportedField {
    ReportedField(columns: [column, "\(column)_low", "\(column)_high"], key: key) {
      $0.numbers.flatMap(value).map(ReportedValue.estimate)
    }
  }

  static func number(
    _ column: String, _ key: String, _ value: @escaping (Measurement) -> Double?
  ) -> ReportedField {
    ReportedField(columns: [column], key: key) {
      $0.numbers.flatMap(value).map(ReportedValue.number)
    }
  }

  static func count(
    _ column: String, _ key: String, _ value: @escaping (Measurement) -> Int?
  ) -> ReportedField {
    ReportedField(columns: [column], key: key) {
      $0.numbers.flatMap(value).map { .count(Int64($0)) }
    }
  }

  static func word(
    _ column: String, _ key: String, _ value: @escaping (ReportedCell) -> String?
  ) -> ReportedField {
    ReportedField(columns: [column], key: key) { value($0).map(ReportedValue.word) }
  }
}

/// A value as programs read it.
enum ReportedValue: Encodable {
  case word(String)
  case flag(Bool)
  case count(Int64)
  case number(Double)
  case estimate(Estimate)
  case share(DisturbanceSummary.Share)
  case range(ClosedRange<Double>)

  /// What stands in the columns of a spreadsheet.
  var texts: [String] {
    switch self {
    case .word(let word): [word]
    case .flag(let flag): ["\(flag)"]
    case .count(let count): ["\(count)"]
    case .number(let number): [Format.plain(number)]
    case .estimate(let estimate):
      [estimate.value, estimate.interval?.lowerBound, estimate.interval?.upperBound]
        .map(Format.plain)
    case .share(let share): [share.mean, share.most].map(Format.plain)
    case .range(let range): [range.lowerBound, range.upperBound].map(Format.plain)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .word(let word): try container.encode(word)
    case .flag(let flag): try container.encode(flag)
    case .count(let count): try container.encode(count)
    case .number(let number): try container.encode(number)
    case .estimate(let estimate): try container.encode(ExportedEstimate(estimate))
    case .share(let share): try container.encode(["mean": share.mean, "most": share.most])
    case .range(let range): try container.encode([range.lowerBound, range.upperBound])
    }
  }
}

/// The values of a cell as one object of JSON; what is missing is `null`, and so is an object of nothing
/// else.
struct ReportedObject: Encodable {
  private var members: [String: Member] = [:]

  private indirect enum Member {
    case value(ReportedValue?)
    case object(ReportedObject)
  }

  init(_ fields: [ReportedField], of cell: ReportedCell) {
    for field in fields {
      let path = field.key.split(separator: ".", maxSplits: 1).map(String.init)
      let value = Member.value(field.value(cell))
      guard path.count > 1 else {
        members[path[0]] = value
        continue
      }
      var object = ReportedObject()
      if case .object(let present) = members[path[0]] { object = present }
      object.members[path[1]] = value
      members[path[0]] = .object(object)
    }
  }

  private init() {}

  private var isEmpty: Bool {
    members.values.allSatisfy {
      switch $0 {
      case .value(let value): value == nil
      case .object(let object): object.isEmpty
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, member) in members {
      switch member {
      case .value(let value?): try container.encode(value, forKey: Name(stringValue: name))
      case .object(let object) where !object.isEmpty:
        try container.encode(object, forKey: Name(stringValue: name))
      case .value, .object: try container.encodeNil(forKey: Name(stringValue: name))
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
