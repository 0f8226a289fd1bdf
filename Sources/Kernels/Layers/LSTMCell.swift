import CVector

/// The four gates of an LSTM over a run of units, or numbers that belong to them.
///
/// Each gate has a block of its own, [rows][units] in panels, so that unit j of every gate stands in the
/// same lane.
///
/// - Shapes: `count` floats each, rows of one panel.
public struct LSTMGates: BitwiseCopyable {
  /// i: how much of the candidate enters.
  public var input: UnsafeMutablePointer<Float>
  /// f: how much of the cell stays.
  public var forget: UnsafeMutablePointer<Float>
  /// What may enter the cell.
  public var candidate: UnsafeMutablePointer<Float>
  /// o: how much of the cell is shown.
  public var output: UnsafeMutablePointer<Float>

  /// Points at the gates.
  public init(
    input: UnsafeMutablePointer<Float>, forget: UnsafeMutablePointer<Float>,
    candidate: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    self.input = input
    self.forget = forget
    self.candidate = candidate
    self.output = output
  }
}

/// One moment of an LSTM over a run of units.
///
/// - Source: “Long Short-Term Memory”, Neural Computation 9(8), 1997, with the forget gate of “Learning
///   to Forget”, Neural Computation 12(10), 2000.
/// - Shapes: `count` floats each, a multiple of `lanes`.
public struct LSTMMoment: BitwiseCopyable {
  /// The products of the gates, before their activations.
  public var products: LSTMGates
  /// The activated gates. May be `products` where both derivatives follow from outputs.
  public var gates: LSTMGates
  /// The cell of the moment before; absent at the first one, where it is 0.
  public var previousCell: UnsafePointer<Float>?
  /// c = f·c + i·candidate
  public var cell: UnsafeMutablePointer<Float>
  /// The activation of the cell.
  public var activatedCell: UnsafeMutablePointer<Float>
  /// Keras's `activation`, of candidate and cell.
  public var activation: ElementwiseActivation
  /// Keras's `recurrent_activation`, of the other gates.
  public var gateActivation: ElementwiseActivation
  /// Floats of the run.
  public var count: Int

  /// Gathers what a moment consists of.
  public init(
    products: LSTMGates, gates: LSTMGates, previousCell: UnsafePointer<Float>?,
    cell: UnsafeMutablePointer<Float>, activatedCell: UnsafeMutablePointer<Float>,
    activation: ElementwiseActivation, gateActivation: ElementwiseActivation, count: Int
  ) {
    self.products = products
    self.gates = gates
    self.previousCell = previousCell
    self.cell = cell
    self.activatedCell = activatedCell
    self.activation = activation
    self.gateActivation = gateActivation
    self.count = count
  }
}

/// Activates the gates and computes cell, activated cell and state: h = o·activation(c).
public func computeLSTM(_ moment: LSTMMoment, state: UnsafeMutablePointer<Float>) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  let count = moment.count, products = moment.products, gates = moment.gates
  computeActivation(
    moment.gateActivation, inputs: products.input, outputs: gates.input, count: count)
  computeActivation(
    moment.gateActivation, inputs: products.forget, outputs: gates.forget, count: count)
  computeActivation(
    moment.activation, inputs: products.candidate, outputs: gates.candidate, count: count)
  computeActivation(
    moment.gateActivation, inputs: products.output, outputs: gates.output, count: count)
  forEachVector(of: count) { i in
    var c = Vector(loading: gates.input + i) * Vector(loading: gates.candidate + i)
    if let previous = moment.previousCell {
      c = gm_fma(Vector(loading: gates.forget + i), Vector(loading: previous + i), c)
    }
    c.store(to: moment.cell + i)
  }
  computeActivation(
    moment.activation, inputs: moment.cell, outputs: moment.activatedCell, count: count)
  forEachVector(of: count) { i in
    (Vector(loading: gates.output + i) * Vector(loading: moment.activatedCell + i))
      .store(to: state + i)
  }
}

/// The gradient by the products of the gates, and that by the previous cell.
///
/// - Shapes: `stateGradient` [count] is the whole gradient by the moment's state. `cellGradient` [count] is
///   that by its cell as later moments have left it, 0 at the last one, and becomes that by the previous
///   cell. `gradients` are written, and overlap nothing else.
public func computeLSTMGradient(
  _ moment: LSTMMoment, stateGradient: UnsafePointer<Float>,
  cellGradient: UnsafeMutablePointer<Float>, gradients: LSTMGates
) {
  require(moment.count % lanes == 0, "\(moment.count) floats are no whole vectors of \(lanes)")
  let count = moment.count, products = moment.products, gates = moment.gates
  // The gradient by the activated cell waits where that of the candidate will stand.
  forEachVector(of: count) { i in
    let dh = Vector(loading: stateGradient + i)
    (dh * Vector(loading: moment.activatedCell + i)).store(to: gradients.output + i)
    (dh * Vector(loading: gates.output + i)).store(to: gradients.candidate + i)
  }
  multiplyByDerivative(
    of: moment.activation, inputs: moment.cell, outputs: moment.activatedCell,
    gradient: gradients.candidate, count: count)
  forEachVector(of: count) { i in
    let dc = Vector(loading: cellGradient + i) + Vector(loading: gradients.candidate + i)
    let previous = moment.previousCell.map { Vector(loading: $0 + i) } ?? Vector(repeating: 0)
    (dc * Vector(loading: gates.candidate + i)).store(to: gradients.input + i)
    (dc * previous).store(to: gradients.forget + i)
    (dc * Vector(loading: gates.input + i)).store(to: gradients.candidate + i)
    (dc * Vector(loading: gates.forget + i)).store(to: cellGradient + i)
  }
  multiplyByDerivative(
    of: moment.gateActivation, inputs: products.input, outputs: gates.input,
    gradient: gradients.input, count: count)
  multiplyByDerivative(
    of: moment.gateActivation, inputs: products.forget, outputs: gates.forget,
    gradient: gradients.forget, count: count)
  multiplyByDerivative(
    of: moment.activation, inputs: products.candidate, outputs: gates.candidate,
    gradient: gradients.candidate, count: count)
  multiplyByDerivative(
    of: moment.gateActivation, inputs: products.output, outputs: gates.output,
    gradient: gradients.output, count: count)
}
