import Networks

extension ConvolutionalLSTM: KerasLayer {
  static var classNames: [String] { ["ConvLSTM\(Size.rank)D"] }
  static var callStyle: CallStyle { .initialState }

  func weightFolders(at path: [String]) -> WeightFolders { WeightFolders(path: path + ["cell"]) }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      try settings.recurrence(unitsNames: ["filters", "nb_filter"]),
      recurrentActivation: try settings.recurrentActivation(),
      hasUnitForgetBias: try settings.truth("unit_forget_bias", standard: true),
      kernelSize: try settings.kernelSize(),
      strides: try settings.extent("strides", "subsample") ?? Size(all: 1),
      padding: try settings.padding(), dataFormat: try settings.dataFormat(),
      dilation: try settings.extent("dilation_rate") ?? Size(all: 1))
    weightsAreOfInnerLayers = !settings.isLegacy
  }

  var config: [JSONValue.Member] {
    let weights = (
      ("kernel", recurrence.kernel), ("recurrent", recurrence.recurrentKernel),
      ("bias", recurrence.bias)
    )
    return recurrence.loopConfig + [
      .init("filters", .integer(recurrence.units)), .init("kernel_size", .extent(kernelSize)),
      .init("strides", .extent(strides)), .init("padding", .string(padding.rawValue)),
      .init("data_format", .string(dataFormat.rawValue)),
      .init("dilation_rate", .extent(dilation)),
      .init("activation", .activation(recurrence.activation)),
      .init("recurrent_activation", .activation(recurrentActivation)),
      .init("use_bias", .bool(recurrence.usesBias)),
    ] + .initializers(weights.0, weights.1, weights.2)
      + [.init("unit_forget_bias", .bool(hasUnitForgetBias))]
      + .penalties(weights.0, weights.1, weights.2, hasActivity: true)
      + [
        .init("dropout", .number(recurrence.dropout)),
        .init("recurrent_dropout", .number(recurrence.recurrentDropout)),
        .init("seed", .integer(orNull: recurrence.seed)),
      ]
  }
}
