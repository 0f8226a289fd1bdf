import Foundation

/// How the learning rate follows from the step, as Keras's schedules have it; steps count from 0.
public enum LearningRateSchedule: Sendable, Hashable {
  /// initial · rate^(step / steps)
  case exponentialDecay(initial: Double, steps: Int, rate: Double, isStaircase: Bool)
  /// One value up to each boundary, and a last one; there is one value more than boundaries.
  case piecewiseConstant(boundaries: [Int], values: [Double])
  /// (initial − end) · (1 − step / steps)^power + end
  case polynomialDecay(initial: Double, steps: Int, end: Double, power: Double, cycles: Bool)
  /// initial / (1 + rate · step / steps)
  case inverseTimeDecay(initial: Double, steps: Int, rate: Double, isStaircase: Bool)
  /// Half a cosine from the initial rate, or the warm-up's target, down to α times that.
  case cosineDecay(initial: Double, steps: Int, alpha: Double, warmup: Warmup?)
  /// Half cosines, each `stepFactor` times as long and `rateFactor` times as high as the one before.
  case cosineDecayRestarts(
    initial: Double, firstSteps: Int, stepFactor: Double, rateFactor: Double, alpha: Double)

  /// A straight line from the initial rate to the one from which the decay begins.
  public struct Warmup: Sendable, Hashable {
    /// Where it ends.
    public var target: Double
    /// How long it takes.
    public var steps: Int

    /// Creates a warm-up.
    public init(target: Double, steps: Int) {
      self.target = target
      self.steps = steps
    }
  }

  /// The rate of a step.
  public func learningRate(atStep step: Int) -> Double {
    switch self {
    case .exponentialDecay(let initial, let steps, let rate, let isStaircase):
      initial * pow(rate, progress(step, steps, isStaircase))
    case .piecewiseConstant(let boundaries, let values):
      values[boundaries.firstIndex { step <= $0 } ?? boundaries.count]
    case .polynomialDecay(let initial, let steps, let end, let power, let cycles):
      polynomial(step, initial, steps, end, power, cycles)
    case .inverseTimeDecay(let initial, let steps, let rate, let isStaircase):
      initial / (1 + rate * progress(step, steps, isStaircase))
    case .cosineDecay(let initial, let steps, let alpha, let warmup):
      cosine(step, initial, steps, alpha, warmup)
    case .cosineDecayRestarts(let initial, let steps, let stepFactor, let rateFactor, let alpha):
      restarted(step, initial, steps, stepFactor, rateFactor, alpha)
    }
  }

  private func progress(_ step: Int, _ steps: Int, _ isStaircase: Bool) -> Double {
    let progress = Double(step) / Double(steps)
    return isStaircase ? progress.rounded(.down) : progress
  }

  private func polynomial(
    _ step: Int, _ initial: Double, _ steps: Int, _ end: Double, _ power: Double, _ cycles: Bool
  ) -> Double {
    let turns = step == 0 ? 1 : (Double(step) / Double(steps)).rounded(.up)
    let length = Double(steps) * (cycles ? turns : 1)
    let progress = min(Double(step), length) / length
    return (initial - end) * pow(1 - progress, power) + end
  }

  private func cosine(
    _ step: Int, _ initial: Double, _ steps: Int, _ alpha: Double, _ warmup: Warmup?
  ) -> Double {
    let start = warmup?.target ?? initial, delay = warmup?.steps ?? 0
    if step < delay { return initial + (start - initial) * Double(step) / Double(delay) }
    let progress = Double(min(step - delay, steps)) / Double(steps)
    return start * ((1 - alpha) * (1 + cos(.pi * progress)) / 2 + alpha)
  }

  private func restarted(
    _ step: Int, _ initial: Double, _ steps: Int, _ stepFactor: Double, _ rateFactor: Double,
    _ alpha: Double
  ) -> Double {
    var progress = Double(step) / Double(steps), restarts: Double
    if stepFactor == 1 {
      restarts = progress.rounded(.down)
      progress -= restarts
    } else {
      // Periods of 1, f, f², …: after n of them (1 − fⁿ) / (1 − f) are over.
      restarts = (log(1 - progress * (1 - stepFactor)) / log(stepFactor)).rounded(.down)
      progress -= (1 - pow(stepFactor, restarts)) / (1 - stepFactor)
      progress /= pow(stepFactor, restarts)
    }
    let height = pow(rateFactor, restarts)
    return initial * ((1 - alpha) * height * (1 + cos(.pi * progress)) / 2 + alpha)
  }
}
