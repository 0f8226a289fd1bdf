import Glibc
import Networks

/// What Gradmark asks of an HDF5 file: texts that are attributes, and data sets with their shapes.
struct HDF5File: ~Copyable {
  let library: HDF5Library
  /// The file, or all of those that Keras spreads large weights over.
  private let files: [HDF5Library.ID]
  /// How large it is, or they are together.
  let byteCount: Int

  /// The one that attributes are read of.
  var file: HDF5Library.ID { files[0] }

  /// A data set by its path.
  struct DataSet: Sendable, Equatable {
    let path: String
    let dimensions: [Int]
  }

  /// Opens a file.
  ///
  /// - Throws: a `ModelError` where it is damaged, or where libhdf5 is missing.
  init(path: String) throws(ModelError) {
    try self.init(paths: [path]) { _ in "the HDF5 file is damaged or cut off; save it again" }
  }

  /// Opens files that are read as one.
  ///
  /// - Parameters:
  ///   - paths: at least one.
  ///   - reason: what is said of one that cannot be opened.
  /// - Throws: a `ModelError` where one is damaged, or where libhdf5 is missing.
  init(paths: [String], reason: (_ path: String) -> String) throws(ModelError) {
    let library = try HDF5Library()
    var files: [HDF5Library.ID] = []
    for path in paths {
      let file = library.openFile(path, 0, 0)
      guard file >= 0 else {
        for file in files { _ = library.closeFile(file) }
        throw ModelError(reason(path))
      }
      files.append(file)
    }
    self.library = library
    self.files = files
    byteCount = paths.reduce(0) { $0 + ModelFiles.byteCount(of: $1) }
  }

  deinit { for file in files { _ = library.closeFile(file) } }

  /// All data sets of numbers that the file itself holds; links to other files are not followed.
  ///
  /// - Throws: a `ModelError` where there are more links or deeper groups than any model has, or a shape
  ///   is damaged.
  func dataSets() throws(ModelError) -> [DataSet] {
    var found: [DataSet] = []
    for file in files { found += try dataSets(of: file) }
    return found
  }

  private func dataSets(of file: HDF5Library.ID) throws(ModelError) -> [DataSet] {
    let links = LinkList()
    let status = library.visitLinks(
      file, 0, 0,
      { _, name, info, list in
        // The kind of the link comes first; 0 is one within the file.
        guard info.load(as: Int32.self) == 0, let list else { return 0 }
        let links = Unmanaged<LinkList>.fromOpaque(list).takeUnretainedValue()
        let path = String(cString: name)
        links.paths.append(path)
        return links.paths.count > LinkList.limit || LinkList.isTooDeep(path) ? 1 : 0
      }, Unmanaged.passUnretained(links).toOpaque())
    guard status == 0 else {
      throw ModelError(
        "the HDF5 file's links are damaged, or more or deeper than any model has; save it again")
    }
    var found: [DataSet] = []
    for path in links.paths {
      if let dataSet = try dataSet(at: path, in: file) { found.append(dataSet) }
    }
    return found
  }

  /// The numbers of a data set, whatever type they are held in.
  ///
  /// - Parameter count: how many there are.
  /// - Throws: a `ModelError` where they cannot be read, or lie in other files.
  func numbers(at path: String, count: Int) throws(ModelError) -> [Float] {
    // Of several files only one has it.
    var object: HDF5Library.ID = -1
    for file in files where object < 0 { object = library.openObject(file, path, 0) }
    defer { _ = library.closeObject(object) }
    let settings = library.creationSettings(object)
    defer { _ = library.closeSettings(settings) }
    let isOwn = object >= 0 && library.externalFileCount(settings) == 0
    guard isOwn, let numbers = numbers(of: object, count: count) else {
      throw ModelError("the numbers of \(quoted(path)) in the HDF5 file cannot be read")
    }
    return numbers
  }

  private func numbers(of dataSet: HDF5Library.ID, count: Int) -> [Float]? {
    let type = library.dataSetType(dataSet)
    defer { _ = library.closeType(type) }
    // HDF5 has no bfloat16, so Keras writes its two bytes as they are.
    if library.typeClass(type) == HDF5Library.opaqueClass, library.typeSize(type) == 2 {
      var halves = [UInt16](repeating: 0, count: count)
      guard library.readDataSet(dataSet, type, 0, 0, 0, &halves) >= 0 else { return nil }
      return halves.map { Float(bitPattern: UInt32($0) << 16) }
    }
    var numbers = [Float](repeating: 0, count: count)
    guard library.readDataSet(dataSet, library.float, 0, 0, 0, &numbers) >= 0 else { return nil }
    return numbers
  }

  private func dataSet(
    at path: String, in file: HDF5Library.ID
  ) throws(ModelError) -> DataSet? {
    let object = library.openObject(file, path, 0)
    guard object >= 0 else { return nil }
    defer { _ = library.closeObject(object) }
    guard library.objectKind(object) == HDF5Library.dataSetKind else { return nil }
    let type = library.dataSetType(object)
    defer { _ = library.closeType(type) }
    guard HDF5Library.numberClasses.contains(library.typeClass(type)) else { return nil }
    let space = library.dataSpace(object)
    defer { _ = library.closeSpace(space) }
    let rank = Int(library.rank(space))
    guard space >= 0, (0...32).contains(rank) else {
      throw ModelError("the shape of \(quoted(path)) in the HDF5 file is damaged; save it again")
    }
    var sizes = [UInt64](repeating: 0, count: max(rank, 1))
    _ = library.sizes(space, &sizes, nil)
    return DataSet(path: path, dimensions: sizes.prefix(rank).map { Int(clamping: $0) })
  }
}

/// The links that a walk through a file has met.
private final class LinkList {
  static let limit = 2_000_000
  /// More groups within one another than the deepest model has. libhdf5 calls itself for each, until
  /// the stack is at its end.
  private static let depthLimit = 200
  var paths: [String] = []

  static func isTooDeep(_ path: String) -> Bool {
    path.utf8.count { $0 == UInt8(ascii: "/") } > depthLimit
  }
}
