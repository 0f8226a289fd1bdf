import Glibc
import Networks

/// A library of the system that is looked for when it is needed, so that a build and a machine without
/// it stay possible.
struct SharedLibrary: @unchecked Sendable {
  // The handle is never closed, and looking up a symbol is safe from any thread.
  private let handle: UnsafeMutableRawPointer
  private let name: String

  /// Loads the first of these files that the system has.
  ///
  /// - Throws: a `ModelError` that says what to install.
  init(named name: String, files: [String], package: String) throws(ModelError) {
    guard let handle = files.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      throw ModelError(
        "reading it needs \(name), which this machine lacks; install Debian's \(package), "
          + "or give the model's JSON")
    }
    self.handle = handle
    self.name = name
  }

  /// A function or variable of the library by the first of its names that there is.
  ///
  /// - Throws: a `ModelError` where the library is another one than expected.
  func symbol(_ names: String...) throws(ModelError) -> UnsafeMutableRawPointer {
    guard let symbol = names.lazy.compactMap({ dlsym(handle, $0) }).first else {
      throw ModelError("this machine's \(name) lacks \(names[0]); install a newer one")
    }
    return symbol
  }
}
