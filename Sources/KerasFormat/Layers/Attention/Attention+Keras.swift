import Networks

extension Attention: KerasLayer {
  static var classNames: [String] { ["Attention", "AdditiveAttention"] }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    let isAdditive = settings.className == "AdditiveAttention"
    self.init(
      isAdditive: isAdditive,
      usesScale: try settings.truth("use_scale", standard: isAdditive),
      scoreMode: settings.config["score_mode"]?.text ?? "dot",
      dropout: try settings.number("dropout", standard: 0), seed: try settings.integer("seed"))
  }

  var config: [JSONValue.Member] {
    [.init("use_scale", .bool(usesScale))]
      + (isAdditive ? [] : [.init("score_mode", .string(scoreMode))])
      + [.init("dropout", .number(dropout)), .init("seed", .integer(orNull: seed))]
  }
}
