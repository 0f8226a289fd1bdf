import Networks

/// Texts that are attributes: Keras keeps models so, and lists of layers and of their weights in order.
extension HDF5File {
  /// A text that is an attribute of the root; `nil` where there is none.
  ///
  /// - Throws: a `ModelError` where the attribute is damaged.
  func text(ofAttribute name: String) throws(ModelError) -> String? {
    try texts(of: file, name)?.first
  }

  /// A layer as a file lists it.
  struct ListedLayer: Equatable {
    let name: String
    /// The data sets of its weights, by their paths from the group that holds all layers.
    let weights: [String]
  }

  /// The layers that have weights, as the file lists them; `nil` where it has no such list.
  ///
  /// - Parameters:
  ///   - group: where the layers' groups lie.
  ///   - holds: whether data sets of the file itself lie in a layer's group; no other one is opened.
  /// - Throws: a `ModelError` where a list is damaged.
  func listedLayers(
    in group: String, holds: (_ layer: String) -> Bool
  ) throws(ModelError) -> [ListedLayer]? {
    guard let names = try texts(listedAs: "layer_names", at: group) else { return nil }
    var layers: [ListedLayer] = []
    for name in names where holds(name) {
      let weights = try texts(listedAs: "weight_names", at: "\(group)/\(name)") ?? []
      guard !weights.isEmpty else { continue }
      layers.append(ListedLayer(name: name, weights: weights.map { "\(name)/\($0)" }))
    }
    return layers
  }

  /// A list of texts; long ones have numbered parts. `nil` where there is none.
  private func texts(listedAs name: String, at path: String) throws(ModelError) -> [String]? {
    let group = library.openObject(file, path, 0)
    guard group >= 0 else { return nil }
    defer { _ = library.closeObject(group) }
    if let whole = try texts(of: group, name) { return whole }
    var texts: [String]?
    var number = 0
    while let part = try self.texts(of: group, "\(name)\(number)") {
      texts = (texts ?? []) + part
      number += 1
    }
    return texts
  }

  /// The texts of one attribute; `nil` where there is none of that name.
  private func texts(
    of group: HDF5Library.ID, _ name: String
  ) throws(ModelError) -> [String]? {
    guard library.attributeExists(group, name) > 0 else { return nil }
    let attribute = library.openAttribute(group, name, 0)
    guard attribute >= 0 else { throw damaged(name) }
    defer { _ = library.closeAttribute(attribute) }
    let space = library.attributeSpace(attribute)
    guard space >= 0 else { throw damaged(name) }
    defer { _ = library.closeSpace(space) }
    guard let count = count(of: space) else { throw damaged(name) }
    // A list of nothing is one of numbers.
    if count == 0 { return [] }
    let type = library.attributeType(attribute)
    guard type >= 0, library.typeClass(type) == HDF5Library.textClass else { throw damaged(name) }
    defer { _ = library.closeType(type) }
    let isVariable = library.isVariableText(type) > 0
    let size = isVariable ? MemoryLayout<Int>.size : library.typeSize(type)
    // All of it lies in the file.
    guard size > 0, size <= byteCount, count <= byteCount / size else { throw damaged(name) }
    return isVariable
      ? try variableTexts(attribute, count: count, name)
      : try fixedTexts(attribute, type, count: count, size: size, name)
  }

  /// How many elements a list has; `nil` where it is none.
  private func count(of space: HDF5Library.ID) -> Int? {
    switch library.rank(space) {
    case 0: return 1
    case 1:
      var size: UInt64 = 0
      _ = library.sizes(space, &size, nil)
      return Int(exactly: size)
    default: return nil
    }
  }

  private func fixedTexts(
    _ attribute: HDF5Library.ID, _ type: HDF5Library.ID, count: Int, size: Int, _ name: String
  ) throws(ModelError) -> [String] {
    var bytes = [UInt8](repeating: 0, count: count * size)
    guard library.readAttribute(attribute, type, &bytes) >= 0 else { throw damaged(name) }
    return stride(from: 0, to: bytes.count, by: size).map { start in
      String(decoding: bytes[start..<start + size].prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func variableTexts(
    _ attribute: HDF5Library.ID, count: Int, _ name: String
  ) throws(ModelError) -> [String] {
    let type = library.copyType(library.text)
    defer { _ = library.closeType(type) }
    _ = library.setTypeSize(type, HDF5Library.variableSize)
    // Older files say ASCII where newer ones say UTF-8.
    for encoding: Int32 in [1, 0] {
      _ = library.setCharacterSet(type, encoding)
      var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      // After a failure nobody knows which of them are still there.
      guard library.readAttribute(attribute, type, &texts) >= 0 else { continue }
      defer { for case let text? in texts { _ = library.freeMemory(text) } }
      guard texts.allSatisfy({ $0 != nil }) else { break }
      return texts.compactMap { $0.map { String(cString: $0) } }
    }
    throw damaged(name)
  }

  private func damaged(_ name: String) -> ModelError {
    ModelError("attribute '\(name)' of the HDF5 file is damaged; save it again")
  }
}
