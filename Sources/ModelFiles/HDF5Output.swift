import Networks

/// An HDF5 file that is being written: groups, data sets of 32-bit numbers, texts as attributes.
struct HDF5Output: ~Copyable {
  private let library: HDF5Library
  private let file: HDF5Library.ID
  /// Makes the groups on the way to what is created.
  private let links: HDF5Library.ID

  /// Creates a file, or replaces the one that is there.
  ///
  /// - Throws: a `ModelError` where it cannot be made, or where libhdf5 is missing.
  init(path: String) throws(ModelError) {
    let library = try HDF5Library()
    let replaces: UInt32 = 2
    let file = library.createFile(path, replaces, 0, 0)
    guard file >= 0 else {
      throw ModelError("cannot write '\(path)'; name a file in a folder that may be written")
    }
    self.library = library
    self.file = file
    links = library.createSettings(library.linkCreation)
    _ = library.createGroups(links, 1)
  }

  deinit {
    _ = library.closeSettings(links)
    _ = library.closeFile(file)
  }

  /// Writes the numbers of a tensor.
  ///
  /// - Throws: a `ModelError` where the path is taken, or there is no room.
  func write(_ tensor: Tensor, at path: String) throws(ModelError) {
    let space = library.createSpace(
      Int32(tensor.dimensions.count), tensor.dimensions.map { UInt64($0) }, nil)
    defer { _ = library.closeSpace(space) }
    let set = library.createDataSet(file, path, library.storedFloat, space, links, 0, 0)
    defer { _ = library.closeObject(set) }
    guard set >= 0, library.writeDataSet(set, library.float, 0, 0, 0, tensor.elements) >= 0 else {
      throw ModelError("the numbers of \(quoted(path)) cannot be written; make room for the file")
    }
  }

  /// Makes a group, with texts as an attribute.
  ///
  /// Where a list is longer than an attribute may be, its parts have numbers behind the name, as in
  /// Keras.
  ///
  /// - Throws: a `ModelError` where there is no room.
  func addGroup(_ path: String, listing name: String, _ texts: [String]) throws(ModelError) {
    let group = library.createGroup(file, path, links, 0, 0)
    defer { _ = library.closeObject(group) }
    let size = max(texts.map(\.utf8.count).max() ?? 0, 1)
    // An attribute holds 64 KiB with all that describes it.
    let share = max(64_000 / size, 1)
    guard texts.count > share else {
      return try set(name, of: group, to: texts, size: size)
    }
    for (number, start) in stride(from: 0, to: texts.count, by: share).enumerated() {
      let part = Array(texts[start..<min(start + share, texts.count)])
      try set("\(name)\(number)", of: group, to: part, size: size)
    }
  }

  /// Sets an attribute of the root.
  ///
  /// - Throws: a `ModelError` where there is no room.
  func set(_ name: String, to text: String) throws(ModelError) {
    let type = library.copyType(library.text)
    defer { _ = library.closeType(type) }
    _ = library.setTypeSize(type, HDF5Library.variableSize)
    _ = library.setCharacterSet(type, 1)
    let space = library.createSpace(0, nil, nil)
    defer { _ = library.closeSpace(space) }
    let attribute = library.createAttribute(file, name, type, space, 0, 0)
    defer { _ = library.closeAttribute(attribute) }
    let status = text.withCString { characters in
      withUnsafePointer(to: characters) { library.writeAttribute(attribute, type, $0) }
    }
    guard attribute >= 0, status >= 0 else { throw unwritten(name) }
  }

  private func set(
    _ name: String, of group: HDF5Library.ID, to texts: [String], size: Int
  ) throws(ModelError) {
    let type = library.copyType(library.text)
    defer { _ = library.closeType(type) }
    _ = library.setTypeSize(type, size)
    let space = library.createSpace(1, [UInt64(texts.count)], nil)
    defer { _ = library.closeSpace(space) }
    let attribute = library.createAttribute(group, name, type, space, 0, 0)
    defer { _ = library.closeAttribute(attribute) }
    let bytes = texts.flatMap { text in
      Array(text.utf8) + Array(repeating: 0, count: size - text.utf8.count)
    }
    guard attribute >= 0, texts.isEmpty || library.writeAttribute(attribute, type, bytes) >= 0
    else { throw unwritten(name) }
  }

  private func unwritten(_ name: String) -> ModelError {
    ModelError("attribute '\(name)' of the HDF5 file cannot be written; make room for the file")
  }
}
