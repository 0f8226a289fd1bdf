import Networks

extension Reshape: KerasLayer {
  static var classNames: [String] { ["Reshape"] }
  var hasBuildConfig: Bool { false }

  init(_ settings: Settings) throws(ModelError) {
    guard let (name, value) = settings.found(["target_shape", "dims"]) else {
      throw ModelError(
        layer: settings.layer, "setting 'target_shape' is missing; add it to the file")
    }
    guard let axes = value.elements, axes.count <= Shape.maximumRank else {
      throw settings.mismatch(name, value, "a list of sizes")
    }
    var target: [Int?] = []
    for axis in axes {
      guard axis == .null || axis.wholeNumber != nil else {
        throw settings.mismatch(name, value, "a list of sizes")
      }
      target.append(axis.wholeNumber.flatMap { $0 == -1 ? nil : $0 })
    }
    self.init(target)
  }

  var config: [JSONValue.Member] {
    [.init("target_shape", .array(targetShape.map { .integer($0 ?? -1) }))]
  }
}
