/// What an operation on tensors makes of their shapes, in the terms of NumPy and TensorFlow.
///
/// Axes count from the batch, which to operations is an axis as any other; negative ones count from the end.
public enum TensorOperation: Sendable, Hashable {
  /// On each element. Operands are stretched to one shape, also those that are numbers in the file, of
  /// which only the shapes matter.
  case elementwise(constants: [[Int]] = [])
  /// The same elements along other axes; `nil` for what is left, or for what is worked out as it runs.
  case reshape([Int?])
  /// One number for all along these axes, which is every axis where there is none named.
  case reduction(axes: [Int]?, keepsAxes: Bool, resultCount: Int = 1)
  /// Side by side along an axis, with numbers in the file of these shapes.
  case concatenation(axis: Int, constants: [[Int]] = [])
  /// Side by side along an axis of their own.
  case stack(axis: Int, constants: [[Int]] = [])
  /// What stands side by side along an axis, one by one.
  case unstack(axis: Int)
  /// Parts along an axis: so many of one size, or of these sizes, of which one may be open.
  case split(count: Int, axis: Int)
  case splitSizes([Int?], axis: Int)
  /// More axes of size 1, which the result has at these places.
  case newAxes([Int])
  /// Fewer axes of size 1; all of them where none is named.
  case squeeze([Int]?)
  /// The axes in another order, the reverse one where none is named.
  case transpose([Int]?)
  /// Some axes moved to other places, the rest in order around them.
  case move(from: [Int], to: [Int])
  /// A part: `x[:, 0, ::2]`.
  case slice([TensorSlice])
  /// A product of matrices along the last two axes. An operand that is numbers in the file is the second.
  case matrixProduct(transposesFirst: Bool, transposesSecond: Bool, constant: [Int]?)
  /// A product along axes of the first operand and of the second, or along so many that adjoin.
  case tensorProduct(first: [Int], second: [Int], constant: [Int]?)
  /// What values are weighted with, which has the shape of the queries and the values' features.
  case attention
  /// A sum of products, as NumPy's `einsum` writes it.
  case einsum(String)
  /// An axis so many times.
  case tile([Int?])
  case repetition(Int, axis: Int)
  /// So much in front of each axis and behind it.
  case padding([[Int]])
  /// A number's place as a vector along a new axis, so many places long.
  case oneHot(count: Int, axis: Int)
  /// What stands at places of an axis; these are of that shape, or else the second operand. So many axes in front
  /// are common to both.
  case gather(places: [Int]?, axis: Int, sharedAxes: Int = 0)
  /// Rows of a table in the file, each of that shape, at the places that the operand names.
  case lookup(row: [Int])
  /// The greatest along the last axis, and where they are.
  case greatest(Int)
  /// One number for each place of a window that moves along the axes between batch and channels.
  case pooling(window: [Int], strides: [Int], padding: Padding)
  /// As it was, with the last axis of that size.
  case lastAxis(Int)
  /// Images of another height and width.
  case resize(height: Int, width: Int, channelsFirst: Bool)
  /// Blocks of so many rows and columns made of channels, or channels of blocks.
  case depthToSpace(Int)
  case spaceToDepth(Int)
  /// The sizes themselves.
  case shape
}

/// What of one axis a slice takes.
public enum TensorSlice: Sendable, Hashable {
  /// One place; the axis is gone.
  case place
  /// From a place to another in steps.
  case range(from: Bound = .open, to: Bound = .open, step: Int = 1)
  /// An axis of size 1 that was not there.
  case newAxis
  /// All axes that no other part of the slice is about.
  case rest

  /// Where a range begins or ends.
  public enum Bound: Sendable, Hashable {
    case open
    case at(Int)
  }

  /// Whether it is about an axis of the input.
  private var takesAxis: Bool { self != .newAxis && self != .rest }

  /// The sizes of what the parts take; `nil` where there are more parts than axes.
  static func sizes(_ parts: [TensorSlice], of operand: [Int?]) -> [Int?]? {
    let others = operand.count - parts.count(where: \.takesAxis)
    guard others >= 0, parts.count(where: { $0 == .rest }) < 2 else { return nil }
    var taken = operand[...]
    var sizes: [Int?] = []
    for part in parts.contains(.rest) ? parts : parts + [.rest] {
      switch part {
      case .newAxis: sizes.append(1)
      case .rest:
        sizes += taken.prefix(others)
        taken = taken.dropFirst(others)
      case .place: taken.removeFirst()
      case .range(let start, let end, let step):
        sizes.append(count(of: taken.removeFirst(), from: start, to: end, step: step))
      }
    }
    return sizes
  }

  /// How many places a range has, as Python counts them.
  private static func count(of size: Int?, from start: Bound, to end: Bound, step: Int) -> Int? {
    guard step != 0, step != .min, let size else {
      return start == .open && end == .open && [1, -1].contains(step) ? size : nil
    }
    let isForward = step > 0
    func place(_ bound: Bound, open: Int) -> Int {
      guard case .at(let place) = bound else { return open }
      let fromStart = place < 0 ? place + size : place
      return min(max(fromStart, isForward ? 0 : -1), isForward ? size : size - 1)
    }
    let first = place(start, open: isForward ? 0 : size - 1)
    let last = place(end, open: isForward ? size : -1)
    let way = isForward ? last - first : first - last
    return way <= 0 ? 0 : (way - 1) / abs(step) + 1
  }
}
