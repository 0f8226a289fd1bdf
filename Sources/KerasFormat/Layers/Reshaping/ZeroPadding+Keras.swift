import Networks

extension ZeroPadding: KerasLayer {
  static var classNames: [String] { ["ZeroPadding\(Size.rank)D"] }

  init(_ settings: Settings) throws(ModelError) {
    let (before, after): (Size, Size) = try settings.borders("padding")
    self.init(before: before, after: after, dataFormat: try settings.dataFormat())
  }

  var config: [JSONValue.Member] {
    [
      .init("padding", .borders(before, after)),
      .init("data_format", .string(dataFormat.rawValue)),
    ]
  }
}

// Borders: one number for all sides, one an axis, two an axis, or Keras 1's flat list or named sides.
extension Settings {
  /// What lies before and behind each axis; 1 everywhere where the file has nothing.
  func borders<Size: Extent>(_ name: String) throws(ModelError) -> (before: Size, after: Size) {
    guard let (name, value) = found([name]) else { return (Size(all: 1), Size(all: 1)) }
    if value.members != nil { return try namedBorders(nested(value)) }
    let elements = value.elements ?? [value]
    let pairs = elements.compactMap { element -> (Int, Int)? in
      if let number = element.wholeNumber { return (number, number) }
      guard let sides = element.elements, sides.count == 2, let first = sides[0].wholeNumber,
        let last = sides[1].wholeNumber
      else { return nil }
      return (first, last)
    }
    let isSequence = Size.rank == 1 && elements.count == 2
    let isFlat = Size.rank > 1 && elements.count == 2 * Size.rank
    guard pairs.count == elements.count else { throw mismatch(name, value, "whole numbers") }
    if isSequence || isFlat {
      let numbers = pairs.map(\.0)
      return (
        Size(sizes: (0..<Size.rank).map { numbers[2 * $0] }),
        Size(sizes: (0..<Size.rank).map { numbers[2 * $0 + 1] })
      )
    }
    guard pairs.count == 1 || pairs.count == Size.rank else {
      throw mismatch(name, value, "one number, or one or two an axis")
    }
    let all = pairs.count == 1 ? Array(repeating: pairs[0], count: Size.rank) : pairs
    return (Size(sizes: all.map(\.0)), Size(sizes: all.map(\.1)))
  }

  /// Keras 1's object of sides, each 0 where it is not named; it had none for volumes.
  private func namedBorders<Size: Extent>(
    _ sides: Settings
  ) throws(ModelError) -> (before: Size, after: Size) {
    func side(_ name: String) throws(ModelError) -> Int { try sides.integer("\(name)_pad") ?? 0 }
    let (left, right) = (try side("left"), try side("right"))
    switch Size.rank {
    case 1: return (Size(sizes: [left]), Size(sizes: [right]))
    case 2:
      return (Size(sizes: [try side("top"), left]), Size(sizes: [try side("bottom"), right]))
    default: throw mismatch("padding", sides.config, "whole numbers")
    }
  }
}

extension JSONValue {
  /// Two numbers an axis; of a sequence just two.
  static func borders<Size: Extent>(_ before: Size, _ after: Size) -> JSONValue {
    let pairs = zip(before.sizes, after.sizes).map {
      JSONValue.array([.integer($0), .integer($1)])
    }
    return Size.rank == 1 ? pairs[0] : .array(pairs)
  }
}
