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
      ends.flatMap { end in paths.filter { $0.last?.hasSuffix(end) == true } }
    }.first { (found: [[String]]) in found.count > 2 && Set(found.map(\.last)).count == found.count
    }
  }

  /// How the numbers of a weight lie in its data sets.
  enum Layout: Equatable {
    /// As the network has them.
    case same
    /// A data set for each gate.
    case gates
    /// Filters and channels before the axes that the kernel moves along.
    case filtersFirst
    /// Of a transposed convolution: channels before filters, behind those axes.
    case channelsBeforeFilters
    /// Of a transposed convolution: filters and channels before those axes.
    case transposedFirst

    /// The layout that the data sets' shapes tell; `nil` where they are of another network.
    ///
    /// - Parameters:
    ///   - stored: the shape of each data set.
    ///   - expected: that of the weight in the network.
    ///   - kernel: whose kernel it is, where Keras 1 wrote it.
    init?(_ stored: [[Int]], expected: [Int], kernel: Kernel?) {
      let shape = stored.first ?? []
      guard stored.count == 1 else {
        let share = expected.dropLast() + [(expected.last ?? 0) / max(stored.count, 1)]
        guard stored.allSatisfy({ $0 == Array(share) }) else { return nil }
        self = .gates
        return
      }
      let window = Array(expected.dropLast(2)), channels = Array(expected.suffix(2))
      let reversed = Array(channels.reversed()) + window
      if window.count == 1, shape == window + [1] + channels {
        self = .same
      } else if window.count == 1, shape == reversed + [1] {
        self = .filtersFirst
      } else if kernel == .ofChannelsFirst, window.count > 1, shape == reversed {
        self = .filtersFirst
      } else if kernel == .ofTransposed {
        guard shape == window + channels.reversed() else { return nil }
        self = .channelsBeforeFilters
      } else if kernel == .ofTransposedChannelsFirst {
        guard shape == channels + window else { return nil }
        self = .transposedFirst
      } else if shape == expected {
        self = .same
      } else {
        return nil
      }
    }

    /// The numbers of a weight of that shape, from those of its data sets.
    func numbers(_ parts: [[Float]], shape: [Int]) -> [Float] {
      switch self {
      case .same: return parts[0]
      case .gates:
        let rows = shape.dropLast().reduce(1, *)
        return (0..<rows).flatMap { row in
          parts.flatMap { part in
            let width = part.count / rows
            return part[row * width..<(row + 1) * width]
          }
        }
      case .filtersFirst, .channelsBeforeFilters, .transposedFirst:
        let columns = shape[shape.count - 1], rows = shape[shape.count - 2]
        let window = shape.dropLast(2).reduce(1, *)
        return (0..<parts[0].count).map { index in
          let column = index % columns, row = index / columns % rows
          let place = index / (columns * rows)
          return switch self {
          case .filtersFirst: parts[0][(column * rows + row) * window + place]
          case .transposedFirst: parts[0][(row * columns + column) * window + place]
          default: parts[0][(place * columns + column) * rows + row]
          }
        }
      }
    }
  }
}

extension Keras1Weights {
  /// Kernels that Keras 1 held otherwise than their shapes tell.
  enum Kernel {
    case ofChannelsFirst, ofTransposed, ofTransposedChannelsFirst
  }

  /// Those of a network, by the names of their layers.
  static func kernels(of network: ResolvedNetwork) -> [String: Kernel] {
    var kernels: [String: Kernel] = [:]
    for layer in network.layers {
      switch layer.description.layer {
      case let layer2D as Conv2D where layer2D.dataFormat == .channelsFirst:
        kernels[layer.name] = .ofChannelsFirst
      case let layer3D as Conv3D where layer3D.dataFormat == .channelsFirst:
        kernels[layer.name] = .ofChannelsFirst
      case let transposed as TransposedConvolution<Size2D>:
        kernels[layer.name] =
          transposed.dataFormat == .channelsFirst ? .ofTransposedChannelsFirst : .ofTransposed
      default: break
      }
    }
    return kernels
  }

  /// The layers whose kernels Theano turned by half a circle: it convolves where others correlate.
  static func turnedLayers(of network: ResolvedNetwork) -> Set<String> {
    Set(
      network.layers.filter { layer in
        switch layer.description.layer {
        case is Conv1D, is Conv2D, is Conv3D, is TransposedConvolution<Size2D>,
          is ConvolutionalLSTM<Size2D>:
          true
        default: false
        }
      }.map(\.name))
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
