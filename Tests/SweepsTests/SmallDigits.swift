import Foundation

/// Writes MNIST's four files with three digits each.
///
/// - Parameter ink: what every pixel is.
func writeDigits(to folder: String, ink: UInt8 = 9) throws {
  let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]
  for part in ["train", "t10k"] {
    try Data(header + [UInt8](repeating: ink, count: 3 * 28 * 28))
      .write(to: URL(filePath: "\(folder)/\(part)-images-idx3-ubyte"))
    try Data([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])
      .write(to: URL(filePath: "\(folder)/\(part)-labels-idx1-ubyte"))
  }
}
