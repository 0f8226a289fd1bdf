import CRanks
import Glibc

/// An engine of MPI, opened while the program runs: no other is needed to build it, or to run it on one
/// machine.
///
/// Handles are words here: what Open MPI has as a pointer and MPICH as a number of 32 bits goes through the
/// same register, of which a callee that wants 32 bits reads no more.
struct MPILibrary: Sendable {
  typealias Handle = UInt
  typealias Initialize =
    @convention(c) (
      UnsafeMutablePointer<CInt>?, UnsafeMutableRawPointer?, CInt, UnsafeMutablePointer<CInt>
    ) -> CInt
  typealias Ask = @convention(c) (Handle, UnsafeMutablePointer<CInt>) -> CInt
  typealias Describe =
    @convention(c) (
      UnsafeMutablePointer<CChar>, UnsafeMutablePointer<CInt>
    ) -> CInt
  /// Memory, count, type, other rank, tag, communicator, request.
  typealias Transfer =
    @convention(c) (
      UnsafeMutableRawPointer, CInt, Handle, CInt, CInt, Handle, UnsafeMutableRawPointer
    ) -> CInt
  /// Communicator, color, key, new communicator.
  typealias Split =
    @convention(c) (Handle, CInt, CInt, UnsafeMutablePointer<Handle>) -> CInt
  /// Request, whether it is over, status.
  typealias Test =
    @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<CInt>, Handle) -> CInt
  /// Memory, where the result goes, count, type, operation, communicator.
  typealias Reduce =
    @convention(c) (
      UnsafeMutableRawPointer, UnsafeMutableRawPointer, CInt, Handle, Handle, Handle
    ) -> CInt
  typealias WaitForAll = @convention(c) (CInt, UnsafeMutableRawPointer, Handle) -> CInt
  typealias Finalize = @convention(c) () -> CInt
  typealias Abort = @convention(c) (Handle, CInt) -> CInt

  let initialize: Initialize
  let size: Ask
  let rank: Ask
  let processorName: Describe
  let send: Transfer
  let receive: Transfer
  let waitForAll: WaitForAll
  let test: Test
  let split: Split
  let allReduce: Reduce
  let finalize: Finalize
  let abort: Abort

  /// All ranks, and bytes as what is sent.
  let world: Handle
  let byte: Handle
  /// Floats and their sum, for what the engine itself would make of them.
  let float: Handle
  let sum: Handle
  let statusesIgnored: Handle
  let requestBytes: Int
  /// What the library says of itself, such as `Open MPI v4.1.4`.
  let version: String

  /// Opens the library that goes with a launcher; it stays open until the program ends.
  ///
  /// - Throws: a `RankError` where there is none, or where it is none that we know.
  init(_ launch: Launch) throws(RankError) {
    let library = try OpenLibrary(launch)
    initialize = try library.function("MPI_Init_thread", Initialize.self)
    size = try library.function("MPI_Comm_size", Ask.self)
    rank = try library.function("MPI_Comm_rank", Ask.self)
    processorName = try library.function("MPI_Get_processor_name", Describe.self)
    send = try library.function("MPI_Isend", Transfer.self)
    receive = try library.function("MPI_Irecv", Transfer.self)
    waitForAll = try library.function("MPI_Waitall", WaitForAll.self)
    test = try library.function("MPI_Test", Test.self)
    split = try library.function("MPI_Comm_split", Split.self)
    allReduce = try library.function("MPI_Allreduce", Reduce.self)
    finalize = try library.function("MPI_Finalize", Finalize.self)
    abort = try library.function("MPI_Abort", Abort.self)
    version = text(
      of: try library.function("MPI_Get_library_version", Describe.self),
      bytes: Int(GRADMARK_MPI_VERSION_BYTES))

    if let world = library.address(GRADMARK_OPEN_MPI_COMM_WORLD),
      let byte = library.address(GRADMARK_OPEN_MPI_BYTE),
      let float = library.address(GRADMARK_OPEN_MPI_FLOAT),
      let sum = library.address(GRADMARK_OPEN_MPI_SUM)
    {
      (self.world, self.byte, self.float, self.sum) = (world, byte, float, sum)
      statusesIgnored = Handle(GRADMARK_OPEN_MPI_STATUSES_IGNORE)
      requestBytes = Int(GRADMARK_OPEN_MPI_REQUEST_BYTES)
    } else if ["MPICH", "Intel(R) MPI", "MVAPICH"].contains(where: version.contains) {
      (world, byte) = (Handle(GRADMARK_MPICH_COMM_WORLD), Handle(GRADMARK_MPICH_BYTE))
      (float, sum) = (Handle(GRADMARK_MPICH_FLOAT), Handle(GRADMARK_MPICH_SUM))
      statusesIgnored = Handle(GRADMARK_MPICH_STATUSES_IGNORE)
      requestBytes = Int(GRADMARK_MPICH_REQUEST_BYTES)
    } else {
      throw RankError(
        .unavailable,
        "\(library.name) calls itself '\(version)'; use Open MPI 4 or 5, or MPICH 4 or an engine "
          + "of its ABI")
    }
  }

  /// The name of this host.
  var hostName: String { text(of: processorName, bytes: Int(GRADMARK_MPI_NAME_BYTES)) }
}

/// A library of MPI that the loader has found.
private struct OpenLibrary {
  let name: String
  private let handle: UnsafeMutableRawPointer

  init(_ launch: Launch) throws(RankError) {
    var reason = "no reason given"
    for name in launch.libraries {
      // Global: parts that the engine opens itself look for its symbols.
      if let handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL) {
        (self.name, self.handle) = (name, handle)
        return
      }
      reason = dlerror().map { String(cString: $0) } ?? reason
    }
    throw RankError(
      .unavailable,
      "\(launch.subject), but its library cannot be loaded (\(reason)); install it on every host, or "
        + "add its folder to LD_LIBRARY_PATH")
  }

  func function<Function>(_ name: String, _: Function.Type) throws(RankError) -> Function {
    guard let symbol = dlsym(handle, name) else {
      throw RankError(
        .unavailable,
        "\(self.name) has no \(name); use Open MPI 4 or 5, or MPICH 4 or an engine of its ABI")
    }
    return unsafeBitCast(symbol, to: Function.self)
  }

  func address(_ name: String) -> MPILibrary.Handle? {
    dlsym(handle, name).map { UInt(bitPattern: $0) }
  }
}

/// What one of those functions says that write a text.
private func text(of describe: MPILibrary.Describe, bytes: Int) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes + 1) { buffer in
    buffer.initialize(repeating: 0)
    guard let text = buffer.baseAddress else { return "" }
    var length: CInt = 0
    _ = describe(text, &length)
    let line = String(cString: text).prefix { $0 != "\n" && $0 != "," }
    // 'MPICH Version:', a tab, and the number.
    return line.split(whereSeparator: \.isWhitespace).filter { $0 != "Version:" }
      .joined(separator: " ")
  }
}
