import Foundation

@testable import ModelFiles

/// Tests that read saved models beside them.
protocol ReadsFixtures {}

extension ReadsFixtures {
  func path(_ name: String) -> String {
    Bundle.module.resourceURL!.appending(path: "Fixtures/\(name)").path
  }

  func saved(_ name: String) throws -> SavedModel {
    try SavedModel(
      path: path(name), start: Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))))
  }
}
