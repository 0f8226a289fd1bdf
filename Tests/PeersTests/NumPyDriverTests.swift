import Datasets
import Foundation
import Networks
import Suites
import Sweeps
import TestSupport
import Testing
import Training

@testable import Peers

/// The real driver of the smallest library, where Python and NumPy are here.
@Suite(.enabled(if: NumPyDriver.isHere, "python3 with numpy is not here"))
struct NumPyDriverTests {
  /// Starts the driver on an exported network of the catalogue, in a folder.
  private func start(_ entry: Catalog.Entry, in path: String) throws -> PeerProcess {
    let task = try PeerTask(entry, batchSize: 32)
    let trainer = try Trainer(
      entry.trainingNetwork, training: entry.training, options: TrainerOptions(batchSize: 32))
    try TaskFolder(path: path).export(
      task, start: trainer.weights(), data: try data(entry))
    return try PeerProcess(
      ["python3", NumPyDriver.path, path, "1", ""], cpus: [allowedCPUs()[0]])
  }

  /// Two batches of the network's data.
  private func data(_ entry: Catalog.Entry) throws -> Dataset {
    try Workload(entry)
      .makeData(seed: 1, trainingCount: 64, heldOutCount: 1).training
  }

  @Test(arguments: [Catalog.pair, Catalog.ladder[1]])
  func itProvesTheWorkOfGradmark(entry: Catalog.Entry) throws {
    try withTemporaryFolder { path in
      let driver = try start(entry, in: path)
      let greeting = try JSONDecoder().decode(Greeting.self, from: Data(driver.listen().utf8))
      let count = entry.referenceCounts.compactMap(\.self).reduce(0, +)
      #expect(greeting.parameters == count)
      let proof = try JSONDecoder().decode(PeerProof.self, from: Data(driver.ask("prove 10").utf8))
      #expect(proof.parameters == count)
      // Penalties are in the loss, and in what is learnt from it.
      let trainer = try Trainer(
        entry.trainingNetwork, training: entry.training,
        options: TrainerOptions(batchSize: 32, shuffles: false))
      let data = try data(entry)
      try trainer.load(inputs: data.inputs, targets: data.targets)
      for loss in proof.losses {
        let expected = trainer.run(steps: 1).lastLoss
        #expect(abs((loss ?? .nan) - expected) <= 1e-5 * abs(expected))
      }
      let words = try driver.ask("steps 7").split(separator: " ")
      #expect(words.last == "7")
    }
  }

  @Test func whatItCannotTrainIsRefusedInASentence() throws {
    try withTemporaryFolder { path in
      let driver = try start(Catalog.conv, in: path)
      let error = #expect(throws: PeerError.self) { try driver.listen() }
      #expect(error?.isRefusal == true)
      #expect(
        error?.description
          == "NumPy takes part with dense layers alone, and this has a convolution")
    }
  }

  @Test func itsVersionIsToldBeforeAnyWork() throws {
    let driver = try PeerProcess(
      ["python3", NumPyDriver.path, "--version", "1", ""], cpus: [allowedCPUs()[0]])
    #expect(try driver.listen().hasPrefix("NumPy "))
  }
}

private enum NumPyDriver {
  static let path = URL(filePath: #filePath)
    .appending(path: "../../../Benchmarks/Peers/numpy_peer.py").standardized.path

  static var isHere: Bool {
    guard
      let python = try? PeerProcess(
        ["python3", "-c", "import numpy; print(1)"], cpus: [allowedCPUs()[0]])
    else { return false }
    return (try? python.listen()) == "1"
  }
}
