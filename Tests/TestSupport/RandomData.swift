import Randomness
import Networks

extension Tensor {
  /// A tensor of uniform numbers.
  public static func random(
    _ dimensions: [Int], in range: ClosedRange<Double> = -1...1, using random: inout SplitMix64
  ) -> Tensor {
    let count = dimensions.reduce(1, *)
    return Tensor(
      dimensions: dimensions,
      elements: (0..<count).map { _ in Float(random.nextUniform(in: range)) })
  }

  /// The samples, each as a flat array of Doubles.
  public var samples: [[Double]] {
    let width = elements.count / sampleCount
    return (0..<sampleCount).map { sample in
      elements[sample * width..<(sample + 1) * width].map(Double.init)
    }
  }
}

/// Targets that suit a loss: anything for squares, 0 or 1 for binary, one-hot for categorical, and
/// class numbers for the sparse one.
///
/// - Parameter dimensions: of the predictions.
public func randomTargets(
  _ dimensions: [Int], for loss: Loss, using random: inout SplitMix64
) -> Tensor {
  let columns = dimensions.last!
  var tensor = Tensor.random(
    loss == .sparseCategoricalCrossentropy ? dimensions.dropLast() + [1] : dimensions,
    using: &random)
  switch loss {
  case .meanSquaredError: break
  case .binaryCrossentropy:
    for index in tensor.elements.indices {
      tensor.elements[index] = tensor.elements[index] > 0 ? 1 : 0
    }
  case .categoricalCrossentropy:
    for first in stride(from: 0, to: tensor.elements.count, by: columns) {
      let hot = random.nextIndex(below: columns)
      for column in 0..<columns { tensor.elements[first + column] = column == hot ? 1 : 0 }
    }
  case .sparseCategoricalCrossentropy:
    for index in tensor.elements.indices {
      tensor.elements[index] = Float(random.nextIndex(below: columns))
    }
  }
  return tensor
}
