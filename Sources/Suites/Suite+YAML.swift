import Networks
import Records
import TensorFiles
import Yams

extension Suite {
  /// Reads a suite file.
  ///
  /// - Throws: a `SweepError` that names the file, the line, the key, its value and the remedy.
  public init(contentsOf path: String) throws(SweepError) {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, atMost: SuiteReader.byteLimit)
    } catch {
      throw SweepError(
        .missingInput,
        "suite \(quoted(path)) \(error.reason); name a file of YAML with --suite")
    }
    guard let text = String(validating: withoutByteOrderMark(bytes), as: UTF8.self) else {
      throw SweepError(.badData, "suite \(quoted(path)) is no UTF-8 text; save it as UTF-8")
    }
    try self.init(yaml: text, file: path)
  }

  /// Reads a suite from YAML; `file` is its name in errors.
  ///
  /// - Throws: a `SweepError` that names the file, the line, the key, its value and the remedy.
  public init(yaml text: String, file: String) throws(SweepError) {
    let reader = SuiteReader(file: file)
    let root = try reader.root(of: text)
    let values = try reader.mapping(root, name: "the suite", keys: Self.keys)
    self.init()
    if let node = values["batch_sizes"] {
      batchSizes = try reader.integers(node, key: "batch_sizes", within: Limits.batchSize)
    }
    if let node = values["threads"] {
      let words = try reader.words(node, key: "threads")
      addsAutomaticThreads = words.contains("auto")
      threads = try reader.integers(
        node, key: "threads", within: Limits.threads, besides: "auto")
    }
    if let node = values["ranks"] {
      ranks = try reader.integers(node, key: "ranks", within: Limits.ranks)
    }
    for choice in BenchmarkCase.choices {
      guard let node = values[choice.name] else { continue }
      choices[choice.name] = try reader.values(node, of: choice)
    }
    if let node = values["pin"] { pinning = try reader.pinning(node, key: "pin") }
    if let node = values["processes"] {
      processes = try reader.integer(node, key: "processes", within: Limits.processes)
    }
    if let node = values["precision"] {
      precision = try reader.number(node, key: "precision", within: Limits.precision)
    }
    if let node = values["seconds_per_cell"] {
      secondsPerCell = try reader.number(
        node, key: "seconds_per_cell", within: Limits.secondsPerCell)
    }
    if let node = values["models"] {
      models = try Self.models(from: node, reader: reader)
    }
  }

  /// All that a suite file may say; the page on suite files explains each.
  static let keys =
    ["models", "batch_sizes", "threads", "ranks"] + BenchmarkCase.choices.map(\.name)
    + ["pin", "processes", "seconds_per_cell", "precision"]

  private static func models(
    from node: Node, reader: SuiteReader
  ) throws(SweepError) -> [Model] {
    // A network out of a file has any name; all others are the catalogue's.
    let entries = try reader.pairs(
      node, name: "models", keys: Catalog.entries.map(\.name), admitting: reader.namesFile,
      advice: "; a network out of a file needs 'file'")
    guard !entries.isEmpty else {
      throw reader.error("'models' is empty; name at least one network", at: node)
    }
    var models: [Model] = []
    for (name, settings) in entries {
      let values = try reader.mapping(
        settings, name: "'\(name)'", keys: ["batch_sizes"] + fileKeys)
      var model = Model(name: name)
      if let node = values["batch_sizes"] {
        model.batchSizes = try reader.integers(
          node, key: "batch_sizes of \(name)", within: Limits.batchSize)
      }
      model.file = try source(of: name, values, at: settings, reader)
      models.append(model)
    }
    return models
  }

  /// What may be said of a network out of a file.
  static let fileKeys = ["file", "data", "expected", "optimizer", "loss"]

  /// The file that a network comes out of; `nil` for one of the catalogue.
  private static func source(
    of name: String, _ values: [String: Node], at settings: Node, _ reader: SuiteReader
  ) throws(SweepError) -> ModelSource? {
    var texts: [String: String] = [:]
    for key in fileKeys {
      if let node = values[key] { texts[key] = try reader.text(node, key: "\(key) of \(name)") }
    }
    guard let path = texts["file"] else {
      guard let key = fileKeys.first(where: { texts[$0] != nil }) else { return nil }
      throw reader.error(
        "'\(key)' is of a network out of a file; give 'file', too, or leave it out", at: settings)
    }
    guard Catalog.entry(named: name) == nil, ModelSource.isPlain(name) else {
      throw reader.error(
        "\(quoted(name)) is a name of the catalogue, or has characters other than letters, digits, - _ and .; "
          + "call the network of the file otherwise", at: settings)
    }
    var source = ModelSource(path: path)
    (source.data, source.expected) = (texts["data"], texts["expected"])
    (source.optimizer, source.loss) = (texts["optimizer"], texts["loss"])
    source.suite = reader.file
    return source.below(reader.folder)
  }
}

