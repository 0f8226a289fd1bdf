import Networks

extension Dropout: KerasLayer {
  static var classNames: [String] { ["Dropout"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      rate: try settings.number("rate", "p", standard: 0), seed: try settings.integer("seed"),
      noiseShape: settings.found(["noise_shape"])?.value.elements?.map(\.wholeNumber))
  }

  var config: [JSONValue.Member] {
    [
      .init("rate", .number(rate)), .init("seed", .integer(orNull: seed)),
      .init("noise_shape", noiseShape.map { .array($0.map { .integer(orNull: $0) }) } ?? .null),
    ]
  }
}
