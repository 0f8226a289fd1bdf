import Foundation

@testable import Reports

/// The runs in the repository's results, read once for all tests: some 50 MB, of which every line is hashed.
enum CommittedRuns {
  private static let reading = Result {
    try ResultsIndex(
      readingRunsIn: URL(filePath: #filePath).appending(path: "../../../results").standardized.path)
  }

  static var index: ResultsIndex {
    get throws { try reading.get() }
  }
}
