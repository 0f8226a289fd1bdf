// Results that have an operand's axes with other sizes, and products.

extension TensorOperation {
  /// What operations on one operand make of its sizes; `nil` where it does not fit.
  func resized(_ operand: [Int?]) -> [[Int?]]? {
    switch self {
    case .tile(let counts):
      // Whichever has fewer axes gets more in front.
      let rank = max(operand.count, counts.count)
      let pairs = zip(
        Array(repeating: 1, count: rank - operand.count) + operand,
        Array(repeating: 1, count: rank - counts.count) + counts)
      return [pairs.map { multiplied($0, $1) }]
    case .repetition(let count, let axis):
      guard let place = operand.place(axis) else { return nil }
      return [operand.replacing(place, with: multiplied(operand[place], count))]
    case .padding(let pairs):
      guard pairs.count == operand.count else { return nil }
      return [zip(operand, pairs).map { size, pair in pair.reduce(size, added) }]
    case .oneHot(let count, let axis):
      return inserting(count, into: operand, at: axis).map { [$0] }
    case .lookup(let row): return [operand + row]
    case .greatest(let count):
      guard !operand.isEmpty else { return nil }
      return Array(repeating: operand.dropLast() + [count], count: 2)
    case .resize(let height, let width, let channelsFirst):
      guard (3...4).contains(operand.count) else { return nil }
      let first = operand.count - (channelsFirst ? 2 : 3)
      return [operand.replacing(first, with: height).replacing(first + 1, with: width)]
    case .depthToSpace(let size), .spaceToDepth(let size):
      guard operand.count == 4, size > 0, let area = checkedProduct([size, size]) else {
        return nil
      }
      func scaled(_ axis: Int?, _ factor: Int, grows: Bool) -> Int? {
        grows ? multiplied(axis, factor) : axis.map { $0 / factor }
      }
      let isSpace = if case .depthToSpace = self { true } else { false }
      return [
        [
          operand[0], scaled(operand[1], size, grows: isSpace),
          scaled(operand[2], size, grows: isSpace), scaled(operand[3], area, grows: !isSpace),
        ]
      ]
    case .lastAxis(let size):
      return operand.isEmpty ? nil : [operand.replacing(operand.count - 1, with: size)]
    case .pooling(let window, let strides, let padding):
      let rank = operand.count - 2
      guard let window = perAxis(window, rank), let strides = perAxis(strides, rank) else {
        return nil
      }
      let sizes = window.indices.map { axis in
        padding.outputSize(operand[axis + 1], kernel: window[axis], stride: strides[axis])
      }
      return [[operand[0]] + sizes + operand.suffix(1)]
    case .shape: return [[operand.count]]
    default: return nil
    }
  }

  /// Sizes for so many axes, from one for all or with those of batch and channels around them.
  private func perAxis(_ sizes: [Int], _ rank: Int) -> [Int]? {
    switch sizes.count {
    case 1 where rank > 0: Array(repeating: sizes[0], count: rank)
    case rank: sizes
    case rank + 2: Array(sizes[1...rank])
    default: nil
    }
  }

  /// Products of operands along axes that they share.
  func product(_ operands: [[Int?]]) -> [Int?]? {
    switch self {
    case .einsum(let equation): return einsum(equation, operands)
    case .matrixProduct(let transposesFirst, let transposesSecond, let constant):
      let operands = operands + (constant.map { [$0.map(\.self)] } ?? [])
      guard operands.count == 2, operands.allSatisfy({ $0.count > 1 }) else { return nil }
      let first = matrix(operands[0], transposesFirst)
      let second = matrix(operands[1], transposesSecond)
      guard fits(first.columns, second.rows),
        let batch = broadcast(operands.map { $0.dropLast(2) })
      else { return nil }
      return batch + [first.rows, second.columns]
    case .tensorProduct(let first, let second, let constant):
      let operands = operands + (constant.map { [$0.map(\.self)] } ?? [])
      guard operands.count == 2, let own = places(first, rank: operands[0].count),
        let other = places(second, rank: operands[1].count), own.count == other.count,
        zip(own, other).allSatisfy({ fits(operands[0][$0], operands[1][$1]) })
      else { return nil }
      return operands[0].removing(own) + operands[1].removing(other)
    default: return nil
    }
  }

  private func matrix(_ operand: [Int?], _ isTransposed: Bool) -> (rows: Int?, columns: Int?) {
    let (rows, columns) = (operand[operand.count - 2], operand[operand.count - 1])
    return isTransposed ? (columns, rows) : (rows, columns)
  }

