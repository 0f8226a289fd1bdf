/// `h(t) = activation(x(t) · kernel + bias + h(t−1) · recurrentKernel)`, with h(0) = 0.
public struct SimpleRNN: RecurrentLayer {
  public var recurrence: Recurrence

  public init(_ recurrence: Recurrence) {
    self.recurrence = recurrence
  }

  public static var gateCount: Int { 1 }
  public var className: String { "SimpleRNN" }
}
