/// The input without what stands before and behind along each axis.
public struct Cropping<Size: Extent>: UnaryLayer {
  /// What is left out in front.
  public var before: Size
  /// What is left out behind.
  public var after: Size
  /// Where the channels stand.
  public var dataFormat: DataFormat

  /// Creates a layer.
  public init(before: Size, after: Size, dataFormat: DataFormat = .channelsLast) {
    self.before = before
    self.after = after
    self.dataFormat = dataFormat
  }

  public var className: String { "Cropping\(Size.rank)D" }
  public var masking: Masking { .drops }

  public func outputShape(for input: Shape) throws(ModelError) -> Shape {
    let (sizes, channels) = try input.spatial(Size.self, dataFormat)
    var cropped: [Int?] = []
    for (size, (first, last)) in zip(sizes, zip(before.sizes, after.sizes)) {
      guard first >= 0, last >= 0, first <= maximumElementCount, last <= maximumElementCount,
        size.map({ $0 > first + last }) ?? true
      else {
        throw ModelError(
          "cropping \(before.text) before and \(after.text) behind leaves nothing of its input "
            + "\(input); crop less")
      }
      cropped.append(size.map { $0 - first - last })
    }
    return dataFormat.shape(cropped, channels: channels)
  }
}
