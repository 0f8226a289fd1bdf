/// How the numbers of a weight lie in its data sets.
enum StoredLayout: Equatable {
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
  /// So many gates side by side, the matrix of each transposed.
  case transposedGates(Int)
  /// A bias of the input and one of the state, where the network has their sum.
  case twoBiases
  /// One bias, where the network has two: half of it for each.
  case oneBias

  /// Where a weight was held otherwise than its shape tells.
  enum Origin: Equatable {
    /// Kernels in files of Keras 1.
    case channelsFirst, transposed, transposedChannelsFirst
    /// A recurrence of that many gates by NVIDIA's library.
    case cuDNN(gates: Int)
    /// A plain recurrence, for a network that has it by NVIDIA's library.
    case plain
  }

  /// The layout that the data sets' shapes tell; `nil` where they are of another network.
  ///
  /// - Parameters:
  ///   - stored: the shape of each data set.
  ///   - expected: that of the weight in the network.
  ///   - origin: what more is known.
  init?(_ stored: [[Int]], expected: [Int], origin: Origin?) {
    let shape = stored.first ?? []
    guard stored.count == 1 else {
      let share = expected.dropLast() + [(expected.last ?? 0) / max(stored.count, 1)]
      guard stored.allSatisfy({ $0 == Array(share) }) else { return nil }
      self = .gates
      return
    }
    switch origin {
    case .cuDNN(let gates): self.init(shape, expected: expected, gates: gates)
    case .plain where expected.count == 1:
      guard shape == [expected[0] / 2] else { return nil }
      self = .oneBias
    default: self.init(shape, expected: expected, origin: origin)
    }
  }

  /// Of a recurrence by NVIDIA's library.
  private init?(_ shape: [Int], expected: [Int], gates: Int) {
    if shape == expected {
      self = shape.count == 2 ? .transposedGates(gates) : .same
    } else if expected.count == 2, shape == [expected[0] * expected[1]] {
      // The two biases of a GRU, which it has below one another.
      self = .same
    } else if expected.count == 1, shape == [2 * expected[0]] {
      self = .twoBiases
    } else {
      return nil
    }
  }

  private init?(_ shape: [Int], expected: [Int], origin: Origin?) {
    let window = Array(expected.dropLast(2)), channels = Array(expected.suffix(2))
    let reversed = Array(channels.reversed()) + window
    if window.count == 1, shape == window + [1] + channels {
      self = .same
    } else if window.count == 1, shape == reversed + [1] {
      self = .filtersFirst
    } else if origin == .channelsFirst, window.count > 1, shape == reversed {
      self = .filtersFirst
    } else if origin == .transposed {
      guard shape == window + channels.reversed() else { return nil }
      self = .channelsBeforeFilters
    } else if origin == .transposedChannelsFirst {
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
    let stored = parts[0], columns = shape.last ?? 1
    switch self {
    case .same: return stored
    case .gates:
      let rows = shape.dropLast().reduce(1, *)
      return (0..<rows).flatMap { row in
        parts.flatMap { part in
          let width = part.count / rows
          return part[row * width..<(row + 1) * width]
        }
      }
    case .twoBiases: return (0..<columns).map { stored[$0] + stored[columns + $0] }
    case .oneBias: return (stored + stored).map { $0 / 2 }
    case .transposedGates(let gates):
      let rows = shape[0], units = columns / gates
      return (0..<stored.count).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let (gate, unit) = column.quotientAndRemainder(dividingBy: units)
        // Both are as many numbers, in rows of the transposed matrix's or of the stored one's length.
        let place = unit * rows + row
        return stored[place / units * columns + gate * units + place % units]
      }
    case .filtersFirst, .channelsBeforeFilters, .transposedFirst:
      let rows = shape[shape.count - 2], window = shape.dropLast(2).reduce(1, *)
      return (0..<stored.count).map { index in
        let column = index % columns, row = index / columns % rows
        let place = index / (columns * rows)
        return switch self {
        case .filtersFirst: stored[(column * rows + row) * window + place]
        case .transposedFirst: stored[(row * columns + column) * window + place]
        default: stored[(place * columns + column) * rows + row]
        }
      }
    }
  }
}
