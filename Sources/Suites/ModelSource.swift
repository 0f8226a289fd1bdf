import Networks

/// A model file that a sweep trains, and what is said of it beside its text.
public struct ModelSource: Sendable, Equatable {
  /// Where the file is, or the folder of a model of TensorFlow.js.
  public var path: String
  /// A file with samples to train on, `x` and `y`; `nil` has them made.
  public var data: String?
  /// A table of Keras's counts; `nil` where the file's own weights tell, or nobody does.
  public var expected: String?
  /// The optimizer in place of the file's, as it is written behind `--optimizer`.
  public var optimizer: String?
  /// The loss in place of the file's, by any of Keras's names.
  public var loss: String?
  /// The suite that names it; `nil` where a flag does.
  public var suite: String?

  /// Names a file.
  public init(path: String) {
    self.path = path
  }

  /// The file that a word means which is no network's name; `nil` where it is no path.
  init?(word: String) {
    guard word.contains("/") || word.contains(".") else { return nil }
    self.init(path: word)
  }

  /// What cases call the network: the file's name without its ending, as far as that can stand in tables and
  /// in a cell's name; with the ending where the catalogue has that name.
  ///
  /// - Throws: a `SweepError` where the name has no letter or digit.
  public func caseName() throws(SweepError) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    let name = Self.plain(Catalog.entry(named: stem) == nil ? stem : file)
    guard name.contains(where: { $0.isLetter || $0.isNumber }) else {
      throw SweepError(
        .usage, "--models: \(quoted(path)) has no name that a table could show; rename the file")
    }
    return name
  }

  /// Whether a name can stand in tables and in a cell's name.
  static func isPlain(_ name: String) -> Bool { !name.isEmpty && plain(name) == name }

  private static func plain(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
  }

  /// The same with paths that begin in a folder.
  func below(_ folder: String) -> ModelSource {
    func placed(_ path: String) -> String { path.hasPrefix("/") ? path : folder + path }
    var source = self
    source.path = placed(path)
    source.data = data.map(placed)
    source.expected = expected.map(placed)
    return source
  }
}
