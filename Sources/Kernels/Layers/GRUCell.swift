import CVector

/// One moment of a GRU over a run of units.
///
/// Each gate has a block of its own, [rows][units] in panels, so that unit j of every gate stands in the
/// same lane.
///
/// The moment has two parts, since without `reset_after` a product stands between them: `computeGRUGates`
/// gives update gate z, reset gate r and what the reset makes; `computeGRUState` the candidate and the
/// state h = z·h + (1 − z)·candidate.
///
/// - Source: “Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine
///   Translation”, EMNLP 2014.
/// - Shapes: `count` floats each, a multiple of `lanes`, rows of one panel.
public struct GRUMoment: BitwiseCopyable {
  /// The products of the three gates, before their activations.
  public var updateProduct: UnsafeMutablePointer<Float>
  /// See `updateProduct`.
  public var resetProduct: UnsafeMutablePointer<Float>
  /// See `updateProduct`; with `reset_after` at first only that with the input, to which
  /// `computeGRUGates` adds the other.
  public var candidateProduct: UnsafeMutablePointer<Float>
  /// z. May be the product where the derivative follows from outputs, as may the next two.
  public var update: UnsafeMutablePointer<Float>
  /// r
  public var reset: UnsafeMutablePointer<Float>
  /// The activated candidate.
  public var candidate: UnsafeMutablePointer<Float>
  /// The state of the moment before; zeros at the first one.
  public var previousState: UnsafePointer<Float>
  /// Keras's `activation`, of the candidate.
  public var activation: ElementwiseActivation
  /// Keras's `recurrent_activation`, of the other gates.
  public var gateActivation: ElementwiseActivation
  /// Floats of the run.
  public var count: Int

  /// Gathers what a moment consists of.
  public init(
    updateProduct: UnsafeMutablePointer<Float>, resetProduct: UnsafeMutablePointer<Float>,
    candidateProduct: UnsafeMutablePointer<Float>, update: UnsafeMutablePointer<Float>,
    reset: UnsafeMutablePointer<Float>, candidate: UnsafeMutablePointer<Float>,
    previousState: UnsafePointer<Float>, activation: ElementwiseActivation,
    gateActivation: ElementwiseActivation, count: Int
  ) {
    self.updateProduct = updateProduct
    self.resetProduct = resetProduct
    self.candidateProduct = candidateProduct
    self.update = update
    self.reset = reset
    self.candidate = candidate
    self.previousState = previousState
    self.activation = activation
    self.gateActivation = gateActivation
    self.count = count
  }
}

/// What the reset gate is multiplied with.
public enum GRUReset: BitwiseCopyable {
  /// Keras's `reset_after`: `product` [count] is that of the previous state with the candidate's
  /// recurrent weights, with its bias; r·product is added to the candidate's product.
  case after(product: UnsafePointer<Float>)
  /// r·previous state is written to `state` [count], whose product is then to be added to the candidate's.
  case before(state: UnsafeMutablePointer<Float>)
}

/// Activates update and reset gate, and applies the latter.
public func computeGRUGates(_ moment: GRUMoment, reset: GRUReset) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  let count = moment.count
  computeActivation(
    moment.gateActivation, inputs: moment.updateProduct, outputs: moment.update, count: count)
  computeActivation(
    moment.gateActivation, inputs: moment.resetProduct, outputs: moment.reset, count: count)
  switch reset {
  case .after(let product):
    forEachVector(of: count) { i in
      let sum = Vector(loading: moment.candidateProduct + i)
      gm_fma(Vector(loading: moment.reset + i), Vector(loading: product + i), sum)
        .store(to: moment.candidateProduct + i)
    }
  case .before(let state):
    forEachVector(of: count) { i in
      (Vector(loading: moment.reset + i) * Vector(loading: moment.previousState + i))
        .store(to: state + i)
    }
  }
}

/// Activates the candidate and computes the state.
public func computeGRUState(_ moment: GRUMoment, state: UnsafeMutablePointer<Float>) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  computeActivation(
    moment.activation, inputs: moment.candidateProduct, outputs: moment.candidate,
    count: moment.count)
  for i in stride(from: 0, to: moment.count, by: lanes) {
    let z = Vector(loading: moment.update + i), rest = Vector(repeating: 1) - z
    let candidate = rest * Vector(loading: moment.candidate + i)
    gm_fma(z, Vector(loading: moment.previousState + i), candidate).store(to: state + i)
  }
}

/// The gradients by the products of update gate and candidate, and the part of that by the previous state
/// that goes past the gates.
///
/// - Shapes: `count` floats each; `previousGradient` is written, and may be `stateGradient`.
public func computeGRUStateGradient(
  _ moment: GRUMoment, stateGradient: UnsafePointer<Float>,
  updateGradient: UnsafeMutablePointer<Float>, candidateGradient: UnsafeMutablePointer<Float>,
  previousGradient: UnsafeMutablePointer<Float>
) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  for i in stride(from: 0, to: moment.count, by: lanes) {
    let dh = Vector(loading: stateGradient + i), z = Vector(loading: moment.update + i)
    let previous = Vector(loading: moment.previousState + i)
    (dh * (previous - Vector(loading: moment.candidate + i))).store(to: updateGradient + i)
    (dh * (Vector(repeating: 1) - z)).store(to: candidateGradient + i)
    (dh * z).store(to: previousGradient + i)
  }
  multiplyByDerivative(
    of: moment.gateActivation, inputs: moment.updateProduct, outputs: moment.update,
    gradient: updateGradient, count: moment.count)
  multiplyByDerivative(
    of: moment.activation, inputs: moment.candidateProduct, outputs: moment.candidate,
    gradient: candidateGradient, count: moment.count)
}

/// What the gradient of a reset is made from, and where it goes.
public enum GRUResetGradient: BitwiseCopyable {
  /// `candidate` [count] is the gradient by the candidate's product, `product` as in `GRUReset`; the
  /// gradient by the latter is written to `productGradient` [count].
  case after(
    candidate: UnsafePointer<Float>, product: UnsafePointer<Float>,
    productGradient: UnsafeMutablePointer<Float>)
  /// `state` [count] is the gradient by r·previous state; `previousGradient` [count] takes what of it
  /// reaches the previous state, in addition to what is there.
  case before(state: UnsafePointer<Float>, previousGradient: UnsafeMutablePointer<Float>)
}

/// The gradient by the product of the reset gate, and by what the gate was multiplied with.
public func computeGRUResetGradient(
  _ moment: GRUMoment, _ reset: GRUResetGradient, resetGradient: UnsafeMutablePointer<Float>
) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  switch reset {
  case .after(let candidate, let product, let productGradient):
    for i in stride(from: 0, to: moment.count, by: lanes) {
      let g = Vector(loading: candidate + i)
      (g * Vector(loading: product + i)).store(to: resetGradient + i)
      (g * Vector(loading: moment.reset + i)).store(to: productGradient + i)
    }
  case .before(let state, let previousGradient):
    for i in stride(from: 0, to: moment.count, by: lanes) {
      let g = Vector(loading: state + i)
      (g * Vector(loading: moment.previousState + i)).store(to: resetGradient + i)
      (g * Vector(loading: moment.reset + i)).write(to: previousGradient + i, adds: true)
    }
  }
  multiplyByDerivative(
    of: moment.gateActivation, inputs: moment.resetProduct, outputs: moment.reset,
    gradient: resetGradient, count: moment.count)
}
