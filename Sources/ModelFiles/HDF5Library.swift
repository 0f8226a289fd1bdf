import Networks

/// The functions of libhdf5 that reading a model takes; identifiers are 64 bits since version 1.10.
struct HDF5Library: Sendable {
  typealias ID = Int64
  typealias Text = UnsafePointer<CChar>
  typealias Visitor =
    @convention(c) (ID, Text, UnsafeRawPointer, UnsafeMutableRawPointer?) -> Int32

  let openFile: @convention(c) (Text, UInt32, ID) -> ID
  let closeFile: @convention(c) (ID) -> Int32
  let attributeExists: @convention(c) (ID, Text) -> Int32
  let openAttribute: @convention(c) (ID, Text, ID) -> ID
  let attributeType: @convention(c) (ID) -> ID
  let attributeSpace: @convention(c) (ID) -> ID
  let readAttribute: @convention(c) (ID, ID, UnsafeMutableRawPointer) -> Int32
  let closeAttribute: @convention(c) (ID) -> Int32
  let typeClass: @convention(c) (ID) -> Int32
  let typeSize: @convention(c) (ID) -> Int
  let isVariableText: @convention(c) (ID) -> Int32
  let copyType: @convention(c) (ID) -> ID
  let setTypeSize: @convention(c) (ID, Int) -> Int32
  let setCharacterSet: @convention(c) (ID, Int32) -> Int32
  let closeType: @convention(c) (ID) -> Int32
  let freeMemory: @convention(c) (UnsafeMutableRawPointer?) -> Int32
  let visitLinks: @convention(c) (ID, Int32, Int32, Visitor, UnsafeMutableRawPointer?) -> Int32
  let openObject: @convention(c) (ID, Text, ID) -> ID
  let closeObject: @convention(c) (ID) -> Int32
  let objectKind: @convention(c) (ID) -> Int32
  let dataSpace: @convention(c) (ID) -> ID
  let rank: @convention(c) (ID) -> Int32
  let sizes:
    @convention(c) (ID, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?) -> Int32
  let closeSpace: @convention(c) (ID) -> Int32
  let dataSetType: @convention(c) (ID) -> ID
  let readDataSet: @convention(c) (ID, ID, ID, ID, ID, UnsafeMutableRawPointer) -> Int32
  let creationSettings: @convention(c) (ID) -> ID
  let externalFileCount: @convention(c) (ID) -> Int32
  let closeSettings: @convention(c) (ID) -> Int32
  let createFile: @convention(c) (Text, UInt32, ID, ID) -> ID
  let createSettings: @convention(c) (ID) -> ID
  let createGroups: @convention(c) (ID, UInt32) -> Int32
  let createGroup: @convention(c) (ID, Text, ID, ID, ID) -> ID
  let createDataSet: @convention(c) (ID, Text, ID, ID, ID, ID, ID) -> ID
  let writeDataSet: @convention(c) (ID, ID, ID, ID, ID, UnsafeRawPointer) -> Int32
  let createSpace: @convention(c) (Int32, UnsafePointer<UInt64>?, UnsafePointer<UInt64>?) -> ID
  let createAttribute: @convention(c) (ID, Text, ID, ID, ID, ID) -> ID
  let writeAttribute: @convention(c) (ID, ID, UnsafeRawPointer) -> Int32
  /// The type of C's texts.
  let text: ID
  /// The type of this machine's 32-bit numbers.
  let float: ID

  /// The type of 32-bit numbers in files.
  let storedFloat: ID
  /// The class of settings for links.
  let linkCreation: ID

  /// What `objectKind` returns for a data set.
  static let dataSetKind: Int32 = 5
  /// What `typeClass` returns for a text.
  static let textClass: Int32 = 3
  /// What it returns for bytes that only their writer knows the meaning of.
  static let opaqueClass: Int32 = 5
  /// What it returns for whole numbers, numbers with a point, such bytes, and lists of named numbers, by
  /// which truths are written.
  static let numberClasses: Set<Int32> = [0, 1, opaqueClass, 8]
  /// The size of a text that has no fixed one.
  static let variableSize = -1

  /// Loads the library and keeps it from printing its errors.
  ///
  /// - Throws: a `ModelError` that says what to install.
  init() throws(ModelError) {
    let library = try SharedLibrary(
      named: "libhdf5",
      files: [
        "libhdf5_serial.so.310", "libhdf5_serial.so.103", "libhdf5.so.310", "libhdf5.so.200",
        "libhdf5.so.103", "libhdf5_serial.so", "libhdf5.so",
      ], package: "libhdf5-103-1")
    func function<Function>(_ names: String..., as: Function.Type = Function.self)
      throws(ModelError) -> Function
    {
      let symbol =
        names.count > 1
        ? try library.symbol(names[0], names[1]) : try library.symbol(names[0])
      return unsafeBitCast(symbol, to: Function.self)
    }
    let initialize: @convention(c) () -> Int32 = try function("H5open")
    let handleErrors: @convention(c) (ID, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32 =
      try function("H5Eset_auto2")
    _ = initialize()
    _ = handleErrors(0, nil, nil)
    openFile = try function("H5Fopen")
    closeFile = try function("H5Fclose")
    attributeExists = try function("H5Aexists")
    openAttribute = try function("H5Aopen")
    attributeType = try function("H5Aget_type")
    attributeSpace = try function("H5Aget_space")
    readAttribute = try function("H5Aread")
    closeAttribute = try function("H5Aclose")
    typeClass = try function("H5Tget_class")
    typeSize = try function("H5Tget_size")
    isVariableText = try function("H5Tis_variable_str")
    copyType = try function("H5Tcopy")
    setTypeSize = try function("H5Tset_size")
    setCharacterSet = try function("H5Tset_cset")
    closeType = try function("H5Tclose")
    freeMemory = try function("H5free_memory")
    visitLinks = try function("H5Lvisit1", "H5Lvisit")
    openObject = try function("H5Oopen")
    closeObject = try function("H5Oclose")
    objectKind = try function("H5Iget_type")
    dataSpace = try function("H5Dget_space")
    rank = try function("H5Sget_simple_extent_ndims")
    sizes = try function("H5Sget_simple_extent_dims")
    closeSpace = try function("H5Sclose")
    dataSetType = try function("H5Dget_type")
    readDataSet = try function("H5Dread")
    creationSettings = try function("H5Dget_create_plist")
    externalFileCount = try function("H5Pget_external_count")
    closeSettings = try function("H5Pclose")
    createFile = try function("H5Fcreate")
    createSettings = try function("H5Pcreate")
    createGroups = try function("H5Pset_create_intermediate_group")
    createGroup = try function("H5Gcreate2")
    createDataSet = try function("H5Dcreate2")
    writeDataSet = try function("H5Dwrite")
    createSpace = try function("H5Screate_simple")
    createAttribute = try function("H5Acreate2")
    writeAttribute = try function("H5Awrite")
    storedFloat = try library.symbol("H5T_IEEE_F32LE_g").load(as: ID.self)
    linkCreation = try library.symbol("H5P_CLS_LINK_CREATE_ID_g").load(as: ID.self)
    float = try library.symbol("H5T_NATIVE_FLOAT_g").load(as: ID.self)
    text = try library.symbol("H5T_C_S1_g").load(as: ID.self)
  }
}
