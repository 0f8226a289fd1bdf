import Networks

extension Convolution: KerasLayer {
  static var classNames: [String] {
    let rank = Size.rank
    return ["Conv\(rank)D", "Convolution\(rank)D", "AtrousConvolution\(rank)D"]
  }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      filters: try settings.requiredInteger("filters", "nb_filter"),
      kernelSize: try settings.kernelSize(),
      strides: try settings.extent("strides", "subsample", "subsample_length") ?? Size(all: 1),
      padding: try settings.padding(), dataFormat: try settings.dataFormat(),
      dilation: try settings.extent("dilation_rate", "atrous_rate") ?? Size(all: 1),
      groups: try settings.integer("groups") ?? 1,
      activation: try settings.activation("activation"),
      usesBias: try settings.truth("use_bias", "bias", standard: true),
      kernel: try settings.weight(
        "kernel", oldInitializer: "init", oldPrefix: "W", standard: .glorotUniform),
      bias: try settings.weight("bias", oldPrefix: "b", standard: .zeros))
  }

  var config: [JSONValue.Member] {
    [
      .init("filters", .integer(filters)), .init("kernel_size", .extent(kernelSize)),
      .init("strides", .extent(strides)), .init("padding", .string(padding.rawValue)),
      .init("data_format", .string(dataFormat.rawValue)),
      .init("dilation_rate", .extent(dilation)), .init("groups", .integer(groups)),
      .init("activation", .activation(activation)), .init("use_bias", .bool(usesBias)),
    ]
      + .initializers(("kernel", kernel), ("bias", bias))
      + .penalties(("kernel", kernel), ("bias", bias), hasActivity: true)
  }
}

// What Keras 1 gave other names, of all that moves over an image.
extension Settings {
  /// The extent of a kernel, which Keras 1 had one setting an axis for.
  func kernelSize<Size: Extent>() throws(ModelError) -> Size {
    if let size: Size = try extent("kernel_size", "filter_length") { return size }
    let names = ["kernel_dim1", "kernel_dim2", "kernel_dim3"]
    switch Size.rank {
    case 2 where found(["nb_row"]) != nil:
      return Size(sizes: [try requiredInteger("nb_row"), try requiredInteger("nb_col")])
    case 3 where found(names) != nil:
      return Size(sizes: [
        try requiredInteger(names[0]), try requiredInteger(names[1]), try requiredInteger(names[2]),
      ])
    default:
      throw ModelError(layer: layer, "setting 'kernel_size' is missing; add it to the file")
    }
  }

  /// The treatment of borders.
  func padding() throws(ModelError) -> Padding {
    try choice(found(["padding"]) == nil ? "border_mode" : "padding") ?? .valid
  }

  /// Where the channels stand.
  func dataFormat() throws(ModelError) -> DataFormat {
    guard let (name, value) = found(["data_format", "dim_ordering"]) else { return .channelsLast }
    switch value.text {
    case "channels_last", "tf", "default": return .channelsLast
    case "channels_first", "th": return .channelsFirst
    default: throw unsupported(name, value, "'channels_last' and 'channels_first'")
    }
  }
}
