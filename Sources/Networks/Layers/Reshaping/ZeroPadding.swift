/// Zeros in front of and behind every axis but that of the channels.
public struct ZeroPadding<Size: Extent>: UnaryLayer {
  /// Zeros in front.
  public var before: Size
  /// Zeros behind.
  public var after: Size
  /// Where the channels stand.
  public var dataFormat: DataFormat

  /// Creates a layer.
  public init(before: Size, after: Size, dataFormat: DataFormat = .channelsLast) {
    self.before = before
    self.after = after
    self.dataFormat = dataFormat
  }

  public var className: String { "ZeroPadding\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    var padded: [Int?] = []
    for (size, (first, last)) in zip(sizes, zip(before.sizes, after.sizes)) {
      guard first >= 0, last >= 0, first <= maximumElementCount, last <= maximumElementCount else {
        throw ModelError(
          "padding is \(before.text) before and \(after.text) after; it must be 0 or more and "
            + "fit in memory")
      }
      padded.append(size.map { $0 + first + last })
    }
    return dataFormat.shape(padded, channels: channels)
  }
}
