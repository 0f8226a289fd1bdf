/// A recurrence with gates: h ← z·h + (1 − z)·g, where r says how much of h the candidate g sees.
///
/// The gates z, r, g stand side by side in kernel, recurrent kernel and bias; z and r have the
/// recurrent activation, g the other one.
public struct GRU: RecurrentLayer {
  public var recurrence: Recurrence
  /// Applied to the gates.
  public var recurrentActivation: Activation
  /// `true` lets r multiply the state's product with the recurrent kernel, which has a bias of its
  /// own; `false` lets it multiply the state.
  public var resetsAfter: Bool

  public init(_ recurrence: Recurrence) {
    self.init(recurrence, recurrentActivation: .sigmoid)
  }

  /// Creates a layer with its own settings, too.
  public init(
    _ recurrence: Recurrence, recurrentActivation: Activation, resetsAfter: Bool = true
  ) {
    self.recurrence = recurrence
    self.recurrentActivation = recurrentActivation
    self.resetsAfter = resetsAfter
  }

  public static var gateCount: Int { 3 }
  public var className: String { "GRU" }
  public var isComputedByCuDNN: Bool { resetsAfter }
  public var biasesPerGate: Int { resetsAfter ? 2 : 1 }
  public var biasAxes: [Int] { (resetsAfter ? [2] : []) + [3 * recurrence.units] }
}
