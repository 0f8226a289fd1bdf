import CPlatform
import Datasets
import Networks
import Records
import Suites
import TensorFiles
import Training

/// What cases read besides the program, known by its content: whoever changes a file changes the case.
struct CaseFiles {
  private typealias PlannedCase = BenchmarkPlan.PlannedCase

  private let digitsDigest: String?

  /// Reads recorded digits once, so that damaged files are found before any work.
  ///
  /// - Parameter digitsFolder: a folder with MNIST's four files for `digits`; `nil` draws digits.
  /// - Throws: a `FileError` that names the file.
  init(digitsFolder: String?) throws {
    digitsDigest = try digitsFolder.map(Self.digitsDigest)
  }

  /// The digests of the files that a case reads, by what they are for; `nil` where it reads none.
  ///
  /// - Parameters:
  ///   - subject: the case.
  ///   - model: its network, where that came out of a file.
  ///   - dataFile: the samples that it is trained on, where they come out of a file.
  /// - Throws: a `LibraryError` where the case names a library that cannot be used, a `FileError` where the
  ///   samples cannot be read.
  func digests(
    of subject: BenchmarkCase, model: BenchmarkPlan.Model? = nil, dataFile: String? = nil
  ) throws -> [String: String]? {
    var files: [String: String] = [:]
    files[PlannedCase.modelFile] = model?.digest
    files[PlannedCase.dataFile] = try dataFile.map(Self.dataDigest)
    if Catalog.learnsDigits(subject.model) { files[PlannedCase.digitsFile] = digitsDigest }
    if let kernels = subject.kernels {
      files[PlannedCase.kernelsFile] = try Self.libraryDigest(of: kernels)
    }
    return files.isEmpty ? nil : files
  }

  /// The SHA-256 of recorded digits: of what the files hold, so that packed and plain ones are alike.
  ///
  /// - Throws: a `FileError` that names the file at fault.
  static func digitsDigest(inFolder folder: String) throws -> String {
    var hash = SHA256()
    try RecordedDigits(folder: folder).withContents { hash.update($0) }
    return hash.hexadecimal()
  }

  /// The SHA-256 of a file of samples.
  ///
  /// - Throws: a `FileError` where it cannot be read.
  static func dataDigest(of path: String) throws(FileError) -> String {
    sha256(try WholeFile.read(path))
  }

  /// The SHA-256 of the file that the loader took a library's products from; `nil` where it cannot be
  /// read.
  ///
  /// - Throws: a `LibraryError` where the library cannot be used.
  static func libraryDigest(of kernels: String) throws(LibraryError) -> String? {
    guard let library = try CBLASLibrary.chosen(by: kernels) else { return nil }
    return library.file.flatMap { fileDigest($0).value }
  }
}

extension CBLASLibrary {
  /// The file that holds the products: a name of a library may stand for a link, or for another file
  /// that the loader adds.
  fileprivate var file: String? {
    gradmark_file_of_code(multiplySymbol).map { String(cString: $0) }
  }
}

extension SweepPlan.Group {
  /// Sees whether what the case reads is still what it was when it was planned.
  ///
  /// - Parameter digest: that of the file as it is now.
  /// - Throws: a `SweepError` where it is not.
  func check(_ file: String, is digest: String?) throws {
    guard let planned = files?[file], digest != planned else { return }
    throw SweepError(
      .badData,
      "the \(file) that \(subject) was planned with were changed since: they had the SHA-256 "
        + "\(planned.prefix(16))…, and have \(digest.map { "\($0.prefix(16))…" } ?? "none") now; "
        + "leave them alone while a sweep runs")
  }
}