  private func einsum(_ equation: String, _ operands: [[Int?]]) -> [Int?]? {
    // One letter for the axes that have none: any number of them, stretched to one shape.
    let elision: Character = "…"
    let sides = equation.filter { $0 != " " }.replacing("...", with: "…")
      .split(separator: ">").map(Array.init)
    guard sides.count == 2, sides[0].last == "-", !sides.joined().contains(".") else { return nil }
    let terms = sides[0].dropLast().split(separator: ",").map(Array.init)
    guard terms.count == operands.count else { return nil }
    var sizes: [Character: Int?] = [:], elided: [[Int?]] = []
    for (term, operand) in zip(terms, operands) {
      var letters = term, own = operand
      if let place = term.firstIndex(of: elision) {
        let behind = operand.count - (term.count - 1 - place)
        guard behind >= place else { return nil }
        elided.append(Array(own[place..<behind]))
        own.removeSubrange(place..<behind)
        letters.remove(at: place)
      }
      guard letters.count == own.count else { return nil }
      for (axis, size) in zip(letters, own) {
        // Of two sizes the one that is known counts.
        let known = sizes[axis] ?? nil
        guard fits(known, size) else { return nil }
        sizes[axis] = .some(known ?? size)
      }
    }
    guard let between = broadcast(elided) else { return nil }
    guard sides[1].allSatisfy({ sizes[$0] != nil || $0 == elision && !elided.isEmpty }) else {
      return nil
    }
    return sides[1].flatMap { $0 == elision ? between : [sizes[$0] ?? nil] }
  }

  /// The sizes that operands are stretched to, as NumPy does; `nil` where they differ.
  ///
  /// - Parameter open: the last axes of operands that may have more of them.
  func broadcast(_ operands: [[Int?]], open: [[Int?]] = []) -> [Int?]? {
    let rank = (operands + open).map(\.count).max() ?? 0
    // Axes that an operand lacks are of size 1, those that it may lack are open.
    let rows =
      operands.map { Array(repeating: 1, count: rank - $0.count) + $0 }
      + open.map { Array(repeating: nil, count: rank - $0.count) + $0 }
    var merged = Array(repeating: 1 as Int?, count: rank)
    for row in rows {
      for (index, size) in row.enumerated() {
        switch (merged[index], size) {
        case (1, _): merged[index] = size
        case (_, 1): break
        // What is open has to be 1 or the other's size.
        case (nil, _): merged[index] = size
        case (_, nil): break
        case (let own, let other) where own == other: break
        default: return nil
        }
      }
    }
    return merged
  }

  private func fits(_ first: Int?, _ second: Int?) -> Bool {
    first == nil || second == nil || first == second
  }

  /// The sizes that all operands have, each as far as one of them knows it; `nil` where they differ.
  func agreeing(_ operands: [[Int?]]) -> [Int?]? {
    var merged = operands[0]
    for operand in operands.dropFirst() {
      guard operand.count == merged.count, zip(merged, operand).allSatisfy(fits) else { return nil }
      merged = zip(merged, operand).map { $0 ?? $1 }
    }
    return merged
  }

  func inserting(_ size: Int, into operand: [Int?], at axis: Int) -> [Int?]? {
    guard let place = places([axis], rank: operand.count + 1)?.first else { return nil }
    return operand[..<place] + [size] + operand[place...]
  }

  /// Where axes are among so many; `nil` where one is none of them, or there twice.
  func places(_ axes: [Int], rank: Int) -> [Int]? {
    let places = axes.map { $0 < 0 ? $0 + rank : $0 }
    return places.allSatisfy((0..<rank).contains) && Set(places).count == places.count
      ? places : nil
  }
}

private func multiplied(_ size: Int?, _ count: Int?) -> Int? {
  guard let size, let count else { return nil }
  return checkedProduct([size, count])
}

private func added(_ size: Int?, _ more: Int) -> Int? {
  size.flatMap { $0.addingReportingOverflow(more).overflow ? nil : $0 + more }
}

extension [Int?] {
  /// Where an axis is; `nil` where there is none such.
  func place(_ axis: Int) -> Int? {
    let place = axis < 0 ? axis + count : axis
    return indices.contains(place) ? place : nil
  }

  func removing(_ places: [Int]) -> [Int?] {
    indices.filter { !places.contains($0) }.map { self[$0] }
  }

  func replacing(_ place: Int, with size: Int?) -> [Int?] {
    var sizes = self
    sizes[place] = size
    return sizes
  }
}

extension Shape {
  /// All axes, the batch first; `nil` where their number is unknown.
  var withBatch: [Int?]? { isRankKnown ? [batchSize] + axes : nil }

  /// The shape of such axes. One without a batch, or with an axis of no size, has no shape here.
  init(withBatch sizes: [Int?]) {
    guard !sizes.isEmpty, sizes.count <= Shape.maximumRank,
      sizes.allSatisfy({ $0.map { $0 > 0 } ?? true })
    else {
      self = .unknown
      return
    }
    self.init(axes: Array(sizes.dropFirst()), batchSize: sizes[0])
  }
}
