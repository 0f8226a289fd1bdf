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
  private var products: [Int: Int] = [:]

  /// A gradient, or a sum that later calls of the layer may add to.
  private enum Entry {
    case gradient(WeightGradient)
    case product(Product)
  }

  private struct Product {
    let tensor: WeightTensor
    let taps: Int
    let inputs: Int
    var transposed: PanelMatrix?
    var sums: [OuterProducts]
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
  ///   - inputs: of one tap; rows of the tensor are taps·inputs.
  ///   - needsTransposed: whether the backward pass multiplies by the transpose.
  /// - Returns: the transposed copy, where it is needed.
  @discardableResult
  func addProduct(
    of tensor: WeightTensor, _ sum: OuterProducts, taps: Int = 1, inputs: Int, needsTransposed: Bool
  ) throws(ModelError) -> PanelMatrix? {
    let index: Int
    if let known = products[tensor.number] {
      index = known
    } else {
      index = entries.count
      products[tensor.number] = index
      entries.append(
        .product(Product(tensor: tensor, taps: taps, inputs: inputs, transposed: nil, sums: [])))
    }
    guard case .product(var product) = entries[index] else { return nil }
    product.sums.append(sum)
    if needsTransposed, product.transposed == nil {
      product.transposed = try arena.takeMatrix(
        rows: taps * tensor.placement.columns, columns: inputs)
    }
    entries[index] = .product(product)
    return needsTransposed ? product.transposed : nil
  }

  /// The gradient of a bias, by one call of its layer: the sum of the output gradient's rows.
  func addBias(
    _ tensor: WeightTensor, outputGradient: UnsafeMutablePointer<PanelMatrix>, rowsPerSample: Int
  ) throws(ModelError) {
    try addProduct(
      of: tensor,
      OuterProducts(
        source: one, sourceRowStride: 0, sourceDepthStride: 0, outputGradient: outputGradient,
        segments: nil, segmentsPerSample: 1, rowsPerSample: rowsPerSample,
        tapRows: tables.make([0])), inputs: 1, needsTransposed: false)
  }

  /// All gradients, in the order in which they were first added.
  func make() -> [WeightGradient] {
    entries.map { entry in
      switch entry {
      case .gradient(let gradient): gradient
      case .product(let product):
        ProductGradient(
          product.tensor, sums: product.sums, taps: product.taps, inputs: product.inputs,
          transposed: product.transposed, zeros: zeros, tables: tables)
      }
    }
  }
}
