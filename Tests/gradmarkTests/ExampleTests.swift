import Foundation
import Testing

/// What pages show of the programs in `Benchmarks/Examples` is what `make examples` builds and runs.
@Suite struct ExampleTests {
  @Test(arguments: ["README.md", "Sources/Training/Training.docc/UsingTheLibraries.md"])
  func pagesShowTheExampleAsItIsCompiled(page: String) throws {
    let example = try text(of: "Benchmarks/Examples/TwoToTwo/main.swift")
    #expect(try text(of: page).contains("```swift\n\(example)```"))
  }

  private func text(of path: String) throws -> String {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
