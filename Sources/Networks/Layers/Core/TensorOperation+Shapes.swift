extension TensorOperation {
  /// The shapes of the results, as far as those of the operands tell; at least one.
  ///
  /// - Throws: a `ModelError` where elements of operands do not go together.
  func outputShapes(for inputs: [Shape]) throws(ModelError) -> [Shape] {
    if case .elementwise(let constants) = self { return [try stretched(inputs, constants)] }
    // Behind the operands may be tensors that say where, or how much.
    let operands = Array(inputs.prefix(operandCount ?? inputs.count))
    let whole = operands.compactMap(\.withBatch)
    guard whole.count == operands.count, let results = results(for: whole) else {
      return [.unknown]
    }
    return results.isEmpty ? [.unknown] : results.map(Shape.init(withBatch:))
  }

  /// How many tensors it works on; `nil` for all that it is given.
  private var operandCount: Int? {
    switch self {
    case .elementwise, .concatenation, .stack, .matrixProduct, .einsum: nil
    case .tensorProduct(_, _, let constant): constant == nil ? 2 : 1
    case .gather(let places, _, _): places == nil ? 2 : 1
    case .attention: 3
    default: 1
    }
  }

  private func stretched(
    _ inputs: [Shape], _ constants: [[Int]]
  ) throws(ModelError) -> Shape {
    guard !inputs.isEmpty else { return .unknown }
    let open = inputs.filter { !$0.isRankKnown }
    let whole = inputs.compactMap(\.withBatch) + constants.map { $0.map(\.self) }
    guard let merged = broadcast(whole, open: open.map(\.axes)) else {
      throw ModelError(
        "its inputs \(inputs.map(\.description).joined(separator: ", ")) cannot be stretched to one "
          + "shape; give it tensors of one shape")
    }
    guard let least = open.map(\.rank).max() else { return Shape(withBatch: merged) }
    // The batch stands in front of the axes, unless these are all that is known of.
    return Shape(axes: Array(merged.dropFirst(merged.count > least ? 1 : 0)), isRankKnown: false)
  }

  /// The sizes of the results; `nil` where they do not follow, or where the operands do not fit.
  private func results(for operands: [[Int?]]) -> [[Int?]]? {
    guard let first = operands.first else { return nil }
    switch self {
    case .elementwise: return nil
    case .reshape(let sizes): return [reshaped(first, to: sizes)]
    case .reduction(let axes, let keepsAxes, let resultCount):
      return reduced(first, axes, keepsAxes).map { Array(repeating: $0, count: resultCount) }
    case .concatenation(let axis, let constants):
      return concatenated(operands + constants.map { $0.map(\.self) }, axis).map { [$0] }
    case .stack(let axis, let constants):
      let operands = operands + constants.map { $0.map(\.self) }
      guard let merged = agreeing(operands) else { return nil }
      return inserting(operands.count, into: merged, at: axis).map { [$0] }
    case .unstack(let axis):
      guard let place = first.place(axis), let count = first[place], count <= Self.mostResults
      else { return nil }
      return Array(repeating: first.removing([place]), count: count)
    case .split(let count, let axis): return split(first, count, axis)
    case .splitSizes(let sizes, let axis): return split(first, sizes, axis)
    case .newAxes(let axes):
      let rank = first.count + axes.count
      guard let places = places(axes, rank: rank) else { return nil }
      var rest = first[...]
      return [(0..<rank).map { places.contains($0) ? 1 : rest.removeFirst() }]
    case .squeeze(let axes): return squeezed(first, axes).map { [$0] }
    case .transpose(let order):
      let order = order ?? first.indices.reversed()
      guard let places = places(order, rank: first.count), places.count == first.count else {
        return nil
      }
      return [places.map { first[$0] }]
    case .move(let from, let to): return moved(first, from, to).map { [$0] }
    case .slice(let parts): return TensorSlice.sizes(parts, of: first).map { [$0] }
    case .matrixProduct, .tensorProduct, .einsum: return product(operands).map { [$0] }
    case .gather(let places, let axis, let shared):
      return gathered(operands, places, axis, shared).map { [$0] }
    case .attention:
      guard operands.count == 3, !first.isEmpty else { return nil }
      return [first.replacing(first.count - 1, with: operands[2].last ?? nil)]
    default: return resized(first)
    }
  }

  /// A file may ask for any number of results; no model takes so many.
  private static let mostResults = 4_096

  private func reshaped(_ operand: [Int?], to sizes: [Int?]) -> [Int?] {
    let known = sizes.compactMap(\.self)
    guard sizes.count - known.count == 1, let count = checkedProduct(known), count > 0,
      !operand.contains(nil), let elements = checkedProduct(operand.compactMap(\.self)),
      elements % count == 0
    else { return sizes }
    return sizes.map { $0 ?? elements / count }
  }

  private func reduced(_ operand: [Int?], _ axes: [Int]?, _ keepsAxes: Bool) -> [Int?]? {
    guard let places = places(axes ?? Array(operand.indices), rank: operand.count) else {
      return nil
    }
    return keepsAxes
      ? operand.indices.map { places.contains($0) ? 1 : operand[$0] } : operand.removing(places)
  }

  private func concatenated(_ operands: [[Int?]], _ axis: Int) -> [Int?]? {
    guard let place = operands[0].place(axis),
      operands.allSatisfy({ $0.count == operands[0].count }),
      let others = agreeing(operands.map { $0.removing([place]) })
    else { return nil }
    var sum: Int? = 0
    for operand in operands {
      guard let size = operand[place] else {
        sum = nil
        break
      }
      let (next, overflow) = (sum ?? 0).addingReportingOverflow(size)
      guard !overflow else { return nil }
      sum = next
    }
    return Array(others[..<place]) + [sum] + others[place...]
  }

  private func split(_ operand: [Int?], _ count: Int, _ axis: Int) -> [[Int?]]? {
    guard let place = operand.place(axis), (1...Self.mostResults).contains(count) else {
      return nil
    }
    if let size = operand[place], size % count != 0 { return nil }
    let part = operand.replacing(place, with: operand[place].map { $0 / count })
    return Array(repeating: part, count: count)
  }

  private func split(_ operand: [Int?], _ sizes: [Int?], _ axis: Int) -> [[Int?]]? {
    guard let place = operand.place(axis), sizes.count <= Self.mostResults else { return nil }
    let named = sizes.compactMap(\.self)
    let sum = named.reduce(into: 0 as Int?) { sum, size in
      sum = sum.flatMap { $0.addingReportingOverflow(size).overflow ? nil : $0 + size }
    }
    let rest = named.count == sizes.count - 1 ? (operand[place] ?? 0) - (sum ?? 0) : 0
    return sizes.map { operand.replacing(place, with: $0 ?? (rest > 0 ? rest : nil)) }
  }

  private func squeezed(_ operand: [Int?], _ axes: [Int]?) -> [Int?]? {
    // Which axes go is open where some size is.
    guard let axes else {
      return operand.dropFirst().contains(nil) ? nil : operand.filter { $0 != 1 }
    }
    guard let places = places(axes, rank: operand.count),
      places.allSatisfy({ operand[$0] == 1 || operand[$0] == nil })
    else { return nil }
    return operand.removing(places)
  }

  private func moved(_ operand: [Int?], _ from: [Int], _ to: [Int]) -> [Int?]? {
    guard let sources = places(from, rank: operand.count),
      let targets = places(to, rank: operand.count), sources.count == targets.count
    else { return nil }
    var rest = operand.removing(sources)[...]
    return operand.indices.map { index in
      targets.firstIndex(of: index).map { operand[sources[$0]] } ?? rest.removeFirst()
    }
  }

  private func gathered(
    _ operands: [[Int?]], _ places: [Int]?, _ axis: Int, _ shared: Int
  ) -> [Int?]? {
    guard let place = operands[0].place(axis),
      let indices = places ?? (operands.count == 2 ? operands[1] : nil),
      (0...min(place, indices.count)).contains(shared)
    else { return nil }
    return Array(operands[0][..<place]) + indices[shared...] + operands[0][(place + 1)...]
  }
}
