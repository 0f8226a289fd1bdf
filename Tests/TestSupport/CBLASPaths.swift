import Foundation
import Synchronization

/// Libraries with the C interface of BLAS to test with.
public enum CBLASPaths {
  /// A plain one, compiled when first asked for, and those of Debian's that are here.
  public static func all() throws -> [String] {
    let installed = [
      "openblas-pthread/libopenblas.so.0", "blis-pthread/libblis.so.4",
    ].flatMap { name in
      ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/\(name)" }
    }
    return [try plain.get()] + installed.filter(FileManager.default.fileExists(atPath:))
  }

  /// Three loops in Double, as the reference interface has them.
  private static let plain = Result {
    try compile(
      """
      void cblas_sgemm(int layout, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                       int lda, const float *b, int ldb, float beta, float *c, int ldc) {
        for (int i = 0; i < m; i++)
          for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int p = 0; p < k; p++)
              sum += (double)(ta == 112 ? a[p * lda + i] : a[i * lda + p])
                     * (tb == 112 ? b[j * ldb + p] : b[p * ldb + j]);
            c[i * ldc + j] = layout == 101 ? alpha * sum + (beta == 0 ? 0 : beta * c[i * ldc + j]) : 0;
          }
      }
      """)
  }

  /// What was compiled so far.
  private static let compiled = Mutex<[String]>([])

  /// A shared library made of C; it stays as long as the process.
  public static func compile(_ source: String) throws -> String {
    let base = FileManager.default.temporaryDirectory
      .appending(path: "gradmark-cblas-\(UUID().uuidString)")
    let (code, library) = (base.path + ".c", base.path + ".so")
    try Data(source.utf8).write(to: URL(filePath: code))
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-shared", "-fPIC", "-O1", "-o", library, code]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    try FileManager.default.removeItem(atPath: code)
    compiled.withLock { libraries in
      if libraries.isEmpty { atexit { CBLASPaths.compiled.withLock { $0.forEach { unlink($0) } } } }
      libraries.append(library)
    }
    return library
  }
}
