/// The activation functions of Keras that Gradmark trains, by Keras's names.
public enum Activation: String, BitwiseCopyable, Sendable, CaseIterable {
  /// x
  case linear
  /// max(x, 0), with derivative 0 at 0
  case relu
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// tanh x
  case tanh
  /// eˣ over its sum along the last axis
  case softmax
}
