import Glibc
import Randomness
import Networks

extension ParameterDescription {
  /// Start values drawn as the initializer says, row-major.
  func startValues(using random: inout SplitMix64) -> [Float] {
    startValues(of: initializer, using: &random)
  }

  private func startValues(
    of initializer: Initializer, using random: inout SplitMix64
  ) -> [Float] {
    switch initializer {
    case .zeros:
      return [Float](repeating: 0, count: count)
    case .ones:
      return [Float](repeating: 1, count: count)
    case .randomNormal(let mean, let deviation):
      return draw { mean + deviation * random.nextNormal() }
    case .randomUniform(let minimum, let maximum):
      return draw { minimum + (maximum - minimum) * random.nextUnit() }
    case .glorotUniform:
      let limit = (6 / Double(fans.in + fans.out)).squareRoot()
      return draw { random.nextUniform(in: -limit...limit) }
    case .heUniform:
      let limit = (6 / Double(fans.in)).squareRoot()
      return draw { random.nextUniform(in: -limit...limit) }
    case .glorotNormal:
      return drawTruncated(variance: 2 / Double(fans.in + fans.out), using: &random)
    case .heNormal:
      return drawTruncated(variance: 2 / Double(fans.in), using: &random)
    case .orthogonal(let gain):
      return drawOrthogonal(gain: gain, using: &random)
    case .constant(let value):
      return [Float](repeating: Float(value), count: count)
    case .truncatedNormal(let mean, let deviation):
      return drawTruncated(mean: mean, deviation: deviation, using: &random)
    case .varianceScaling(let scale, let fan, let distribution):
      return drawScaled(scale, fan, distribution, using: &random)
    case .identity(let gain):
      let columns = shape.dimensions.last ?? 1
      return (0..<count).map { $0 / columns == $0 % columns ? Float(gain) : 0 }
    case .unitForgetBias(let others, let gates):
      let values = startValues(of: others, using: &random)
      let forgets = count / gates * (gates - 3)..<count / gates * (gates - 2)
      return values.enumerated().map { forgets.contains($0) ? 1 : $1 }
    }
  }

  private func draw(_ next: () -> Double) -> [Float] {
    (0..<count).map { _ in Float(next()) }
  }

  /// A normal cut off at two deviations, widened so that the variance is still the one asked for:
  /// the cut one has 0.8796 of the deviation.
  private func drawTruncated(variance: Double, using random: inout SplitMix64) -> [Float] {
    drawTruncated(
      mean: 0, deviation: variance.squareRoot() / 0.879_625_661_034_239_78, using: &random)
  }

  /// A normal cut off at two deviations.
  private func drawTruncated(
    mean: Double, deviation: Double, using random: inout SplitMix64
  ) -> [Float] {
    draw {
      while true {
        let number = random.nextNormal()
        if abs(number) <= 2 { return mean + deviation * number }
      }
    }
  }

  /// Numbers whose variance is `scale` over a fan.
  private func drawScaled(
    _ scale: Double, _ fan: Initializer.Fan, _ distribution: Initializer.Distribution,
    using random: inout SplitMix64
  ) -> [Float] {
    let divisor =
      switch fan {
      case .inputs: Double(fans.in)
      case .outputs: Double(fans.out)
      case .average: Double(fans.in + fans.out) / 2
      }
    let variance = scale / max(1, divisor)
    switch distribution {
    case .truncatedNormal: return drawTruncated(variance: variance, using: &random)
    case .untruncatedNormal: return draw { variance.squareRoot() * random.nextNormal() }
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return draw { random.nextUniform(in: -limit...limit) }
    }
  }

  /// The orthogonal factor of a matrix of normal numbers.
  ///
  /// Keras multiplies each column of Q by the sign of R's diagonal. Gram and Schmidt's method gives
  /// that Q at once, since its R has a positive diagonal; every vector is orthogonalised twice, which
  /// keeps the angles right to rounding.
  private func drawOrthogonal(gain: Double, using random: inout SplitMix64) -> [Float] {
    let rows = shape.dimensions.dropLast().reduce(1, *), columns = shape.dimensions.last ?? 1
    let length = max(rows, columns), number = min(rows, columns)
    var basis: [[Double]] = []
    for _ in 0..<number {
      var vector = (0..<length).map { _ in random.nextNormal() }
      for _ in 0..<2 {
        for other in basis {
          let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in 0..<length { vector[index] -= overlap * other[index] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(vector.map { $0 / norm })
    }
    return (0..<rows * columns).map { index in
      let row = index / columns, column = index % columns
      return Float(gain * (rows >= columns ? basis[column][row] : basis[row][column]))
    }
  }
}
