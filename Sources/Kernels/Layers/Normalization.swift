import CVector

/// What batch normalization makes of one panel of channels: y = x̂·γ + β, x̂ = (x − mean) / √(variance + ε).
///
/// - Shapes: one vector each.
public struct Normalization: BitwiseCopyable {
  /// The mean of each channel.
  public var mean: UnsafePointer<Float>
  /// The biased variance of each channel.
  public var variance: UnsafePointer<Float>
  /// γ; 1 where absent.
  public var gamma: UnsafePointer<Float>?
  /// β, with 0 in the padding lanes; 0 where absent.
  public var beta: UnsafePointer<Float>?
  /// What is added to the variance.
  public var epsilon: Float
  /// Channels of the panel; the lanes beyond are padding, whose y is 0.
  public var channels: Int

  /// Points at the numbers of a panel.
  public init(
    mean: UnsafePointer<Float>, variance: UnsafePointer<Float>, gamma: UnsafePointer<Float>?,
    beta: UnsafePointer<Float>?, epsilon: Float, channels: Int
  ) {
    self.mean = mean
    self.variance = variance
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.channels = channels
  }

  /// 1 / √(variance + ε), 0 in padding.
  @inline(__always)
  fileprivate var inverseDeviation: Vector {
    let deviation = gm_sqrt(Vector(loading: variance) + Vector(repeating: epsilon))
    return gm_first(
      Vector(repeating: 1) / deviation, Int32(truncatingIfNeeded: min(channels, lanes)))
  }

  /// γ / √(variance + ε)
  @inline(__always)
  fileprivate var scale: Vector {
    gamma.map { Vector(loading: $0) * inverseDeviation } ?? inverseDeviation
  }
}

/// outputs = inputs normalized.
///
/// - Shapes: one panel, [rows][lanes] each; both may be the same.
public func computeNormalized(
  _ normalization: Normalization, inputs: UnsafePointer<Float>,
  outputs: UnsafeMutablePointer<Float>, rows: Int
) {
  let scale = normalization.scale
  let beta = normalization.beta.map { Vector(loading: $0) } ?? Vector(repeating: 0)
  let shift = gm_fma(-Vector(loading: normalization.mean), scale, beta)
  for i in stride(from: 0, to: rows * lanes, by: lanes) {
    gm_fma(Vector(loading: inputs + i), scale, shift).store(to: outputs + i)
  }
}

/// Σ dY and Σ dY·x̂ over some rows: a part of the gradients by β and γ.
///
/// - Shapes: one panel, [rows][lanes] each; `sums` and `products` one vector each.
public func computeNormalizationSums(
  _ normalization: Normalization, inputs: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, rows: Int, sums: UnsafeMutablePointer<Float>,
  products: UnsafeMutablePointer<Float>
) {
  let mean = Vector(loading: normalization.mean), inverse = normalization.inverseDeviation
  @inline(__always)
  func gradient(_ row: Int) -> Vector { Vector(loading: outputGradient + row * lanes) }
  sumOfRows(rows, gradient).store(to: sums)
  @inline(__always)
  func product(_ row: Int) -> Vector {
    gradient(row) * (Vector(loading: inputs + row * lanes) - mean)
  }
  (sumOfRows(rows, product) * inverse).store(to: products)
}

/// The sums of `computeNormalizationSums` over the whole batch, whose mean and variance depend on every
/// row.
///
/// - Shapes: one vector each.
public struct NormalizationSums: BitwiseCopyable {
  fileprivate var sums: UnsafePointer<Float>
  fileprivate var products: UnsafePointer<Float>
  fileprivate var rows: Int

  /// Points at the sums over `rows` rows.
  public init(sums: UnsafePointer<Float>, products: UnsafePointer<Float>, rows: Int) {
    self.sums = sums
    self.products = products
    self.rows = rows
  }
}

/// inputGradient = γ / √(variance + ε) · (dY − mean(dY) − x̂·mean(dY·x̂)).
///
/// Without `sums`, mean and variance are constants, and the gradient is the first term alone.
///
/// - Shapes: one panel, [rows][lanes] each; the gradients may be the same.
public func computeNormalizationGradient(
  _ normalization: Normalization, sums: NormalizationSums?, inputs: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>, rows: Int
) {
  writeGradient(
    normalization, sums, inputs, outputGradient, inputGradient, rows: rows, adds: false)
}

/// inputGradient += the same.
public func accumulateNormalizationGradient(
  _ normalization: Normalization, sums: NormalizationSums?, inputs: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>, rows: Int
) {
  writeGradient(normalization, sums, inputs, outputGradient, inputGradient, rows: rows, adds: true)
}

@inline(__always)
private func writeGradient(
  _ normalization: Normalization, _ sums: NormalizationSums?, _ inputs: UnsafePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ inputGradient: UnsafeMutablePointer<Float>, rows: Int,
  adds: Bool
) {
  let scale = normalization.scale
  guard let sums else {
    for i in stride(from: 0, to: rows * lanes, by: lanes) {
      (scale * Vector(loading: outputGradient + i)).write(to: inputGradient + i, adds: adds)
    }
    return
  }
  let count = Vector(repeating: Float(sums.rows)), mean = Vector(loading: normalization.mean)
  let gradient = Vector(loading: sums.sums) / count
  let slope = Vector(loading: sums.products) / count * normalization.inverseDeviation
  for i in stride(from: 0, to: rows * lanes, by: lanes) {
    let centered = Vector(loading: inputs + i) - mean
    let rest = Vector(loading: outputGradient + i) - gradient
    (scale * gm_fma(-centered, slope, rest)).write(to: inputGradient + i, adds: adds)
  }
}
