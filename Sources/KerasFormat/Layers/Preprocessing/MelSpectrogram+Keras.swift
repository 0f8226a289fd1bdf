import Networks

extension MelSpectrogram: KerasLayer {
  static var classNames: [String] { ["MelSpectrogram"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      bands: try settings.integer("num_mel_bins") ?? 128,
      stride: try settings.integer("sequence_stride") ?? 512,
      configuration: settings.keptConfiguration())
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
