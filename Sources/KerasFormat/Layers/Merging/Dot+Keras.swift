import Networks

extension Dot: KerasLayer {
  static var classNames: [String] { ["Dot"] }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    let axes = try settings.integers("axes", "dot_axes") ?? [-1]
    guard (1...2).contains(axes.count) else {
      throw settings.mismatch("axes", .axes(axes), "one axis, or one of each tensor")
    }
    self.init(
      axis: axes[0], secondAxis: axes[axes.count - 1],
      normalizes: try settings.truth("normalize", standard: false))
  }

  var config: [JSONValue.Member] {
    [
      .init("axes", axis == secondAxis ? .integer(axis) : .axes([axis, secondAxis])),
      .init("normalize", .bool(normalizes)),
    ]
  }
}
