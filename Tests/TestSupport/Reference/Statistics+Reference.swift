import Networks

// Layers that do in training what they don't at inference, and Embedding.

extension BatchNormalization: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    let channels = call.columns
    let (mean, variance) =
      usesBatch(call)
      ? moments(of: call)
      : (call.weights(.movingMean)!, call.weights(.movingVariance)!)
    let gamma = call.weights(.gamma), beta = call.weights(.beta)
    return call.map { x in
      x.indices.map { index in
        let channel = index % channels
        return (x[index] - mean[channel]) / (variance[channel] + epsilon).squareRoot()
          * (gamma?[channel] ?? 1) + (beta?[channel] ?? 0)
      }
    }
  }

  func statistics(after call: ReferenceCall) -> [String: [Double]] {
    guard usesBatch(call) else { return [:] }
    let (mean, variance) = moments(of: call)
    func moved(_ role: ParameterDescription.Role, _ batch: [Double]) -> [Double] {
      zip(call.weights(role)!, batch).map { $0 * momentum + $1 * (1 - momentum) }
    }
    let name = call.layer.name
    return [
      "\(name)/moving_mean": moved(.movingMean, mean),
      "\(name)/moving_variance": moved(.movingVariance, variance),
    ]
  }

  /// A frozen layer takes the moving averages in training, too.
  private func usesBatch(_ call: ReferenceCall) -> Bool {
    guard case .training = call.purpose else { return false }
    return call.layer.description.isTrainable
  }

  private func moments(of call: ReferenceCall) -> (mean: [Double], variance: [Double]) {
    let channels = call.columns, values = call.inputs[0].flatMap(\.self)
    let rows = Double(values.count / channels)
    func means(_ term: (_ value: Double, _ channel: Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: channels)
      for index in values.indices {
        sums[index % channels] += term(values[index], index % channels)
      }
      return sums.map { $0 / rows }
    }
    let mean = means { value, _ in value }
    return (mean, means { ($0 - mean[$1]) * ($0 - mean[$1]) })
  }
}

extension Dropout: ReferenceLayer {
  func outputs(of call: ReferenceCall) -> [ReferenceBatch] {
    guard case .training(let factors) = call.purpose, rate > 0 else { return [call.inputs[0]] }
    let dropped = call.inputs[0].enumerated().map { sample, x in
      zip(x, factors(call.call, sample, x.count)).map { $0 * $1 }
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
