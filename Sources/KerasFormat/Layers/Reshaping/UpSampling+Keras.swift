import Networks

extension UpSampling: KerasLayer {
  static var classNames: [String] { ["UpSampling\(Size.rank)D"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    self.init(
      size: try settings.extent("size", "length") ?? Size(all: 2),
      dataFormat: try settings.dataFormat(),
      interpolation: settings.config["interpolation"]?.text ?? "nearest")
  }

  var config: [JSONValue.Member] {
    let format = JSONValue.Member("data_format", .string(dataFormat.rawValue))
    return switch Size.rank {
    case 1: [.init("size", .integer(size.sizes[0]))]
    case 2:
      [.init("size", .extent(size)), format, .init("interpolation", .string(interpolation))]
    default: [.init("size", .extent(size)), format]
    }
  }
}
