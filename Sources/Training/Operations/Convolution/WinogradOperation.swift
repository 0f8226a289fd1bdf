import Kernels
import Networks

/// A convolution with 3×3 taps by minimal filtering: output = function(input ∗ kernel + bias).
final class WinogradOperation: Operation {
  private let parts: Parts

  struct Parts: BitwiseCopyable {
    var input: PanelSignal
    var output: PanelSignal
    var function: RowFunction
    /// One row of the output's panels; zeros where the layer has no bias.
    var bias: UnsafeMutablePointer<Float>
    var forward: WinogradPass
    /// Absent where nothing before this operation learns.
    var backward: Backward?
    var rooms: References<ScratchRooms>
  }

  /// How the input's gradient is made from the output's.
  struct Backward: BitwiseCopyable {
    var inputGradient: PanelGradient
    var pass: WinogradPass
    /// One row of zeros, as wide as the input.
    var zeros: UnsafeMutablePointer<Float>
  }

  init(_ parts: Parts) {
    self.parts = parts
  }

  override func forward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    forward(samples, panels: 0..<parts.output.values.panels)
  }

  override func backward(_ samples: Range<Int>, _ context: UnsafePointer<StepContext>) {
    prepareBackward(samples)
    backward(samples, panels: 0..<inputPanels)
  }

  override var flopsPerSample: (forward: Double, backward: Double) {
    (parts.forward.flopsPerSample, parts.backward?.pass.flopsPerSample ?? 0)
  }

  /// A function of a whole row, such as softmax, wants all of its outputs.
  override var outputPanels: Int {
    if case .softmax = parts.function { 0 } else { parts.output.values.panels }
  }

  override var inputPanels: Int { parts.backward?.inputGradient.matrix.panels ?? 0 }

  override func forward(_ samples: Range<Int>, panels: Range<Int>) {
    let output = parts.output
    parts.rooms.with(0) { rooms in
      rooms.use { room in
        parts.forward.compute(
          parts.input.values, into: output.values, start: parts.bias, samples: samples,
          panels: panels, room: room)
      }
    }
    parts.function.apply(to: output.values.panels(panels), RowSet(output.rows(of: samples)))
  }

  override func prepareBackward(_ samples: Range<Int>) {
    let output = parts.output
    guard let gradient = output.gradient else { return }
    parts.function.multiplyDerivative(
      outputs: output.values, gradient: gradient, RowSet(output.rows(of: samples)))
  }

  override func backward(_ samples: Range<Int>, panels: Range<Int>) {
    guard let backward = parts.backward, let gradient = parts.output.gradient else { return }
    parts.rooms.with(0) { rooms in
      rooms.use { room in
        backward.pass.compute(
          gradient, into: backward.inputGradient.matrix, start: backward.zeros,
          adds: backward.inputGradient.isAdded, samples: samples, panels: panels, room: room)
      }
    }
  }
}
