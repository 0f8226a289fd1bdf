import Networks

extension ExpectedCounts {
  /// Reads a table: JSON where the text begins with a bracket, else CSV.
  ///
  /// JSON is `{"dense_1": 264710, "total": 397065}`, or laid out as `gradmark summary --format json`
  /// has it, where a row without a count (`null`) is none. CSV has a layer's name and its count on each
  /// line, with or without a heading.
  ///
  /// - Throws: a `ModelError` that names the line or the figure.
  public init(text: some Sequence<UInt8>) throws(ModelError) {
    let bytes = withoutByteOrderMark(Array(text))
    let first = bytes.first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    self.init(isJSON ? try Self.figures(json: bytes) : try Self.figures(csv: bytes))
    guard !layers.isEmpty || !totals.isEmpty else {
      throw ModelError("the table has no counts; give it a line for each layer")
    }
  }

  private static func figures(json bytes: [UInt8]) throws(ModelError) -> [Figure] {
    let root: JSONValue
    do {
      root = try JSONParser.parse(bytes)
    } catch {
      throw ModelError("the table is no JSON: \(error)")
    }
    guard let rows = root.elements ?? root["layers"]?.elements else {
      return try figures(members: root.members ?? [])
    }
    var figures: [Figure] = []
    for row in rows {
      let written = row["params"] ?? row["parameters"]
      let name = (row["name"] ?? row["layer"])?.text
      if name != nil, written == .null { continue }
      guard let name, let count = written?.wholeNumber else {
        throw ModelError("a row of the table is \(row) without 'name' or a whole number 'params'")
      }
      figures.append(Figure(name: name, count: count))
    }
    let totals = (root.members ?? []).filter { $0.name.hasSuffix("_params") }
    return figures + (try Self.figures(members: totals))
  }

  private static func figures(members: [JSONValue.Member]) throws(ModelError) -> [Figure] {
    var figures: [Figure] = []
    for member in members {
      guard let count = member.value.wholeNumber else {
        throw ModelError(
          "the table's count for \(quoted(member.name)) is \(member.value), but must be a whole number"
        )
      }
      figures.append(Figure(name: member.name, count: count))
    }
    return figures
  }

  private static func figures(csv bytes: [UInt8]) throws(ModelError) -> [Figure] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ModelError("the table is not UTF-8; save it as UTF-8")
    }
    var figures: [Figure] = []
    var mayBeHeading = true
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated() where !line.allSatisfy(\.isWhitespace)
    {
      defer { mayBeHeading = false }
      let fields = fields(of: line)
      // Commas group thousands, where the field is quoted.
      if fields.count == 2, let count = Int(fields[1].filter { $0 != "," }) {
        figures.append(Figure(name: fields[0], count: count))
      } else if !mayBeHeading || fields.count != 2 {
        throw ModelError(
          "line \(index + 1) of the table is \(quoted(String(line))), but must be a name, "
            + "a comma and a whole number")
      }
    }
    return figures
  }

  /// The fields between commas that are not in quotes, without quotes and outer spaces.
  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields.map { field in
      let start = field.drop(while: \.isWhitespace)
      return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
  }
}
