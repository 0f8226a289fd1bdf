/// One step's constants of an optimizer. Formulas are those of Keras 3.
public enum OptimizerStep: BitwiseCopyable, Sendable {
  /// w −= rate·g
  case sgd(rate: Float)
  /// v = momentum·v − rate·g; w += v, or with Nesterov w += momentum·v − rate·g.
  case momentum(rate: Float, momentum: Float, isNesterov: Bool)
  /// m += (g − m)·(1 − β₁); v += (g² − v)·(1 − β₂); w −= rate·m / (√v + ε), where the rate already
  /// holds √(1 − β₂ᵗ) / (1 − β₁ᵗ).
  ///
  /// Source: “Adam: A Method for Stochastic Optimization”, ICLR 2015, end of section 2.
  case adam(rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float)
  /// w −= decay·w, then `adam`, where the decay already holds the learning rate.
  ///
  /// Source: “Decoupled Weight Decay Regularization”, ICLR 2019.
  case adamW(
    rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float, decay: Float)
  /// v = ρ·v + (1 − ρ)·g²; m = momentum·m + rate·g / √(v + ε); w −= m.
  ///
  /// Centered, a mean a = ρ·a + (1 − ρ)·g is kept too, and v − a² stands in the place of v.
  case rmsprop(rate: Float, rho: Float, momentum: Float, epsilon: Float, isCentered: Bool)
}
