import Networks

/// How Keras 1 held weights: recurrent ones gate by gate, kernels that move along one axis with an axis
/// more, and those of Theano with filters and channels first.
enum Keras1Weights {
  /// The letters that stood for weights.
  private static let letters = ["kernel": "W", "recurrent_kernel": "U", "bias": "b"]
  /// The gates of LSTM and of GRU, in the order that later versions have them in.
  private static let gates = [["i", "f", "c", "o"], ["z", "r", "h"]]

  /// The data sets that hold a weight gate by gate, in order; `nil` where there are none such.
  static func gatePaths(of weight: String, among paths: [[String]]) -> [[String]]? {
    guard let letter = letters[weight] else { return nil }
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
        // Channels and filters changed places, which no shape tells where they are as many.
        return nil
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
      case .filtersFirst:
        let channels = shape[shape.count - 2], filters = shape[shape.count - 1]
        let window = shape.dropLast(2).reduce(1, *)
        var numbers: [Float] = []
        numbers.reserveCapacity(parts[0].count)
        for place in 0..<window {
          for channel in 0..<channels {
            for filter in 0..<filters {
              numbers.append(parts[0][(filter * channels + channel) * window + place])
            }
          }
        }
        return numbers
      }
    }
  }
}

extension Keras1Weights {
  /// Kernels that Keras 1 held otherwise than their shapes tell.
  enum Kernel {
    case ofChannelsFirst, ofTransposed
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
      case is TransposedConvolution<Size1D>, is TransposedConvolution<Size2D>,
        is TransposedConvolution<Size3D>:
        kernels[layer.name] = .ofTransposed
      default: break
      }
    }
    return kernels
  }
}
