/// Float32 numbers with a shape, row-major; the form in which data and weights cross module borders.
public struct Tensor: Sendable, Equatable {
  /// The size of every axis, the batch (if any) first.
  public let dimensions: [Int]
  /// The numbers, last axis fastest; as many as the product of `dimensions`.
  public var elements: [Float]

  /// Creates a tensor.
  ///
  /// - Precondition: `elements.count` is the product of `dimensions`.
  public init(dimensions: [Int], elements: [Float]) {
    let count = dimensions.reduce(1, *)
    precondition(
      count == elements.count,
      "dimensions \(dimensions) need \(count) elements, not \(elements.count)")
    self.dimensions = dimensions
    self.elements = elements
  }

  /// Creates a tensor of zeros.
  public init(zeros dimensions: [Int]) {
    self.init(
      dimensions: dimensions, elements: [Float](repeating: 0, count: dimensions.reduce(1, *)))
  }

  /// The size of the first axis: the number of samples, where the tensor is a batch.
  public var sampleCount: Int { dimensions.first ?? 1 }

  /// The shape of one sample: all axes but the first.
  public var sampleShape: Shape { Shape(Array(dimensions.dropFirst())) }

  /// Some neighbouring samples.
  ///
  /// - Precondition: `range` lies within 0..<sampleCount.
  public func slice(_ range: Range<Int>) -> Tensor {
    guard range != 0..<sampleCount else { return self }
    let width = dimensions.dropFirst().reduce(1, *)
    return Tensor(
      dimensions: [range.count] + dimensions.dropFirst(),
      elements: Array(elements[range.lowerBound * width..<range.upperBound * width]))
  }
}

/// A tensor and the name it goes by in files, such as `dense_1/kernel`.
public struct NamedTensor: Sendable, Equatable {
  /// `<layer>/<kernel, recurrent_kernel or bias>`.
  public let name: String
  /// The numbers.
  public var tensor: Tensor

  /// Pairs a name with a tensor.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}
