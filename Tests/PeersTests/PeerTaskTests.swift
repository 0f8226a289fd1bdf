import Datasets
import Foundation
import Networks
import Records
import TensorFiles
import TestSupport
import Testing

@testable import Peers

@Suite struct PeerTaskTests {
  @Test func driversReadAWholeTaskFromItsFile() throws {
    let task = try PeerTask(Catalog.and, batchSize: 32)
    let text = String(decoding: try RecordCoding.line(task), as: UTF8.self)
    #expect(
      text == """
        {"batchSize":32,"inputShape":[2],"layers":[{"activation":"softmax","kind":"dense",\
        "name":"dense_1","units":32},{"activation":"sigmoid","kind":"dense","name":"dense_2",\
        "units":1}],"loss":"binary_crossentropy","model":"and",\
        "optimizer":{"beta1":0.9,"beta2":0.999,"epsilon":1e-07,"kind":"adam","learningRate":0.001}}
        """)
  }

  @Test func penaltiesConvolutionsAndRecurrencesAreToldOf() throws {
    let denoise = try PeerTask(Catalog.denoise, batchSize: 32)
    #expect(
      denoise.layers.map(\.penalty) == [.init(l1: 1e-6, l2: 1e-6), .init(l1: 1e-6, l2: 1e-6)])
    #expect(denoise.layers.map(\.activation) == ["relu", "linear"])
    let conv = try PeerTask(Catalog.conv, batchSize: 8)
    #expect(conv.inputShape == [32, 32, 3])
    #expect(conv.layers.map(\.kind) == [.convolution, .convolution, .convolution, .dense])
    #expect(conv.layers.map(\.kernelSize) == [[3, 3], [3, 3], [3, 3], nil])
    let rnn = try PeerTask(Catalog.rnn, batchSize: 32)
    #expect(rnn.layers.map(\.kind) == [.recurrence, .dense])
    #expect(rnn.layers[0].activation == "tanh")
    #expect(try PeerTask(Catalog.digits, batchSize: 128).inputShape == [784])
  }

  @Test func branchesNormalizationAndMemoryAreToldOf() throws {
    let residual = try PeerTask(Catalog.resnet8, batchSize: 32).layers
    #expect(residual.count { $0.kind == .convolution } == 9)
    #expect(residual.count { $0.kind == .normalization && $0.momentum == 0.99 } == 7)
    // A stack: its shortcut comes from before it, and the activation goes with the sum.
    let sums = residual.filter { $0.kind == .add }
    #expect(
      sums.map(\.inputs) == [
        ["batch_normalization", "batch_normalization_2"], ["conv2d_5", "batch_normalization_4"],
        ["conv2d_8", "batch_normalization_6"],
      ])
    #expect(sums.allSatisfy { $0.activation == "relu" && $0.units == nil })
    let strided = try #require(residual.first { $0.strides != nil })
    #expect(strided.strides == [2, 2] && strided.padding == "same")
    #expect(strided.penalty == .init(l1: 0, l2: 1e-4))
    #expect(residual.suffix(3).map(\.kind) == [.averagePooling, .flatten, .dense])
    let memory = try PeerTask(Catalog.lstm, batchSize: 32)
    #expect(memory.layers.map(\.kind) == [.embedding, .lstm, .dense])
    #expect(memory.layers.map(\.units) == [128, 128, 1] && memory.inputShape == [80])
  }

  @Test func whatDriversKnowNothingOfIsRefused() {
    let error = #expect(throws: PeerError.self) {
      try PeerTask(
        Catalog.Entry(
          network: NetworkDescription(
            sequential: "tall", input: [4, 4, 1],
            layers: [
              LayerDescription("pooling", Pooling<Size2D>(.maximum, strides: Size2D(1, 1)))
            ]),
          training: Catalog.pair.training, referenceCounts: [], task: .pairs), batchSize: 32)
    }
    #expect(error?.isRefusal == true)
    #expect(error?.description == "drivers are not told of a MaxPooling2D as 'tall' has it")
  }

  @Test func largestOfWindowsAndWhatIsDroppedAreToldOf() throws {
    let layers = try PeerTask(Catalog.mnistCNN, batchSize: 32).layers
    #expect(
      layers.map(\.kind) == [
        .convolution, .maximumPooling, .convolution, .maximumPooling, .flatten, .dropout, .dense,
      ])
    #expect(layers[1].kernelSize == [2, 2] && layers[5].rate == 0.5)
  }

  @Test(arguments: [Dropout(rate: 0.5, noiseShape: [nil, 1]), Dropout(rate: 0), Dropout(rate: 1)])
  func whatDropsOtherwiseIsRefused(dropout: Dropout) {
    let error = #expect(throws: PeerError.self) {
      try PeerTask(
        entry(
          [
            LayerDescription("dropout", dropout),
            LayerDescription("dense", Dense(units: 1)),
          ], TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError)), batchSize: 4)
    }
    #expect(error?.description == "drivers are not told of a Dropout as 'mine' has it")
  }

  /// A chain of dense layers, as a file may hold it.
  private func entry(
    _ layers: [LayerDescription], _ training: TrainingDescription
  ) -> Catalog.Entry {
    Catalog.Entry(
      network: NetworkDescription(sequential: "mine", input: [2], layers: layers),
      training: training, referenceCounts: [nil],
      task: .clusters(ClusterShapes(input: [2], output: [1], loss: training.loss)))
  }

  @Test func aNetworkOutOfAFileIsToldLikeAnyOther() throws {
    let task = try PeerTask(
      entry(
        [
          LayerDescription("dense", Dense(units: 3, activation: .tanh)),
          LayerDescription("dense_1", Dense(units: 1)),
        ], TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError)), batchSize: 4)
    #expect(task.model == "mine" && task.layers.map(\.activation) == ["tanh", "linear"])
  }

  @Test(arguments: [
    (
      [LayerDescription("dense", Dense(units: 1), isTrainable: false)],
      OutputTraining(.meanSquaredError), "drivers are not told of frozen layers"
    ),
    (
      [LayerDescription("dense", Dense(units: 1))],
      OutputTraining(.binaryCrossentropy, isLogits: true),
      "drivers are not told of a loss of logits, or a weighted one"
    ),
    (
      [LayerDescription("dense", Dense(units: 2))],
      OutputTraining(.sparseCategoricalCrossentropy),
      "drivers are not told of targets that are numbers of classes"
    ),
    (
      [LayerDescription("dense", Dense(units: 2, activation: .leakyReLU(negativeSlope: 0.5)))],
      OutputTraining(.meanSquaredError), "drivers are not told of a Dense as 'mine' has it"
    ),
  ])
  func whatAListOfLayersDoesNotTellIsRefused(
    layers: [LayerDescription], output: OutputTraining, sentence: String
  ) {
    let error = #expect(throws: PeerError.self) {
      try PeerTask(
        entry(layers, TrainingDescription(optimizer: .sgd(), outputs: [output])), batchSize: 4)
    }
    #expect(error?.isRefusal == true)
    #expect(error?.description == sentence)
  }

  @Test func branchesAreRefused() {
    let input = TensorReference(layer: "input"), dense = TensorReference(layer: "dense")
    let network = NetworkDescription(
      name: "mine",
      layers: [
        NetworkLayer(LayerDescription("input", InputLayer([2])), calls: [[]]),
        NetworkLayer(LayerDescription("dense", Dense(units: 2)), calls: [[input]]),
        NetworkLayer(LayerDescription("dense_1", Dense(units: 2)), calls: [[input]]),
      ], outputs: [dense])
    let entry = Catalog.Entry(
      network: network,
      training: TrainingDescription(optimizer: .sgd(), loss: .meanSquaredError),
      referenceCounts: [], task: .pairs)
    let error = #expect(throws: PeerError.self) { try PeerTask(entry, batchSize: 4) }
    #expect(error?.description.hasPrefix("drivers are told of networks with one input") == true)
  }

  @Test func whatIsExportedStandsInThreeFiles() throws {
    try withTemporaryFolder { path in
      let start = [
        NamedTensor(name: "dense/kernel", tensor: Tensor(dimensions: [1, 1], elements: [2]))
      ]
      let data = Dataset(
        inputs: Tensor(dimensions: [2, 1], elements: [1, 2]),
        targets: Tensor(dimensions: [2, 1], elements: [3, 4]))
      try TaskFolder(path: path).export(
        try PeerTask(Catalog.pair, batchSize: 2), start: start, data: data)
      #expect(try Safetensors.read("\(path)/start.safetensors") == start)
      let tensors = try Safetensors.read("\(path)/data.safetensors")
      #expect(tensors.first { $0.name == "inputs" }?.tensor == data.inputs)
      #expect(tensors.first { $0.name == "targets" }?.tensor == data.targets)
      #expect(FileManager.default.fileExists(atPath: "\(path)/task.json"))
    }
  }

  /// The tasks of a sweep follow each other in one folder.
  @Test func theNextTaskFindsNothingOfTheOneBefore() throws {
    try withTemporaryFolder { path in
      let data = Dataset(
        inputs: Tensor(dimensions: [1, 1], elements: [1]),
        targets: Tensor(dimensions: [1, 1], elements: [3]))
      let folder = TaskFolder(path: path), task = try PeerTask(Catalog.pair, batchSize: 1)
      let factors = [NamedTensor(name: "dropout", tensor: data.inputs)]
      try folder.export(task, start: [], data: data, factors: factors)
      #expect(try Safetensors.read("\(path)/factors.safetensors") == factors)
      try folder.export(task, start: [], data: data)
      #expect(!FileManager.default.fileExists(atPath: "\(path)/factors.safetensors"))
    }
  }
}
