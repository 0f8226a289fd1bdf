import Kernels
import Networks

/// Collects how the gradients of a network's weights are summed, call by call.
final class GradientList {
  private let arena: Arena
  private let tables: Tables
  private let zeros: UnsafePointer<Float>
  /// A single 1: what a bias is multiplied by.
  private let one: UnsafeMutablePointer<PanelMatrix>
  private var entries: [Entry] = []
  /// Where the entry of a tensor, or of a part of one, stands.
  private var indices: [Place: Int] = [:]

  private struct Place: Hashable {
    let tensor: Int
    let offset: Int

    init(_ tensor: WeightTensor) {
      (self.tensor, offset) = (tensor.number, tensor.placement.offset)
    }
  }

  /// A gradient, or a sum that later calls of the layer may add to.
  private enum Entry {
    case gradient(WeightGradient)
    case product(Product)
    case depthwise(WeightTensor, [DepthwiseOperation])
    case embedding(WeightTensor, [EmbeddingOperation])
    case gateBias(WeightTensor, [GateBiasGradient.Sum])
    case scale(WeightTensor, [NormalizationScaleGradient.Part])
  }

  private struct Product {
    let tensor: WeightTensor
    let taps: Int
    let inputs: Int
    var transposed: PanelMatrix?
    var sums: [OuterProducts]
    var reads: [SampleRead]
  }

  init(arena: Arena, tables: Tables, zeros: UnsafePointer<Float>) throws(ModelError) {
    self.arena = arena
    self.tables = tables
    self.zeros = zeros
    let one = try arena.takeMatrix(rows: 1, columns: 1)
    one.base[0] = 1
    self.one = tables.make([one])
  }

  /// A gradient of another kind.
  func add(_ gradient: WeightGradient) {
    entries.append(.gradient(gradient))
  }

  /// The gradient of a kernel, by one call of its layer.
  ///
  /// - Parameters:
  ///   - reads: what the sum reads of each sample.
  ///   - inputs: of one tap; rows of the tensor are taps·inputs.
  ///   - needsTransposed: whether the backward pass multiplies by the transpose.
  /// - Returns: the transposed copy, where it is needed.
  @discardableResult
  func addProduct(
    of tensor: WeightTensor, _ sum: OuterProducts, reads: [SampleRead], taps: Int = 1, inputs: Int,
    needsTransposed: Bool
  ) throws(ModelError) -> PanelMatrix? {
    let index: Int
    if let known = indices[Place(tensor)] {
      index = known
    } else {
      index = entries.count
      indices[Place(tensor)] = index
      entries.append(
        .product(
          Product(
            tensor: tensor, taps: taps, inputs: inputs, transposed: nil, sums: [], reads: [])))
    }
    guard case .product(var product) = entries[index] else { return nil }
    product.sums.append(sum)
    product.reads += reads
    if needsTransposed, product.transposed == nil {
      product.transposed = try arena.takeMatrix(
        rows: taps * tensor.placement.columns, columns: inputs)
    }
    entries[index] = .product(product)
    return needsTransposed ? product.transposed : nil
  }

  /// The gradient of a kernel that meets every channel by itself, by one call of its layer.
  func addDepthwise(_ tensor: WeightTensor, _ operation: DepthwiseOperation) {
    if let index = indices[Place(tensor)], case .depthwise(_, let operations) = entries[index] {
      entries[index] = .depthwise(tensor, operations + [operation])
    } else {
      indices[Place(tensor)] = entries.count
      entries.append(.depthwise(tensor, [operation]))
    }
  }

  /// The gradient of a table, by one call of its layer.
  func addEmbedding(_ tensor: WeightTensor, _ operation: EmbeddingOperation) {
    if let index = indices[Place(tensor)], case .embedding(_, let operations) = entries[index] {
      entries[index] = .embedding(tensor, operations + [operation])
    } else {
      indices[Place(tensor)] = entries.count
      entries.append(.embedding(tensor, [operation]))
    }
  }

  /// The gradient of a bias of two rows, by one call of its layer.
  func addGateBias(_ tensor: WeightTensor, _ sum: GateBiasGradient.Sum) {
    if let index = indices[Place(tensor)], case .gateBias(_, let sums) = entries[index] {
      entries[index] = .gateBias(tensor, sums + [sum])
    } else {
      indices[Place(tensor)] = entries.count
      entries.append(.gateBias(tensor, [sum]))
    }
  }

  /// The gradient of a normalization's factor or shift, by one call of its layer.
  func addScale(
    _ tensor: WeightTensor, _ batch: NormalizedBatch, parts: UnsafePointer<Float>
  ) {
    let part = NormalizationScaleGradient.Part(batch: batch, sums: parts)
    if let index = indices[Place(tensor)], case .scale(_, let parts) = entries[index] {
      entries[index] = .scale(tensor, parts + [part])
    } else {
      indices[Place(tensor)] = entries.count
      entries.append(.scale(tensor, [part]))
    }
  }

  /// The gradient of a bias, by one call of its layer: the sum of the output gradient's rows.
  ///
  /// - Parameters:
  ///   - rows: those of a sample.
  ///   - moments: where they lie moment after moment.
  func addBias(
    _ tensor: WeightTensor, outputGradient rows: SampleRows, moments: OuterProducts.Moments? = nil
  ) throws(ModelError) {
    try addProduct(
      of: tensor,
      OuterProducts(
        source: one, sourceRowStride: 0, sourceDepthStride: 0, outputGradient: rows.place,
        segments: nil, moments: moments, segmentsPerSample: 1,
        rowsPerSample: rows.rowsPerSample * rows.moments, tapRows: tables.make([0])),
      reads: [.rows(rows)], inputs: 1, needsTransposed: false)
  }

  /// All gradients, in the order in which they were first added.
  func make() -> [WeightGradient] {
    entries.map { entry in
      switch entry {
      case .gradient(let gradient): gradient
      case .depthwise(let tensor, let operations):
        DepthwiseGradient(tensor, operations, tables: tables)
      case .embedding(let tensor, let operations):
        EmbeddingGradient(tensor, operations, tables: tables)
      case .gateBias(let tensor, let sums):
        GateBiasGradient(tensor, sums, tables: tables)
      case .scale(let tensor, let parts):
        NormalizationScaleGradient(tensor, parts, tables: tables)
      case .product(let product):
        ProductGradient(
          product.tensor, sums: product.sums, reads: product.reads, taps: product.taps,
          inputs: product.inputs, transposed: product.transposed, zeros: zeros, tables: tables)
      }
    }
  }
}
