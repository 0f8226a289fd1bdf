import Datasets
import TensorFiles
import TestSupport
import Testing

@Suite struct RecordedDigitsTests {
  /// Three labels, 7, 0 and 9, packed by `gzip`.
  private let packedLabels: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 96, 224, 96, 100, 96, 96, 96, 102, 103, 224, 4, 0, 165, 18,
    211, 114, 11, 0, 0, 0,
  ]
  private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]
  private let images =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28] + [UInt8](repeating: 51, count: 3 * 784)

  @Test func readsPlainAndPackedFiles() throws {
    let data = try read(images: images, labels: packedLabels, labelEnding: ".gz")
    #expect(data.training == data.heldOut)
    #expect(data.training.inputs.dimensions == [3, 1, 28, 28])
    #expect(data.training.inputs.elements.allSatisfy { $0 == 0.2 })
    #expect(data.training.targets.dimensions == [3, 10])
    #expect(
      data.training.targets.elements.indices.filter { data.training.targets.elements[$0] == 1 }
        == [7, 10, 29])
  }

  @Test func namesTheMissingFile() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        try Workload.named("digits", digitsFolder: folder)?.makeData(seed: 1)
      }
      #expect(
        error?.description
          == "\(folder): has neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz; "
          + "name the folder with MNIST's four files")
    }
  }

  @Test func refusesFilesThatAreNotWhatTheySay() {
    expectRefusal("has 3 bytes, fewer than an IDX header", images: [0, 0, 8], labels: labels)
    expectRefusal(
      "magic number 2049, but IDX bytes of rank 3", images: labels + labels, labels: labels)
    expectRefusal(
      "promises 3×28×28 bytes but holds 2351", images: images.dropLast(), labels: labels)
    expectRefusal("promises 3×28×28 bytes but holds 2353", images: images + [0], labels: labels)
    expectRefusal("promises 3 bytes but holds 2", images: images, labels: labels.dropLast())
    expectRefusal(
      "promises 4294967295×4294967295×4294967295 bytes",
      images: [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), labels: labels)
  }

  @Test func refusesDigitsThatDoNotFit() {
    expectRefusal("has label 10 at place 2", images: images, labels: labels.dropLast() + [10])
    expectRefusal(
      "holds 1 labels for the 3 images", images: images, labels: [0, 0, 8, 1, 0, 0, 0, 1, 5])
    expectRefusal(
      "holds 2 images of 1×1 pixels",
      images: [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9],
      labels: labels)
    expectRefusal(
      "holds 0 images of 28×28 pixels", images: [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28],
      labels: [0, 0, 8, 1, 0, 0, 0, 0])
  }

  private func read(
    images: [UInt8], labels: [UInt8], labelEnding: String = ""
  ) throws -> (training: Dataset, heldOut: Dataset) {
    try withTemporaryFolder { folder in
      for part in ["train", "t10k"] {
        try WholeFile.write(images, to: "\(folder)/\(part)-images-idx3-ubyte")
        try WholeFile.write(labels, to: "\(folder)/\(part)-labels-idx1-ubyte\(labelEnding)")
      }
      let digits = try #require(Workload.named("digits", digitsFolder: folder))
      return try digits.makeData(seed: 1)
    }
  }

  private func expectRefusal(
    _ sentence: String, images: [UInt8], labels: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
      try read(images: images, labels: labels)
    }
    #expect(
      error?.description.contains(sentence) == true, "\(String(describing: error))",
      sourceLocation: sourceLocation)
  }
}