/// Reads nodes of a suite, so that each mistake ends in one sentence with its place.
private struct SuiteReader {
  let file: String

  /// The folder of the file, in which relative paths begin; empty for the working directory.
  var folder: String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }

  /// A thousand times what a suite needs.
  static let byteLimit = 65_536

  /// The root of the document, or `nil` where the file holds comments only.
  func root(of text: String) throws(SweepError) -> Node {
    guard text.utf8.count <= Self.byteLimit else {
      throw error("it is longer than \(Self.byteLimit) bytes; a suite is a page of YAML")
    }
    let text = withoutBlankLines(text)
    do {
      if let alias = try alias(in: text) {
        throw error("it holds the alias \(quoted(alias.name)); write the value out", at: alias.node)
      }
      return try compose(yaml: text) ?? Node.mapping([:])
    } catch let problem as SweepError {
      throw problem
    } catch let problem as YamlError {
      throw error(for: problem)
    } catch {
      throw self.error("it is no YAML; correct it")
    }
  }

  /// The text with nothing in its lines of spaces, tabs and comments: libyaml takes no tab there.
  private func withoutBlankLines(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      let start = line.drop { $0 == " " || $0 == "\t" }
      return start.isEmpty || start.first == "#" ? "" : line
    }.joined(separator: "\n")
  }

  /// The first alias.
  ///
  /// Aliases of aliases grow without bound in a few lines (“billion laughs”), and the parser walks
  /// all of it to compare keys. Nesting is no danger: libyaml itself ends it at 1,000 levels. A star
  /// may stand in a comment or in quotes, too, so the parser has to tell: where stars are other
  /// characters, a plain scalar begins with one where there was an alias.
  private func alias(in text: String) throws -> (name: String, node: Node)? {
    let stand = "\u{E000}"
    guard text.contains("*"), let root = try compose(yaml: text.replacing("*", with: stand)) else {
      return nil
    }
    let scalars = plainScalars(of: root)
    return scalars.first { $0.string.hasPrefix(stand) }.map {
      ($0.string.replacing(stand, with: "*"), .scalar($0))
    }
  }

  private func plainScalars(of node: Node) -> [Node.Scalar] {
    switch node {
    case .scalar(let scalar): scalar.style == .plain ? [scalar] : []
    case .sequence(let sequence): sequence.flatMap(plainScalars)
    case .mapping(let mapping):
      mapping.flatMap { plainScalars(of: $0.key) + plainScalars(of: $0.value) }
    case .alias: []
    }
  }

  func error(_ problem: String, at node: Node? = nil) -> SweepError {
    let place = node?.mark.map { ", line \($0.line)" } ?? ""
    return SweepError(.badData, "suite \(quoted(file))\(place): \(problem)")
  }

  private func error(for problem: YamlError) -> SweepError {
    switch problem {
    case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _),
      .composer(_, let text, let mark, _):
      error("line \(mark.line) is no YAML (\(text)); correct it")
    case .duplicatedKeysInMapping(let keys, let context):
      error(
        "line \(context.mark.line): key \(quoted(keys.first ?? "")) stands there twice; keep one")
    default:
      error("it is no YAML; correct it")
    }
  }

  /// The pairs of a mapping in the order of the file; an absent value (`key:`) is an empty mapping.
  ///
  /// - Parameters:
  ///   - admits: whether a key that is none of these is one all the same, by its value.
  ///   - advice: what else may be meant by an unknown key.
  func pairs(
    _ node: Node, name: String, keys: [String], admitting admits: (Node) -> Bool = { _ in false },
    advice: String = ""
  ) throws(SweepError) -> [(key: String, value: Node)] {
    if isAbsent(node) { return [] }
    guard case .mapping(let mapping) = node else {
      throw error("\(name) is \(describe(node)); write 'key: value' lines", at: node)
    }
    var pairs: [(String, Node)] = []
    for (key, value) in mapping {
      let text = key.string ?? ""
      guard let known = keys.first(where: { $0 == text }) ?? (admits(value) ? text : nil) else {
        throw error(
          "unknown key \(quoted(text)) in \(name); \(remedy(for: text, among: keys))\(advice)",
          at: key)
      }
      // The parser takes keys of different tags for different ones.
      guard !pairs.contains(where: { $0.0 == known }) else {
        throw error("key \(quoted(known)) stands there twice; keep one", at: key)
      }
      pairs.append((known, value))
    }
    return pairs
  }

  /// Whether the settings of a network name a file.
  func namesFile(_ settings: Node) -> Bool {
    guard case .mapping(let mapping) = settings else { return false }
    return mapping.contains { $0.key.string == "file" }
  }

  func text(_ node: Node, key: String) throws(SweepError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error("'\(key)' is \(describe(node)); write a text", at: node)
    }
    return text
  }

  func mapping(_ node: Node, name: String, keys: [String]) throws(SweepError) -> [String: Node] {
    Dictionary(
      try pairs(node, name: name, keys: keys).map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The texts of a list; empty for what is neither quoted nor plain.
  func words(
    _ node: Node, key: String, such example: String = "[1, 2]"
  ) throws(SweepError) -> [String] {
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw error("'\(key)' is \(describe(node)); write a list such as \(example)", at: node)
    }
    return sequence.map { $0.scalar?.string ?? "" }
  }

  /// The values by which cases differ that are computed in several ways.
  func values(
    _ node: Node, of choice: BenchmarkCase.Choice
  ) throws(SweepError) -> [String?] {
    let words = try words(node, key: choice.name, such: "[\(choice.usual)]")
    if let repeated = firstRepetition(in: words) {
      throw error("'\(choice.name)' holds \(repeated) twice; name each value once", at: node)
    }
    do {
      return try choice.values(of: words, name: "'\(choice.name)'")
    } catch {
      throw self.error(error.sentence, at: node)
    }
  }

  func pinning(_ node: Node, key: String) throws(SweepError) -> Pinning {
    guard let value = node.scalar.flatMap({ Pinning(rawValue: $0.string) }) else {
      let words = Pinning.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("'\(key)' is \(describe(node)); use one of \(words)", at: node)
    }
    return value
  }

  /// - Parameter word: one that may stand among the numbers; whoever allows it looks for it in `words`.
  func integers(
    _ node: Node, key: String, within range: ClosedRange<Int>, besides word: String? = nil
  ) throws(SweepError) -> [Int] {
    if let repeated = firstRepetition(in: try words(node, key: key)) {
      throw error("'\(key)' holds \(repeated) twice; name each value once", at: node)
    }
    var values: [Int] = []
    for element in node.sequence ?? [] where word == nil || plainText(element) != word {
      values.append(try integer(element, key: key, within: range))
    }
    if let repeated = firstRepetition(in: values) {
      throw error("'\(key)' holds \(repeated) twice; name each value once", at: node)
    }
    return values
  }

  func integer(
    _ node: Node, key: String, within range: ClosedRange<Int>
  ) throws(SweepError) -> Int {
    guard let value = plainText(node).flatMap({ Int($0) }), range.contains(value) else {
      throw error(
        "'\(key)' is \(describe(node)); write a whole number "
          + "from \(range.lowerBound) to \(range.upperBound)", at: node)
    }
    return value
  }

  func number(
    _ node: Node, key: String, within range: ClosedRange<Double>
  ) throws(SweepError) -> Double {
    guard let value = plainText(node).flatMap({ Double($0) }), range.contains(value) else {
      throw error(
        "'\(key)' is \(describe(node)); write a number "
          + "from \(range.lowerBound) to \(range.upperBound)", at: node)
    }
    return value
  }

  /// The text of an unquoted scalar: `"2"` is a string and no number.
  private func plainText(_ node: Node) -> String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
    return scalar.string
  }

  private func isAbsent(_ node: Node) -> Bool {
    ["", "~", "null"].contains(plainText(node))
  }

  private func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "empty" : quoted(scalar.string)
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .alias: "an alias"
    }
  }
}

extension BenchmarkCase.Choice {
  /// What a case keeps for each word: `nil` for the usual one.
  ///
  /// - Parameters:
  ///   - words: as they were written.
  ///   - name: the flag or the key, for the sentence.
  /// - Throws: a `SweepError` that names the word and the remedy.
  public func values(of words: [String], name: String) throws(SweepError) -> [String?] {
    if let word = words.first(where: { $0 != usual && !isKnown($0) }) {
      throw SweepError(.usage, "\(name): \(quoted(word)) is no choice; use \(remedy)")
    }
    return words.map { $0 == usual ? nil : $0 }
  }
}
