import Foundation
import TestSupport
import Testing
import Training

@testable import Peers

@Suite struct RoundServerTests {
  /// 2→32 softmax→1 sigmoid, Adam.
  private let task = PeerTask.catalog[7]

  @Test func answersAreThoseOfTheTrainerWithoutShuffling() throws {
    try withTemporaryFolder { path in
      let folder = TaskFolder(path: path)
      try folder.export(task, seed: 3)
      let data = try task.makeData(sampleCount: task.sampleCount, seed: 3)
      let trainer = try Trainer(
        task.network, training: task.training(),
        options: TrainerOptions(batchSize: task.batchSize, seed: 3, shuffles: false))
      try trainer.load(inputs: data.inputs, targets: data.targets)
      let expected = (0..<20).map { _ in trainer.run(steps: 1).lastLoss }

      let server = try RoundServer(folder: folder, threads: 2)
      let losses = try server.answer("losses 20").split(separator: " ").compactMap { Double($0) }
      #expect(losses == expected)
      #expect(losses[19] < losses[0])
    }
  }

  @Test func everyRequestBeginsAtTheStart() throws {
    try withTemporaryFolder { path in
      let folder = TaskFolder(path: path)
      try folder.export(task, seed: 3)
      let server = try RoundServer(folder: folder, threads: 1)
      let losses = try server.answer("losses 3")
      let digest = try server.answer("digest 5")
      #expect(try server.answer("steps 7").hasSuffix(" 7"))
      #expect(try server.answer("losses 3") == losses)
      #expect(try server.answer("digest 5") == digest)
      #expect(try server.answer("digest 6") != digest)
      #expect(try RoundServer(folder: folder, threads: 2).answer("digest 5") == digest)
    }
  }

  @Test func theGreetingAndThePeakAreNumbersThatOthersRead() throws {
    try withTemporaryFolder { path in
      let folder = TaskFolder(path: path)
      try folder.export(task, seed: 3)
      let server = try RoundServer(folder: folder, threads: 1)
      let greeting = try JSONDecoder().decode(Greeting.self, from: Data(server.greeting.utf8))
      #expect(greeting.version == "gradmark")
      #expect(greeting.difference == nil)
      #expect(try #require(Double(server.answer("peak 1"))) > 0)
    }
  }

  @Test(arguments: ["steps", "steps 0", "steps -1", "steps x", "steps 1 2", "", "rest 1"])
  func whatMakesNoSenseIsRefused(request: String) throws {
    try withTemporaryFolder { path in
      let folder = TaskFolder(path: path)
      try folder.export(PeerTask.catalog[8], seed: 3)
      let server = try RoundServer(folder: folder, threads: 1)
      #expect(throws: PeerError.self) { try server.answer(request) }
    }
  }
}
