// Images, sequences and volumes: axes over which something moves, and channels.

extension Shape {
  /// The axes that a kernel or a window moves over, and the number of channels.
  ///
  /// - Throws: a `ModelError` where the rank is another.
  func spatial<Size: Extent>(
    _: Size.Type, _ format: DataFormat
  ) throws(ModelError) -> (sizes: [Int?], channels: Int?) {
    let names = Size.axisNames.joined(separator: ", ")
    switch format {
    case .channelsLast:
      let axes = try axes(names + ", channels")
      return (Array(axes.dropLast()), axes[Size.rank])
    case .channelsFirst:
      let axes = try axes("channels, " + names)
      return (Array(axes.dropFirst()), axes[0])
    }
  }

  /// The channels of an input whose rank is known to be right.
  func channels<Size: Extent>(_ size: Size.Type, _ format: DataFormat) -> Int? {
    (try? spatial(size, format))?.channels
  }
}

extension DataFormat {
  /// The shape with such axes and channels.
  func shape(_ sizes: [Int?], channels: Int?) -> Shape {
    switch self {
    case .channelsLast: Shape(axes: sizes + [channels])
    case .channelsFirst: Shape(axes: [channels] + sizes)
    }
  }
}
