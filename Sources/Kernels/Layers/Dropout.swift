import CVector
import Randomness

/// Which elements of one sample a dropout layer keeps in one step.
///
/// Whether an element is kept follows from the seed, the step, the layer, the sample and the element's number
/// alone, so nothing is stored for the backward pass, and neither the number of workers nor the width
/// of vectors changes it.
public struct DropoutMask: BitwiseCopyable, Sendable {
  private let key: UInt32
  private let salt: UInt32
  /// The least hash of an element that is kept.
  private let least: UInt32
  private let scale: Float

  /// Chooses a mask.
  ///
  /// - Parameters:
  ///   - rate: the probability that an element is dropped, from 0 to 1.
  ///   - seed: the seed of the training.
  ///   - step: the number of the step.
  ///   - layer: a number that no other dropout layer has.
  ///   - sample: a number that no other sample of the step has.
  public init(rate: Double, seed: UInt64, step: Int, layer: Int, sample: Int) {
    require(rate >= 0 && rate <= 1, "a dropout rate of \(rate) is not between 0 and 1")
    var bits = SplitMix64(seed: seed)
    var mixed = bits.next()
    for number in [step, layer, sample] {
      bits = SplitMix64(seed: mixed ^ UInt64(bitPattern: Int64(number)))
      mixed = bits.next()
    }
    key = UInt32(truncatingIfNeeded: mixed)
    salt = UInt32(truncatingIfNeeded: mixed >> 32)
    least = UInt32(min(rate * 0x1p32, 0x1p32 - 1))
    scale = rate < 1 ? Float(1 / (1 - rate)) : 0
  }

  /// The masked and scaled vector of the elements from `element` on.
  @inline(__always)
  fileprivate func apply(to x: Vector, element: Int) -> Vector {
    gm_dropout(x, scale, UInt32(truncatingIfNeeded: element), key, salt, least)
  }
}

/// outputs = inputs / (1 − rate) where the mask keeps an element, 0 elsewhere; of a gradient by the outputs
/// it makes that by the inputs.
///
/// - Shapes: both have the same rows, which are those of one sample, and columns. Row r is the sample's
///   row `firstRow` + r, and its column c the sample's element (firstRow + r)·columns + c.
public func computeDropout(
  _ mask: DropoutMask, inputs: PanelRows, outputs: PanelRows, firstRow: Int = 0
) {
  applyDropout(mask, inputs, outputs, firstRow, adds: false)
}

/// outputs += the same.
public func accumulateDropout(
  _ mask: DropoutMask, inputs: PanelRows, outputs: PanelRows, firstRow: Int = 0
) {
  applyDropout(mask, inputs, outputs, firstRow, adds: true)
}

@inline(__always)
private func applyDropout(
  _ mask: DropoutMask, _ inputs: PanelRows, _ outputs: PanelRows, _ firstRow: Int, adds: Bool
) {
  require(
    inputs.count == outputs.count && inputs.columns == outputs.columns,
    "\(inputs.count)×\(inputs.columns) for \(outputs.count)×\(outputs.columns)")
  for panel in 0..<panelCount(inputs.columns) {
    let from = inputs.base + panel * inputs.panelStride
    let to = outputs.base + panel * outputs.panelStride
    var element = firstRow * inputs.columns + panel * lanes
    for row in 0..<inputs.count {
      let x = Vector(loading: from + row * inputs.rowStride)
      mask.apply(to: x, element: element).write(to: to + row * outputs.rowStride, adds: adds)
      element += inputs.columns
    }
  }
}
