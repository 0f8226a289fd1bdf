/// How far the losses of two trainings that do the same work may differ, as a share.
///
/// Float32 sums in another order differ by some 1e-7 of a loss, and other builds, JAX, PyTorch and
/// scikit-learn do. Keras forms Adam's 1 − β₂ᵗ by a float32 subtraction, 1.3e-5 off at first, which
/// showed as up to 3e-4 after 20 steps. An ε added after Adam's correction instead of before, the
/// smallest mistake that we know of, shows as 3e-3 and more.
public let lossTolerance = 1e-3

/// Where the losses of the first steps of two trainings from one start part, and how far they differ at
/// most before.
///
/// - Parameters:
///   - losses: those of one training, step by step.
///   - expected: those of the training that is compared with.
/// - Returns: the first step, from 0, whose losses differ by more than the tolerance, and the largest
///   deviation as a share; a loss that only one of them has is infinitely far off.
public func deviation(of losses: [Double], from expected: [Double]) -> (step: Int?, largest: Double)
{
  var deviations = zip(losses, expected).map { abs($0 - $1) / abs($1) }
  if losses.count != expected.count || losses.isEmpty { deviations.append(.infinity) }
  return (deviations.firstIndex { !($0 <= lossTolerance) }, deviations.max() ?? .infinity)
}

extension Replicate.Evidence {
  /// Why a training of another build or library, whose bits may differ, is not the same work, as a clause;
  /// `nil` where it is.
  ///
  /// The last loss is that of a long training, in which rounding grows: it is no proof either way.
  ///
  /// - Parameters:
  ///   - base: the evidence of the training that is compared with.
  ///   - owner: whose that is.
  public func otherWork(
    than base: Replicate.Evidence, of owner: String = "the base"
  ) -> String? {
    if !layers.isEmpty, layers != base.layers { return "layers have other counts of parameters" }
    if countBeforeTraining != base.countBeforeTraining {
      return "there are \(countBeforeTraining) parameters, \(owner)'s \(base.countBeforeTraining)"
    }
    let (step, _) = deviation(of: Array(losses.dropLast()), from: Array(base.losses.dropLast()))
    return step.map { step in
      guard losses.indices.contains(step), base.losses.indices.contains(step) else {
        return "there are other losses to compare"
      }
      return "the loss of step \(step + 1) is \(losses[step]), \(owner)'s \(base.losses[step])"
    }
  }

  /// Whether a training of another build ended in the same bits.
  public func hasSameBits(as base: Replicate.Evidence) -> Bool {
    finalDigest == base.finalDigest && digestedSteps == base.digestedSteps
  }
}
