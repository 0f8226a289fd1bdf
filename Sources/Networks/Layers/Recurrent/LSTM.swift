/// A recurrence with a memory c: c ← f·c + i·g and h ← o·activation(c).
///
/// The gates i, f, g, o stand side by side in kernel, recurrent kernel and bias; i, f and o have the
/// recurrent activation, g the other one.
public struct LSTM: RecurrentLayer {
  public var recurrence: Recurrence
  /// Applied to the gates.
  public var recurrentActivation: Activation
  /// Whether the bias of the forget gate starts at 1.
  public var hasUnitForgetBias: Bool
  /// Whether input and state have a bias each, as in Keras 2's `CuDNNLSTM`: the gates' of the input, then
  /// those of the state.
  public var hasTwoBiases = false

  public init(_ recurrence: Recurrence) {
    self.init(recurrence, recurrentActivation: .sigmoid)
  }

  /// Creates a layer with its own settings, too.
  public init(
    _ recurrence: Recurrence, recurrentActivation: Activation, hasUnitForgetBias: Bool = true
  ) {
    self.recurrence = recurrence
    self.recurrentActivation = recurrentActivation
    self.hasUnitForgetBias = hasUnitForgetBias
  }

  public static var gateCount: Int { 4 }
  public static var stateCount: Int { 2 }
  public var className: String { "LSTM" }
  public var isComputedByCuDNN: Bool { true }
  public var biasesPerGate: Int { hasTwoBiases ? 2 : 1 }
  public var biasAxes: [Int] { [biasesPerGate * Self.gateCount * recurrence.units] }

  public var startingBias: WeightSettings {
    hasUnitForgetBias
      ? WeightSettings(
        .unitForgetBias(
          others: recurrence.bias.initializer, gates: Self.gateCount * biasesPerGate),
        recurrence.bias.regularizer)
      : recurrence.bias
  }
}
