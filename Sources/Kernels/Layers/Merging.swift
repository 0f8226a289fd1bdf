import CVector

/// How a layer makes one signal of several of the same shape.
public enum Merging: BitwiseCopyable, CaseIterable, Hashable, Sendable {
  case add, subtract, multiply, average, maximum, minimum
}

/// Where the signals lie that are merged.
///
/// - Shapes: `pointers` [count], each to a signal whose run in question begins `offset` floats further.
public struct MergedInputs: BitwiseCopyable {
  /// The first float of each signal.
  public var pointers: UnsafePointer<UnsafePointer<Float>>
  /// The number of signals; a subtraction takes two.
  public var count: Int
  /// Floats from there to the run.
  public var offset: Int

  /// Points at signals.
  public init(pointers: UnsafePointer<UnsafePointer<Float>>, count: Int, offset: Int) {
    self.pointers = pointers
    self.count = count
    self.offset = offset
  }

  @inline(__always)
  func vector(_ input: Int, _ i: Int) -> Vector { Vector(loading: pointers[input] + offset + i) }
}

/// outputs = the inputs merged, from the first to the last. NaN gives NaN.
///
/// - Shapes: `count` floats each, a multiple of `lanes`.
public func computeMerged(
  _ merging: Merging, inputs: MergedInputs, outputs: UnsafeMutablePointer<Float>, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  let number = Vector(repeating: Float(inputs.count))
  @inline(__always)
  func fold(
    _ combine: (Vector, Vector) -> Vector, then end: (Vector) -> Vector = { $0 }
  ) {
    forEachVector(of: count) { i in
      var merged = inputs.vector(0, i)
      for input in 1..<max(inputs.count, 1) { merged = combine(merged, inputs.vector(input, i)) }
      end(merged).store(to: outputs + i)
    }
  }
  switch merging {
  case .add: fold({ $0 + $1 })
  case .subtract: fold({ $0 - $1 })
  case .multiply: fold({ $0 * $1 })
  case .average: fold({ $0 + $1 }, then: { $0 / number })
  case .maximum: fold({ gm_maximum($0, $1) })
  case .minimum: fold({ gm_minimum($0, $1) })
  }
}

/// inputGradient = the gradient by input `index`.
///
/// Where a maximum or minimum finds two inputs equal, each of them gets half, as in JAX.
///
/// - Shapes: `count` floats each, a multiple of `lanes`; the gradients point at their run.
public func computeMergedGradient(
  _ merging: Merging, of index: Int, inputs: MergedInputs, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>, count: Int
) {
  writeGradient(merging, index, inputs, outputGradient, inputGradient, count, adds: false)
}

/// inputGradient += the same.
public func accumulateMergedGradient(
  _ merging: Merging, of index: Int, inputs: MergedInputs, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>, count: Int
) {
  writeGradient(merging, index, inputs, outputGradient, inputGradient, count, adds: true)
}

@inline(__always)
private func writeGradient(
  _ merging: Merging, _ index: Int, _ inputs: MergedInputs, _ outputGradient: UnsafePointer<Float>,
  _ inputGradient: UnsafeMutablePointer<Float>, _ count: Int, adds: Bool
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  let number = Vector(repeating: Float(inputs.count))
  @inline(__always)
  func forEach(_ gradient: (_ g: Vector, _ i: Int) -> Vector) {
    forEachVector(of: count) { i in
      gradient(Vector(loading: outputGradient + i), i).write(to: inputGradient + i, adds: adds)
    }
  }
  switch merging {
  case .add: forEach { g, _ in g }
  case .subtract:
    if index == 0 { forEach { g, _ in g } } else { forEach { g, _ in -g } }
  case .multiply:
    forEach { g, i in
      var product = g
      for input in 0..<inputs.count where input != index {
        product = product * inputs.vector(input, i)
      }
      return product
    }
  case .average: forEach { g, _ in g / number }
  case .maximum: forEach { g, i in g * share(of: index, inputs, i) { $0 } }
  case .minimum: forEach { g, i in g * share(of: index, inputs, i) { -$0 } }
  }
}

/// What part of the gradient the input gets, if the inputs' sizes are compared one after the other: all of it
/// where it is the largest, half where it equals the largest before, and half of the rest where one
/// behind it does.
@inline(__always)
private func share(
  of index: Int, _ inputs: MergedInputs, _ i: Int, size: (Vector) -> Vector
) -> Vector {
  var share = Vector(repeating: 1), largest = size(inputs.vector(0, i))
  for input in 1..<max(inputs.count, 1) {
    let x = size(inputs.vector(input, i))
    if input == index { share = win(of: x, against: largest) }
    if input > index { share = share * win(of: largest, against: x) }
    largest = gm_maximum(largest, x)
  }
  return share
}

/// 1 where a is larger, ½ where both are equal, else 0.
@inline(__always)
private func win(of a: Vector, against b: Vector) -> Vector {
  let zero = Vector(repeating: 0)
  let half = gm_select_equal(a, b, Vector(repeating: 0.5), zero)
  return gm_select_less(b, a, Vector(repeating: 1), half)
}
