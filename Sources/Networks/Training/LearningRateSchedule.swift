import Foundation

/// How the learning rate follows from the step, as Keras's schedules have it; steps count from 0.
///
/// Lengths may have fractions. All is computed in `Float`, and in Keras's order: where a period ends is told by
/// the floor of a quotient, which would be another one in more digits.
public enum LearningRateSchedule: Sendable, Hashable {
  /// initial · rate^(step / steps)
  case exponentialDecay(initial: Double, steps: Double, rate: Double, isStaircase: Bool)
  /// One value up to each boundary, of which steps see the whole part, and a last one; there is one value more than
  /// boundaries.
  case piecewiseConstant(boundaries: [Double], values: [Double])
  /// (initial − end) · (1 − step / steps)^power + end
  case polynomialDecay(initial: Double, steps: Double, end: Double, power: Double, cycles: Bool)
  /// initial / (1 + rate · step / steps)
  case inverseTimeDecay(initial: Double, steps: Double, rate: Double, isStaircase: Bool)
  /// Half a cosine from the initial rate, or the warm-up's target, down to α times that.
  case cosineDecay(initial: Double, steps: Double, alpha: Double, warmup: Warmup?)
  /// Half cosines, each `stepFactor` times as long and `rateFactor` times as high as the one before.
  case cosineDecayRestarts(
    initial: Double, firstSteps: Double, stepFactor: Double, rateFactor: Double, alpha: Double)

  /// A straight line from the initial rate to the one from which the decay begins.
  public struct Warmup: Sendable, Hashable {
    /// Where it ends.
    public var target: Double
    /// How long it takes.
    public var steps: Double

    /// Creates a warm-up.
    public init(target: Double, steps: Double) {
      self.target = target
      self.steps = steps
    }
  }

  /// The rate of a step; NaN where Keras has none, as behind the end of periods that grow ever shorter.
  public func learningRate(atStep step: Int) -> Double { Double(rate(step)) }

  private func rate(_ number: Int) -> Float {
    let step = Float(number)
    return switch self {
    case .exponentialDecay(let initial, let steps, let rate, let isStaircase):
      Float(initial) * pow(Float(rate), Self.progress(step, steps, isStaircase))
    case .piecewiseConstant(let boundaries, let values):
      Self.piecewise(Double(number), boundaries.map { $0.rounded(.towardZero) }, values)
    case .polynomialDecay(let initial, let steps, let end, let power, let cycles):
      Self.polynomial(step, Float(initial), Float(steps), Float(end), Float(power), cycles)
    case .inverseTimeDecay(let initial, let steps, let rate, let isStaircase):
      Float(initial) / (1 + Float(rate) * Self.progress(step, steps, isStaircase))
    case .cosineDecay(let initial, let steps, let alpha, let warmup):
      Self.cosine(step, Float(initial), Float(steps), alpha, warmup)
    case .cosineDecayRestarts(let initial, let steps, let stepFactor, let rateFactor, let alpha):
      Float(initial)
        * Self.restarted(
          step / Float(steps), Float(stepFactor), Float(rateFactor), alpha: Float(alpha))
    }
  }

  private static func progress(_ step: Float, _ steps: Double, _ isStaircase: Bool) -> Float {
    let progress = step / Float(steps)
    return isStaircase ? progress.rounded(.down) : progress
  }

  /// The sum of the values whose ranges a step is in: one, unless boundaries are out of order.
  private static func piecewise(
    _ step: Double, _ boundaries: [Double], _ values: [Double]
  ) -> Float {
    var sum: Float = 0
    if step <= boundaries[0] { sum += Float(values[0]) }
    if step > boundaries[boundaries.count - 1] { sum += Float(values[boundaries.count]) }
    for index in boundaries.indices.dropFirst()
    where step > boundaries[index - 1] && step <= boundaries[index] {
      sum += Float(values[index])
    }
    return sum
  }

  private static func polynomial(
    _ step: Float, _ initial: Float, _ steps: Float, _ end: Float, _ power: Float, _ cycles: Bool
  ) -> Float {
    let turns = step == 0 ? 1 : (step / steps).rounded(.up)
    let length = steps * (cycles ? turns : 1)
    let progress = (cycles ? step : min(step, length)) / length
    return (initial - end) * pow(1 - progress, power) + end
  }

  private static func cosine(
    _ step: Float, _ initial: Float, _ steps: Float, _ alpha: Double, _ warmup: Warmup?
  ) -> Float {
    let start = (warmup?.target).map { Float($0) } ?? initial, delay = Float(warmup?.steps ?? 0)
    let step = min(step, steps + delay)
    if step < delay { return (start - initial) * (step / delay) + initial }
    let height = 0.5 * (1 + cos(.pi * ((step - delay) / steps)))
    return start * (Float(1 - alpha) * height + Float(alpha))
  }

  /// - Parameter progress: the step by the length of the first period.
  private static func restarted(
    _ progress: Float, _ stepFactor: Float, _ rateFactor: Float, alpha: Float
  ) -> Float {
    var progress = progress, restarts: Float
    if stepFactor == 1 {
      restarts = progress.rounded(.down)
      progress -= restarts
    } else {
      // Periods of 1, f, f², …: after n of them (1 − fⁿ) / (1 − f) are over.
      restarts = (log(1 - progress * (1 - stepFactor)) / log(stepFactor)).rounded(.down)
      let length = pow(stepFactor, restarts)
      progress = (progress - (1 - length) / (1 - stepFactor)) / length
    }
    let height = 0.5 * pow(rateFactor, restarts) * (1 + cos(.pi * progress))
    return (1 - alpha) * height + alpha
  }
}
