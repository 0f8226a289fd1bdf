import Networks

extension STFTSpectrogram: KerasLayer {
  static var classNames: [String] { ["STFTSpectrogram"] }

  init(_ settings: Settings) throws(ModelError) {
    let length = try settings.integer("frame_length") ?? 256
    self.init(
      mode: settings.config["mode"]?.text ?? "log", frameLength: length,
      frameStep: try settings.integer("frame_step") ?? length / 2,
      transformLength: try settings.integer("fft_length") ?? Self.powerOfTwo(atLeast: length),
      padding: try settings.padding(),
      expandsAxes: try settings.truth("expand_dims", standard: false),
      dataFormat: try settings.dataFormat(), configuration: settings.keptConfiguration())
  }

  /// The length that Keras takes where the file says none.
  private static func powerOfTwo(atLeast length: Int) -> Int {
    guard length > 1, length < 1 << 50 else { return max(1, length) }
    return 1 << (Int.bitWidth - (length - 1).leadingZeroBitCount)
  }

  var config: [JSONValue.Member] { .kept(configuration) }
}
