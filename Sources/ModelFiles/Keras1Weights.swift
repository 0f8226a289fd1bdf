import Networks

/// How Keras 1 held weights: recurrent ones gate by gate, kernels that move along one axis with an axis
/// more, and those of Theano with filters and channels first.
enum Keras1Weights {
  /// The letters that stood for weights.
  private static let letters = ["kernel": "W", "recurrent_kernel": "U", "bias": "b"]
  /// The gates of LSTM and of GRU, in the order that later versions have them in.
  private static let gates = [["i", "f", "c", "o"], ["z", "r", "h"]]

  /// The data sets that hold a weight gate by gate, in order; `nil` where there are none such.
  ///
  /// - Parameter role: the weight's name in its layer, in a layer that goes both ways behind that of its way.
  static func gatePaths(of role: [String], among all: [[String]]) -> [[String]]? {
    guard let letter = letters[role.last ?? ""], role.count <= 2 else { return nil }
    let way = role.count == 2 ? "\(role[0].prefix { $0 != "_" })_" : ""
    let paths = all.filter { $0.last?.hasPrefix(way) == true }
    let ends = gates.map { gates in gates.map { "_\(letter)_\($0)" } }
    return ends.lazy.map { ends in
      ends.flatMap { end in
        // TensorFlow's variables had a number: `lstm_1_W_i:0`.
        paths.filter { $0.last?.prefix { $0 != ":" }.hasSuffix(end) == true }
      }
    }.first { (found: [[String]]) in found.count > 2 && Set(found.map(\.last)).count == found.count
    }
  }

  /// Where the kernel of a layer was held otherwise than its shape tells.
  static func origin(of layer: any Layer) -> StoredLayout.Origin? {
    switch layer {
    case let layer2D as Conv2D where layer2D.dataFormat == .channelsFirst: .channelsFirst
    case let layer3D as Conv3D where layer3D.dataFormat == .channelsFirst: .channelsFirst
    case let transposed as TransposedConvolution<Size2D>:
      transposed.dataFormat == .channelsFirst ? .transposedChannelsFirst : .transposed
    default: nil
    }
  }

  /// Whether Theano turned the layer's kernels by half a circle: it convolves where others correlate.
  static func isTurned(_ layer: any Layer) -> Bool {
    switch layer {
    case is Conv1D, is Conv2D, is Conv3D, is TransposedConvolution<Size2D>,
      is ConvolutionalLSTM<Size2D>:
      true
    default: false
    }
  }

  /// A kernel turned back.
  ///
  /// - Parameter shape: the axes that it moves along, and two more.
  static func turned(_ numbers: [Float], shape: [Int]) -> [Float] {
    let block = shape.suffix(2).reduce(1, *)
    return stride(from: numbers.count - block, through: 0, by: -block).flatMap {
      numbers[$0..<$0 + block]
    }
  }
}
