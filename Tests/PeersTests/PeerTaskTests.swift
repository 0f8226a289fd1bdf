import Foundation
import Networks
import Records
import TensorFiles
import TestSupport
import Testing

@testable import Peers

@Suite struct PeerTaskTests {
  @Test func driversReadAWholeTaskFromItsFile() throws {
    let text = String(decoding: try RecordCoding.line(PeerTask.catalog[7]), as: UTF8.self)
    #expect(
      text == """
        {"batchSize":32,"inputShape":[2],"layers":[{"activation":"softmax","kind":"dense",\
        "name":"dense_1","units":32},{"activation":"sigmoid","kind":"dense","name":"dense_2",\
        "units":1}],"loss":"binary_crossentropy","model":"and",\
        "optimizer":{"beta1":0.9,"beta2":0.999,"epsilon":1e-07,"kind":"adam","learningRate":0.001}}
        """)
  }

  @Test func theCatalogIsTheOneThatGoalsAreSetFor() {
    #expect(
      PeerTask.catalog.map { "\($0.title), batch \($0.batchSize)" } == [
        "514→514→257, Adam, no penalties, batch 1024",
        "514→514→257, Adam, no penalties, batch 128",
        "514→514→257, Adam, no penalties, batch 32",
        "32×32×3→3×3×32→3×3×64→3×3×128→10 softmax, Adam, batch 8",
        "128→128→64, Adam, no penalties, batch 32", "784→10 softmax, SGD, batch 128",
        "3×1→10 recurrent tanh→1, Adam, batch 32", "2→32 softmax→1 sigmoid, Adam, batch 32",
        "2→2, SGD, batch 32",
      ])
  }

  // Without the batch size, the first three are the same.
  @Test(arguments: 2...8)
  func dataFitTheNetworkAndFillItsBatches(index: Int) throws {
    let task = PeerTask.catalog[index]
    let data = try task.makeData(sampleCount: 8, seed: 1)
    let network = try task.network.resolved()
    #expect(data.inputs.sampleShape == network.layers[0].outputShape)
    #expect(data.targets.sampleShape == network.layers[network.layers.count - 1].outputShape)
    #expect(data.sampleCount == 8)
  }

  @Test func samplesFillTheirBatches() {
    #expect(PeerTask.catalog.allSatisfy { $0.sampleCount % $0.batchSize == 0 })
  }

  @Test func whatIsExportedComesBack() throws {
    try withTemporaryFolder { path in
      let task = PeerTask.catalog[8]
      let folder = TaskFolder(path: path)
      try folder.export(task, seed: 3)
      #expect(try folder.task() == task)
      let data = try task.makeData(sampleCount: task.sampleCount, seed: 3)
      #expect(try folder.data().inputs == data.inputs)
      #expect(try folder.data().targets == data.targets)
      #expect(
        try folder.startWeights().map(\.name)
          == task.layers.flatMap { ["\($0.name)/kernel", "\($0.name)/bias"] })
    }
  }

  @Test func aFolderWithoutATaskIsRefusedByName() throws {
    try withTemporaryFolder { path in
      let folder = TaskFolder(path: path)
      #expect(
        throws: FileError(
          path: "\(path)/task.json", problem: .unreadable,
          reason: "is missing or may not be read; name a folder that 'gradmark peers' made")
      ) { try folder.task() }
      try Data("{}".utf8).write(to: URL(filePath: "\(path)/task.json"))
      #expect(
        throws: FileError(
          path: "\(path)/task.json", problem: .malformed,
          reason: "is no task; name a folder that 'gradmark peers' made")
      ) { try folder.task() }
    }
  }

  @Test func adamWithoutItsSettingsIsRefused() {
    var task = PeerTask.catalog[0]
    task.optimizer.epsilon = nil
    #expect(throws: ModelError.self) { try task.training() }
  }
}
