import Networks

extension Merging: KerasLayer {
  static var classNames: [String] { MergeFunction.allCases.map(\.rawValue) }
  static var callStyle: CallStyle { .list }

  init(_ settings: Settings) throws(ModelError) {
    self.init(MergeFunction(rawValue: settings.className) ?? .add)
  }
}
