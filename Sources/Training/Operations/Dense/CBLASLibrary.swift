import Glibc

/// Why a library of products cannot be used: which one, and what to do.
public struct LibraryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Problem: Sendable { case missing, unusable }

  /// The kind of this one.
  public let problem: Problem
  /// The sentence a user reads.
  public let description: String
}

/// A library with the C interface of BLAS (OpenBLAS, BLIS, MKL), loaded while the program runs.
///
/// It is kept to one thread: the trainer's workers share its calls out among themselves.
public struct CBLASLibrary: Sendable {
  /// The file's name and what the library says about itself, such as
  /// `cblas:libopenblas.so.0 OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH … Haswell MAX_THREADS=64`.
  public let description: String
  let multiply: MatrixMultiply

  /// The code of its products.
  package var multiplySymbol: UnsafeRawPointer { UnsafeRawPointer(multiply.symbol) }

  /// Loads a library; it stays loaded until the program ends.
  ///
  /// - Parameter path: a file, or a bare name that the loader finds.
  /// - Throws: a `LibraryError` where there is no such file, or no `cblas_sgemm` in it.
  public init(path: String) throws(LibraryError) {
    guard !path.contains("/") || access(path, F_OK) == 0 else {
      throw LibraryError(
        problem: .missing,
        description: "there is no file \(path); name a library such as "
          + "/usr/lib/x86_64-linux-gnu/libopenblas.so.0")
    }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
      throw LibraryError(
        problem: .unusable,
        description: "\(path) is no library that can be loaded (\(reason)); name one such as "
          + "libopenblas.so.0")
    }
    guard let symbol = dlsym(handle, "cblas_sgemm") else {
      throw LibraryError(
        problem: .unusable,
        description: "\(path) has no cblas_sgemm; name a library with the C interface of BLAS")
    }
    multiply = MatrixMultiply(symbol: symbol)
    Self.useOneThread(handle)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let details = Self.details(handle).map { " \($0)" } ?? ""
    description = "cblas:\(name)\(details)"
  }

  /// What stands before a library's path where kernels are chosen: `cblas:libopenblas.so.0`.
  public static let prefix = "cblas:"

  /// The library that a choice of kernels names, or `nil` where it names none.
  ///
  /// - Throws: as `init(path:)`.
  public static func chosen(by kernels: String) throws(LibraryError) -> CBLASLibrary? {
    guard kernels.hasPrefix(prefix), kernels.count > prefix.count else { return nil }
    return try CBLASLibrary(path: String(kernels.dropFirst(prefix.count)))
  }

  /// Tells the library by those of its functions that it has.
  private static func useOneThread(_ handle: UnsafeMutableRawPointer) {
    for name in ["openblas_set_num_threads", "MKL_Set_Num_Threads"] {
      if let symbol = dlsym(handle, name) {
        unsafeBitCast(symbol, to: (@convention(c) (CInt) -> Void).self)(1)
      }
    }
    // BLIS counts in its own integer, which is as wide as a pointer unless it was built otherwise.
    if let symbol = dlsym(handle, "bli_thread_set_num_threads") {
      unsafeBitCast(symbol, to: (@convention(c) (Int) -> Void).self)(1)
    }
  }

  private static func details(_ handle: UnsafeMutableRawPointer) -> String? {
    for (name, prefix) in [("openblas_get_config", ""), ("bli_info_get_version_str", "BLIS ")] {
      guard let symbol = dlsym(handle, name) else { continue }
      typealias Text = @convention(c) () -> UnsafePointer<CChar>?
      guard let text = unsafeBitCast(symbol, to: Text.self)() else { continue }
      return prefix + String(cString: text).split(separator: " ").joined(separator: " ")
    }
    return nil
  }
}

/// `cblas_sgemm` of a loaded library.
struct MatrixMultiply: BitwiseCopyable, @unchecked Sendable {
  // Safe: code of a library that is never unloaded.
  let symbol: UnsafeMutableRawPointer

  private typealias Function =
    @convention(c) (
      CInt, CInt, CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>,
      CInt, Float, UnsafeMutablePointer<Float>, CInt
    ) -> Void

  /// c = keeping·c + a·b, with a or b transposed where that is said.
  ///
  /// - Shapes: c [rows][columns], the inner dimension is `depth`.
  func callAsFunction(
    _ a: RowMajorMatrix, isATransposed: Bool = false, _ b: RowMajorMatrix,
    isBTransposed: Bool = false, keeping: Float = 0, into c: RowMajorMatrix, rows: Int,
    columns: Int, depth: Int
  ) {
    // Values of CBLAS_LAYOUT and CBLAS_TRANSPOSE in the reference interface.
    let rowMajor: CInt = 101, plain: CInt = 111, transposed: CInt = 112
    unsafeBitCast(symbol, to: Function.self)(
      rowMajor, isATransposed ? transposed : plain, isBTransposed ? transposed : plain,
      CInt(rows), CInt(columns), CInt(depth), 1, a.base, CInt(a.stride), b.base, CInt(b.stride),
      keeping, c.base, CInt(c.stride))
  }
}
