import Kernels
import Networks

extension ConvolutionShape {
  private var allowsWinograd: Bool {
    MinimalFiltering.isPossible(
      kernel: geometry.kernel, strides: geometry.strides, dilation: geometry.dilation)
  }

  /// Whether it is computed so.
  func usesWinograd(_ method: ConvolutionMethod?) -> Bool {
    switch method {
    case .direct: false
    case .winograd: allowsWinograd
    case nil:
      allowsWinograd
        && MinimalFiltering.pays(channels: channels, filters: filters, output: geometry.output)
    }
  }
}

extension PanelBuilder {
  /// A convolution of 3×3 taps by minimal filtering, with transformed copies of its kernel.
  func addWinograd(
    _ shape: ConvolutionShape, _ call: PanelCall, _ output: PanelSignal,
    outputGradient: SampleRows, function: RowFunction
  ) throws(ModelError) {
    let input = call.inputs[0], geometry = shape.geometry
    let kernel = try weights.tensor(call.parameter(.kernel)!)
    let inputGradient = gradient(by: input)
    let learnsBefore = inputGradient != nil
    let copies = WinogradGradient.Copies(
      forward: try arena.takeMatrix(
        rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: shape.channels),
        columns: shape.filters),
      backward: learnsBefore
        ? try arena.takeMatrix(
          rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: shape.filters),
          columns: shape.channels)
        : nil)
    let gradient = WinogradGradient(
      kernel,
      WinogradGradient.Source(
        images: input.place, size: geometry.input, before: geometry.before,
        outputGradient: outputGradient.place, outputSize: geometry.output),
      copies: copies,
      transposed: learnsBefore
        ? try arena.takeMatrix(rows: geometry.taps.count * shape.filters, columns: shape.channels)
        : nil,
      reads: [.rows(SampleRows(input)), .rows(outputGradient)], inputs: shape.channels,
      batchSize: batchSize, rooms: roomsReference, zeros: zeros, tables: tables)
    gradients.add(gradient)
    let forward = WinogradPass(
      source: geometry.input, target: geometry.output, before: geometry.before,
      channels: shape.channels, kernel: copies.forward, zeros: zeros, tables: tables)
    rooms.reserve(max(gradient.roomFloats, forward.roomFloats))
    var backward: WinogradOperation.Backward?
    if let inputGradient, let kernel = copies.backward {
      // Input row y meets tap dy of output row y + before − dy.
      let pass = WinogradPass(
        source: geometry.output, target: geometry.input,
        before: Size2D(2 - geometry.before.height, 2 - geometry.before.width),
        channels: shape.filters, kernel: kernel, zeros: zeros, tables: tables)
      rooms.reserve(pass.roomFloats)
      backward = WinogradOperation.Backward(
        inputGradient: inputGradient, pass: pass, zeros: zeros)
    }
    add(
      WinogradOperation(
        WinogradOperation.Parts(
          input: input, output: output, function: function,
          bias: try addBias(call.parameter(.bias), output), forward: forward, backward: backward,
          rooms: roomsReference)), level: output.level)
  }
}
