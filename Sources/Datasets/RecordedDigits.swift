import Glibc
import Networks
import TensorFiles

/// Handwritten digits in a folder with MNIST's four files.
package struct RecordedDigits: Sendable {
  /// The folder; each file may be plain or packed (`….gz`).
  package let folder: String

  /// Names a folder; nothing is read yet.
  package init(folder: String) {
    self.folder = folder
  }

  /// The digits to learn from, 60,000 of them in MNIST.
  ///
  /// - Throws: a `FileError` that names the file at fault.
  func readTraining() throws -> Dataset { try read(prefix: "train") }

  /// The digits to be tested on, 10,000 of them in MNIST.
  ///
  /// - Throws: a `FileError` that names the file at fault.
  func readHeldOut() throws -> Dataset { try read(prefix: "t10k") }

  /// Hands over what the four files hold, packed or not, in a fixed order: the sizes of each, then its
  /// bytes. Equal digits give equal bytes, wherever they lie.
  ///
  /// - Throws: as reading them does.
  package func withContents(_ body: (ArraySlice<UInt8>) -> Void) throws {
    for prefix in ["train", "t10k"] {
      let (images, labels) = try files(prefix: prefix)
      for file in [images, labels] {
        body(Array("\(file.dimensions)".utf8)[...])
        body(file.elements)
      }
    }
  }

  private func read(prefix: String) throws -> Dataset {
    let (images, labels) = try files(prefix: prefix)
    let count = images.dimensions[0]
    var targets = Tensor(zeros: [count, 10])
    for (index, label) in labels.elements.enumerated() {
      targets.elements[10 * index + Int(label)] = 1
    }
    let inputs = Tensor(
      dimensions: [count, 1, DrawnDigits.size, DrawnDigits.size],
      elements: images.elements.map { Float($0) / 255 })
    return Dataset(inputs: inputs, targets: targets)
  }

  /// The images and the labels of one half, which go together.
  private func files(prefix: String) throws -> (images: IDXFile, labels: IDXFile) {
    let imagePath = try path(of: "\(prefix)-images-idx3-ubyte")
    let labelPath = try path(of: "\(prefix)-labels-idx1-ubyte")
    let images = try IDXFile(readingFrom: imagePath, rank: 3)
    let labels = try IDXFile(readingFrom: labelPath, rank: 1)
    let count = images.dimensions[0]
    guard count > 0, images.dimensions[1...] == [DrawnDigits.size, DrawnDigits.size] else {
      throw malformed(
        imagePath,
        "holds \(count) images of \(images.dimensions[1])×\(images.dimensions[2]) pixels; "
          + "at least one of 28×28 is needed")
    }
    guard labels.dimensions[0] == count else {
      throw malformed(
        labelPath,
        "holds \(labels.dimensions[0]) labels for the \(count) images beside it; "
          + "take both files from the same place")
    }
    for (index, label) in labels.elements.enumerated() where label >= 10 {
      throw malformed(labelPath, "has label \(label) at place \(index); labels are 0 to 9")
    }
    return (images, labels)
  }

  /// The plain file where there is one, otherwise the packed one.
  private func path(of file: String) throws -> String {
    for candidate in ["\(folder)/\(file)", "\(folder)/\(file).gz"]
    where access(candidate, F_OK) == 0 {
      return candidate
    }
    throw FileError(
      path: folder, problem: .unreadable,
      reason: "has neither \(file) nor \(file).gz; name the folder with MNIST's four files")
  }

  private func malformed(_ path: String, _ reason: String) -> FileError {
    FileError(path: path, problem: .malformed, reason: reason)
  }
}
