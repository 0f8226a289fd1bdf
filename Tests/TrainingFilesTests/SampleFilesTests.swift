import Foundation
import Networks
import TensorFiles
import TestSupport
import Testing

@testable import TrainingFiles

@Suite struct SampleFilesTests {
  private static let x = Tensor(dimensions: [2, 1], elements: [1, 2])
  private static let y = Tensor(dimensions: [2, 1], elements: [3, 4])
  /// A network with one input and one output, and one with two of each.
  private static let one = NetworkDescription(
    sequential: "one", input: [1], layers: [LayerDescription("out", Dense(units: 1))])
  private static let two = NetworkDescription(
    name: "two",
    layers: ["left", "right"].map { name in
      NetworkLayer(LayerDescription(name, InputLayer([1])), calls: [[]])
    }
      + ["sum", "product"].map { name in
        NetworkLayer(
          LayerDescription(name, Merging(name == "sum" ? .add : .multiply)),
          calls: [[TensorReference(layer: "left"), TensorReference(layer: "right")]])
      },
    outputs: [TensorReference(layer: "product"), TensorReference(layer: "sum")])

  @Test func oneFileHoldsEverything() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      try Safetensors.write(named(["x", "y", "x_val", "y_val"]), to: path)
      let files = try SampleFiles(data: path)
      #expect(try files.inputs(for: Self.one).tensors == [Self.x])
      #expect(try files.training(for: Self.one).targets == [Self.y])
      #expect(try files.validation(for: Self.one)?.inputs == [Self.x])
      #expect(try files.training(for: Self.one).source == path)
    }
  }

  @Test func eachArrayMayHaveAFileOfItsOwn() throws {
    try withTemporaryFolder { folder in
      let (npy, tensors) = ("\(folder)/a.npy", "\(folder)/b.safetensors")
      try Data(npyFile).write(to: URL(filePath: npy))
      try Safetensors.write([NamedTensor(name: "anything", tensor: Self.y)], to: tensors)
      let files = try SampleFiles(inputs: npy, targets: tensors)
      #expect(try files.inputs(for: Self.one).tensors == [Self.x])
      #expect(try files.training(for: Self.one).targets == [Self.y])
      #expect(try files.training(for: Self.one).source == "\(npy) and \(tensors)")
      #expect(try files.validation(for: Self.one)?.source == nil)
    }
  }

  @Test(arguments: [
    (["x", "labels"], "holds the tensor 'labels', which is none of x, y, x_val and y_val"),
    (["y"], "there is no 'x', only y"),
    (["x"], "there is no 'y', only x"),
    (["x", "y", "y_val"], "there is no 'x_val', only x, y, y_val"),
  ])
  func aMissingOrStrangeTensorIsNamed(names: [String], sentence: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      try Safetensors.write(named(names), to: path)
      let error = #expect(throws: FileError.self) {
        let files = try SampleFiles(data: path)
        _ = try files.training(for: Self.one)
        _ = try files.validation(for: Self.one)
      }
      #expect(error?.path == path)
      #expect(error?.reason.contains(sentence) == true, "\(error?.reason ?? "")")
    }
  }

  @Test func severalInputsAndOutputsGoByTheNamesOfTheirLayers() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      let tensors = ["x/right", "x/left", "y/sum", "y/product"].enumerated().map {
        NamedTensor(
          name: $1, tensor: Tensor(dimensions: [2, 1], elements: [Float($0), Float($0)]))
      }
      try Safetensors.write(tensors, to: path)
      let samples = try SampleFiles(data: path).training(for: Self.two)
      #expect(samples.inputs.map { $0.elements[0] } == [1, 0])
      #expect(samples.targets.map { $0.elements[0] } == [3, 2])
      #expect(samples.count == 2 && samples.source == path)

      try Safetensors.write(named(["x", "y/sum"]), to: path)
      let error = #expect(throws: FileError.self) {
        try SampleFiles(data: path).training(for: Self.two)
      }
      #expect(
        error?.reason.hasPrefix("there is no 'x/left' and no 'x/right', only x, y/sum;") == true,
        "\(error?.reason ?? "")")
    }
  }

  @Test func aFileOfSeveralTensorsIsNoSingleOne() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.safetensors"
      try Safetensors.write(named(["x", "y"]), to: path)
      let error = #expect(throws: FileError.self) { try SampleFiles(inputs: path) }
      #expect(error?.reason.contains("holds 2 tensors, but one is wanted") == true)
    }
  }

  @Test func anArrayIsNoFileOfAll() {
    let error = #expect(throws: FileError.self) { try SampleFiles(data: "x.npy") }
    #expect(error?.reason.contains("one for the inputs and one for the targets") == true)
  }

  private func named(_ names: [String]) -> [NamedTensor] {
    names.map { NamedTensor(name: $0, tensor: $0.hasPrefix("x") ? Self.x : Self.y) }
  }

  /// What NumPy writes for `x`.
  private var npyFile: [UInt8] {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
      + Array(header.utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
  }
}
