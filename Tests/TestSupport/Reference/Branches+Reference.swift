import Networks

// Layers that take several tensors, and those that only count elements in another way.

extension Merging: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let places = call.inputShapes.map { Self.places(of: $0, in: call.outputShape) }
    let merged = call.inputs[0].indices.map { sample in
      places[0].indices.map { element in
        self.merged(
          call.inputs.indices.map { input in
            let shape = call.inputShapes[input], place = places[input][element]
            let counts = call.masks[input]?[sample][place / (shape.last ?? 1)]
            // A tensor that is given more axes loses its mask.
            return (
              call.inputs[input][sample][place],
              shape.count == call.outputShape.count ? counts : nil
            )
          })
      }
    }
    return [merged]
  }

  /// A row counts where it does in one of the tensors, if each has a mask.
  func mask(behind call: ReferenceCall) -> [[Bool]]? {
    guard call.masks.allSatisfy({ $0 != nil }) else { return nil }
    let rows = Array(call.outputShape.dropLast())
    let places = call.inputShapes.map { Self.places(of: $0.dropLast(), in: rows) }
    return call.inputs[0].indices.map { sample in
      places[0].indices.map { row in
        zip(call.masks, places).contains { $0?[sample][$1[row]] == true }
      }
    }
  }

  /// - Parameter values: with each whether it counts, where it has a mask.
  private func merged(_ values: [(value: Double, counts: Bool?)]) -> Double {
    let numbers = values.map(\.value)
    switch function {
    case .add: return numbers.reduce(0, +)
    case .subtract: return numbers[0] - numbers[1]
    case .multiply:
      if values.allSatisfy({ $0.counts == false }) { return 0 }
      return values.reduce(1) { $0 * ($1.counts == false ? 1 : $1.value) }
    case .average: return numbers.reduce(0, +) / Double(values.count)
    case .maximum: return chosen(values, max)
    case .minimum: return chosen(values, min)
    }
  }

  /// From the first to the last, as Keras writes it: what does not count gives way to the other of two.
  private func chosen(
    _ values: [(value: Double, counts: Bool?)], _ choose: (Double, Double) -> Double
  ) -> Double {
    var (result, counts) = values[0]
    for (value, own) in values.dropFirst() {
      let second = own == false ? result : value
      let first = counts == false ? second : result
      result = choose(first, second)
      if let before = counts, let own { counts = before || own } else { counts = nil }
    }
    return result
  }

  /// For each element of a shape the one of a tensor that is stretched to it.
  static func places(of axes: some Collection<Int>, in shape: [Int]) -> [Int] {
    let axes = Array(axes)
    var places = [0]
    let missing = shape.count - axes.count
    for (position, size) in shape.enumerated() {
      let own = position < missing ? 1 : axes[position - missing]
      places = places.flatMap { place in
        (0..<size).map { place * own + (own == 1 ? 0 : $0) }
      }
    }
    return places
  }

  private func merged(_ values: [Double]) -> Double {
    switch function {
    case .add: values.reduce(0, +)
    case .subtract: values[0] - values[1]
    case .multiply: values.reduce(1, *)
    case .average: values.reduce(0, +) / Double(values.count)
    case .maximum: values.max()!
    case .minimum: values.min()!
    }
  }
}

extension Concatenate: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    [call.inputs[0].indices.map { sample in joined(call.inputs.map { $0[sample] }, call) }]
  }

  /// Keras puts the masks of all elements side by side, those of tensors without a mask as ones, and has a row count
  /// where one of its elements does.
  func mask(behind call: ReferenceCall) -> [[Bool]]? {
    guard call.masks.contains(where: { $0 != nil }) else { return nil }
    return call.inputs[0].indices.map { sample in
      let elements = call.inputs.indices.map { input in
        let width = call.inputShapes[input].last ?? 1
        return call.inputs[input][sample].indices.map {
          call.masks[input]?[sample][$0 / width] ?? true
        }
      }
      let all = joined(elements, call)
      return stride(from: 0, to: all.count, by: call.columns).map { first in
        all[first..<first + call.columns].contains(true)
      }
    }
  }

  private func joined<Element>(_ tensors: [[Element]], _ call: ReferenceCall) -> [Element] {
    let rank = call.outputShape.count, position = axis < 0 ? axis + rank : axis - 1
    let blocks = call.outputShape[..<position].reduce(1, *)
    return (0..<blocks).flatMap { block in
      tensors.flatMap { tensor in
        let width = tensor.count / blocks
        return Array(tensor[block * width..<(block + 1) * width])
      }
    }
  }
}

extension Flatten: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] { [call.inputs[0]] }
}

extension Reshape: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] { [call.inputs[0]] }
}

extension Permute: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let shape = call.inputShape
    return call.map { x in
      var result: [Double] = [], places = Array(repeating: 0, count: shape.count)
      for _ in x.indices {
        result.append(x[zip(places, shape).reduce(0) { $0 * $1.1 + $1.0 }])
        // The next place, of which the output's last axis moves first.
        for axis in order.map({ $0 - 1 }).reversed() {
          places[axis] += 1
          if places[axis] < shape[axis] { break }
          places[axis] = 0
        }
      }
      return result
    }
  }
}
