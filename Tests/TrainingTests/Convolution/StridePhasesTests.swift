import Testing

@testable import Training

/// The products of a strided convolution's gradient by its input, against what a convolution means.
@Suite struct StridePhasesTests {
  /// Every position of the input meets every tap whose output is there, once and in the taps' order, and
  /// otherwise only zeros of the border.
  @Test func everyPositionMeetsItsTapsOnce() {
    for axis in Self.axes {
      let phases = axis.phases
      let positions = phases.flatMap { phase in
        (0..<phase.count).map { phase.first + $0 * axis.stride }
      }
      #expect(positions.sorted() == Array(0..<axis.input), "\(axis)")
      for phase in phases {
        for index in 0..<phase.count {
          let met = phase.taps.map { ($0.index, phase.origin + index + $0.offset) }
          #expect(met.allSatisfy { 0..<axis.bordered ~= $0.1 }, "\(axis)")
          let inside = met.map { ($0.0, $0.1 - axis.border) }.filter { 0..<axis.output ~= $0.1 }
          let expected = Self.meetings(of: phase.first + index * axis.stride, axis)
          #expect(inside.elementsEqual(expected, by: ==), "\(axis), \(phase.first), \(index)")
        }
      }
    }
  }

  /// Taps and outputs by the definition: output o reads position o·stride + tap·dilation − before.
  private static func meetings(of position: Int, _ axis: StrideAxis) -> [(Int, Int)] {
    (0..<axis.kernel).flatMap { tap in
      (0..<axis.output).filter {
        $0 * axis.stride + tap * axis.dilation - axis.before == position
      }.map { (tap, $0) }
    }
  }

  /// Kernels, strides, dilations and inputs, without a border and with Keras's `same` and `causal` ones.
  private static var axes: [StrideAxis] {
    var axes: [StrideAxis] = []
    for kernel in 1...4 {
      for stride in 1...5 {
        for dilation in 1...3 {
          for input in [1, 2, 5, 8, 9] {
            let reach = (kernel - 1) * dilation + 1, same = (input + stride - 1) / stride
            let border = max((same - 1) * stride + reach - input, 0)
            func add(output: Int, before: Int) {
              axes.append(
                StrideAxis(
                  kernel: kernel, stride: stride, dilation: dilation, input: input,
                  output: output, before: before))
            }
            if input >= reach { add(output: (input - reach) / stride + 1, before: 0) }
            add(output: same, before: border / 2)
            add(output: same, before: reach - 1)
          }
        }
      }
    }
    return axes
  }
}
