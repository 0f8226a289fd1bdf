import Networks

extension CategoryLayer: KerasLayer {
  static var classNames: [String] { classes }
  var hasBuildConfig: Bool { false }
  var settingsLeftOut: [String] {
    ["Discretization", "HashedCrossing"].contains(className) ? ["trainable"] : []
  }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      className: settings.className, output: try Self.output(settings),
      configuration: settings.keptConfiguration())
  }

  private static func output(_ settings: Settings) throws(ModelError) -> Output {
    let isEncoding = settings.className == "CategoryEncoding"
    let width = try width(settings)
    switch settings.config["output_mode"]?.text ?? (isEncoding ? "multi_hot" : "int") {
    case "one_hot": return .oneHot(width: width)
    case "multi_hot", "count", "tf_idf", "tf-idf", "binary": return .multiHot(width: width)
    default:
      guard settings.className == "TextVectorization" else { return .numbers }
      return .sequence(length: try settings.integer("output_sequence_length"))
    }
  }

  /// How many categories there are, as far as the settings say.
  private static func width(_ settings: Settings) throws(ModelError) -> Int? {
    switch settings.className {
    case "CategoryEncoding": return try settings.integer("num_tokens", "max_tokens")
    case "Hashing", "HashedCrossing": return try settings.integer("num_bins")
    case "Discretization":
      return settings.found(["bin_boundaries"])?.value.elements.map { $0.count + 1 }
    default:
      if try settings.truth("pad_to_max_tokens", standard: false) {
        return try settings.integer("max_tokens")
      }
      let words = settings.found(["vocabulary"])?.value.elements?.count
      return try words.map { words throws(ModelError) in
        words + min(max(0, try settings.integer("num_oov_indices") ?? 1), maximumElementCount)
      }
    }
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
