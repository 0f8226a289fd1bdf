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
    // Answers go into a pipe, which would hold them back.
    setvbuf(stdout, nil, _IOLBF, 0)
    print(server.greeting)
    while let request = readLine() { print(try server.answer(request)) }
  }
}
