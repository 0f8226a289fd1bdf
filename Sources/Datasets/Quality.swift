import Networks

/// What a good prediction is, beside a small loss.
public enum Quality: Sendable {
  /// The share of positions whose class is right, 0…1: with one output, the side of ½; with more,
  /// the place of the largest.
  case accuracy
  /// The gain in signal-to-noise ratio over the noisy input, in decibels: see
  /// `NoisySpectra.signalToNoiseGain(of:on:)`.
  case signalToNoiseGain

  /// How good `predictions` are, or `nil` where no number says: for no predictions, for spectra
  /// without noise or met exactly.
  ///
  /// - Shapes: `predictions` like the targets of `dataset`.
  public func value(of predictions: Tensor, on dataset: Dataset) -> Double? {
    precondition(
      predictions.dimensions == dataset.targets.dimensions,
      "predictions \(predictions.dimensions), targets \(dataset.targets.dimensions)")
    let value =
      switch self {
      case .accuracy: accuracy(of: predictions, on: dataset.targets)
      case .signalToNoiseGain: NoisySpectra.signalToNoiseGain(of: predictions, on: dataset)
      }
    return value.isFinite ? value : nil
  }

  private func accuracy(of predictions: Tensor, on targets: Tensor) -> Double {
    let classes = targets.dimensions.last ?? 1
    let starts = stride(from: 0, to: targets.elements.count, by: classes)
    let matches = starts.count { start in
      let place = start..<start + classes
      return answer(predictions.elements[place]) == answer(targets.elements[place])
    }
    return Double(matches) / Double(targets.elements.count / classes)
  }

  /// The class that the outputs for one position stand for: the first of equals, and the first NaN if
  /// there is any, as in Keras.
  private func answer(_ outputs: ArraySlice<Float>) -> Int {
    guard outputs.count > 1 else { return outputs.allSatisfy { $0 > 0.5 } ? 1 : 0 }
    let largest = outputs.indices.reduce(outputs.startIndex) {
      outputs[$1] > outputs[$0] ? $1 : $0
    }
    return (outputs.firstIndex { $0.isNaN } ?? largest) - outputs.startIndex
  }
}
