import ArgumentParser
import Foundation
import Peers

/// `gradmark serve-rounds`: gradmark's own side of a match, driven by `gradmark peers`.
struct ServeRoundsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-rounds", abstract: "Answer the requests of 'gradmark peers'.",
    shouldDisplay: false)

  @Argument(help: "The folder of an exported task.")
  var folder: String

  @Option(help: "Threads to train with.")
  var threads: Int

  func run() throws {
    let server = try RoundServer(folder: TaskFolder(path: folder), threads: threads)
    try say(server.greeting)
    while let request = readLine() { try say(server.answer(request)) }
  }

  /// `print` would hold lines back, since they go into a pipe.
  private func say(_ line: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
  }
}
