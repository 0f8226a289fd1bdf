import Networks

// Layers that do in training what they don't at inference, and Embedding.

extension BatchNormalization: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let (mean, variance) =
      usesBatch(call)
      ? moments(of: call)
      : (call.weights(.movingMean)!, call.weights(.movingVariance)!)
    let gamma = call.weights(.gamma), beta = call.weights(.beta)
    return call.map { x in
      x.indices.map { index in
        let channel = channel(of: index, call)
        return (x[index] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
          * (gamma?[channel] ?? 1) + (beta?[channel] ?? 0)
      }
    }
  }

  /// The place of an element along the axis that keeps its own mean and variance.
  private func channel(of element: Int, _ call: ReferenceCall) -> Int {
    let shape = call.inputShape, position = axis < 0 ? axis + shape.count : axis - 1
    return element / shape[(position + 1)...].reduce(1, *) % shape[position]
  }

  func statistics(after call: ReferenceCall, _ moved: [String: [Double]]) -> [String: [Double]] {
    guard usesBatch(call) else { return [:] }
    let (mean, variance) = moments(of: call)
    func next(_ role: ParameterDescription.Role, _ batch: [Double]) -> (String, [Double]) {
      let path = call.layer.parameters.first { $0.role == role }!.path
      let before = moved[path] ?? call.weights(role)!
      return (path, zip(before, batch).map { $0 * momentum + $1 * (1 - momentum) })
    }
    return Dictionary(
      uniqueKeysWithValues: [next(.movingMean, mean), next(.movingVariance, variance)])
  }

  /// A frozen layer takes the moving averages in training, too.
  private func usesBatch(_ call: ReferenceCall) -> Bool {
    guard case .training = call.purpose else { return false }
    return call.layer.description.isTrainable
  }

  /// Of the rows that count, if there is a mask.
  private func moments(of call: ReferenceCall) -> (mean: [Double], variance: [Double]) {
    let channels = call.weights(.movingMean)!.count
    func means(_ term: (_ value: Double, _ channel: Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: channels), counts = sums
      for (sample, x) in call.inputs[0].enumerated() {
        for index in x.indices where call.mask?[sample][index / call.columns] ?? true {
          let channel = channel(of: index, call)
          sums[channel] += term(x[index], channel)
          counts[channel] += 1
        }
      }
      return zip(sums, counts).map { $0 / max($1, 1) }
    }
    let mean = means { value, _ in value }
    return (mean, means { ($0 - mean[$1]) * ($0 - mean[$1]) })
  }
}

extension Dropout: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    guard case .training(let factors) = call.purpose, rate > 0 else { return [call.inputs[0]] }
    // Along axes of size 1 all elements have the same factor.
    let shape = call.outputShape
    let axes = zip(noiseShape?.dropFirst() ?? [], shape).map { $0 ?? $1 }
    let own = noiseShape == nil ? shape : axes
    let places = Merging.places(of: own, in: shape)
    let dropped = call.inputs[0].enumerated().map { sample, x in
      let factors = factors(call.call, sample, own.reduce(1, *))
      return zip(x, places).map { $0 * factors[$1] }
    }
    return [dropped]
  }
}

extension Embedding: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    call.map { numbers in
      numbers.flatMap { number in
        let row = Int(number)
        return Array(call.weights[0][row * width..<(row + 1) * width])
      }
    }
  }

  func mask(behind call: ReferenceCall) -> [[Bool]]? {
    masksZero ? call.inputs[0].map { $0.map { Int($0) != 0 } } : nil
  }
}
