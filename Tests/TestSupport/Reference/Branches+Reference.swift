import Networks

// Layers that take several tensors, and those that only count elements in another way.

extension Merging: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let merged = call.inputs[0].indices.map { sample in
      call.inputs[0][sample].indices.map { element in
        self.merged(call.inputs.map { $0[sample][element] })
      }
    }
    return [merged]
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
    let rank = call.outputShape.count, position = axis < 0 ? axis + rank : axis - 1
    let blocks = call.outputShape[..<position].reduce(1, *)
    let joined = call.inputs[0].indices.map { sample in
      (0..<blocks).flatMap { block in
        call.inputs.flatMap { input in
          let width = input[sample].count / blocks
          return Array(input[sample][block * width..<(block + 1) * width])
        }
      }
    }
    return [joined]
  }
}

extension Flatten: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] { [call.inputs[0]] }
}

extension Reshape: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] { [call.inputs[0]] }
}
