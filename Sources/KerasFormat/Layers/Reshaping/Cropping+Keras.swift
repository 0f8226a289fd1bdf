import Networks

extension Cropping: KerasLayer {
  static var classNames: [String] { ["Cropping\(Size.rank)D"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    let (before, after): (Size, Size) = try settings.borders("cropping")
    self.init(before: before, after: after, dataFormat: try settings.dataFormat())
  }

  var config: [JSONValue.Member] {
    let cropping = JSONValue.Member("cropping", .borders(before, after))
    return Size.rank == 1
      ? [cropping] : [cropping, .init("data_format", .string(dataFormat.rawValue))]
  }
}
