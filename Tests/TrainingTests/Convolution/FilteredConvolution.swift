import Kernels
import Networks
import Randomness
import TestSupport
import Testing

@testable import Training

/// One convolution on random numbers, outside of a step.
final class Filtered {
  static let samples = 2

  let sizes: WinogradTests.Case
  let images: PanelMatrix
  let gradients: PanelMatrix
  let bias: UnsafeMutablePointer<Float>
  private let tensor: WeightTensor
  private let gradient: WinogradGradient
  private let copies: WinogradGradient.Copies
  private let zeros: UnsafeMutablePointer<Float>
  private let rooms = ScratchRooms(count: 1)
  private let arena = Arena(limit: 1 << 28, purpose: "a test")
  private let tables = Tables()

  init(_ sizes: WinogradTests.Case) throws {
    self.sizes = sizes
    let network = try NetworkDescription(
      sequential: "net", input: [sizes.size.height, sizes.size.width, sizes.channels],
      layers: [
        LayerDescription(
          "conv",
          Conv2D(
            filters: sizes.filters, kernelSize: Size2D(3, 3), padding: sizes.padding,
            usesBias: false))
      ]
    ).resolved()
    let store = WeightStore(network.parameters, optimizer: .sgd(), arena: arena)
    tensor = try store.tensor(network.parameters[0])
    let (size, output) = (sizes.size, sizes.output)
    images = try arena.takeMatrix(
      rows: Self.samples * size.height * size.width, columns: sizes.channels)
    gradients = try arena.takeMatrix(
      rows: Self.samples * output.height * output.width, columns: sizes.filters)
    bias = try arena.take(panelCount(sizes.filters) * lanes)
    zeros = try arena.take(panelCount(max(sizes.filters, sizes.channels)) * lanes)
    copies = WinogradGradient.Copies(
      forward: try arena.takeMatrix(
        rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: sizes.channels),
        columns: sizes.filters),
      backward: try arena.takeMatrix(
        rows: winogradPlaces * WinogradPass.rows(ofPlaceWith: sizes.filters),
        columns: sizes.channels))
    gradient = WinogradGradient(
      tensor,
      WinogradGradient.Source(
        images: tables.make([images]), size: size, before: Size2D(sizes.before, sizes.before),
        outputGradient: tables.make([gradients]), outputSize: output),
      copies: copies,
      transposed: try arena.takeMatrix(rows: 9 * sizes.filters, columns: sizes.channels),
      reads: [], inputs: sizes.channels, batchSize: Self.samples, rooms: tables.keep([rooms]),
      zeros: zeros, tables: tables)
    var random = SplitMix64(seed: 3)
    for matrix in [images, gradients] {
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns {
          matrix.pointer(row: row)[column / lanes * matrix.panelStride + column % lanes] =
            Float(random.nextUniform(in: -1...1))
        }
      }
    }
    for filter in 0..<sizes.filters { bias[filter] = Float(random.nextUniform(in: -1...1)) }
    for index in 0..<tensor.placement.count {
      tensor.memory.values[tensor.placement[index]] = Float(random.nextUniform(in: -1...1))
    }
    for task in 0..<gradient.taskCount { gradient.refresh(task) }
    rooms.reserve(max(gradient.roomFloats, forward.roomFloats, backward.roomFloats))
    try rooms.layOut(in: arena)
  }

  private var forward: WinogradPass {
    WinogradPass(
      source: sizes.size, target: sizes.output, before: Size2D(sizes.before, sizes.before),
      channels: sizes.channels, kernel: copies.forward, zeros: zeros, tables: tables)
  }

  private var backward: WinogradPass {
    WinogradPass(
      source: sizes.output, target: sizes.size, before: Size2D(2 - sizes.before, 2 - sizes.before),
      channels: sizes.filters, kernel: copies.backward!, zeros: zeros, tables: tables)
  }

  func kernel(_ tap: Int, _ channel: Int, _ filter: Int) -> Double {
    let index = (tap * sizes.channels + channel) * sizes.filters + filter
    return Double(tensor.memory.values[tensor.placement[index]])
  }

  /// What stands in the outputs before something is added.
  func ones(_ place: Int, _ filter: Int) -> Double { filter % 2 == 0 ? 1 : -1 }

  /// The outputs from the bias on, or added to what is there.
  func outputs(adds: Bool) -> PanelMatrix {
    result(gradients.rows, columns: sizes.filters) { target in
      for row in 0..<target.rows {
        for filter in 0..<sizes.filters {
          target.pointer(row: row)[filter / lanes * target.panelStride + filter % lanes] =
            adds ? Float(ones(row, filter)) : .nan
        }
      }
      rooms.use { room in
        forward.compute(
          images, into: target, start: bias, adds: adds, samples: 0..<Self.samples,
          panels: 0..<target.panels, room: room)
      }
    }
  }

  /// The inputs' gradients, each panel by itself.
  func inputGradients() -> PanelMatrix {
    result(images.rows, columns: sizes.channels) { target in
      for panel in 0..<target.panels {
        rooms.use { room in
          backward.compute(
            gradients, into: target, start: zeros, samples: 0..<Self.samples,
            panels: panel..<panel + 1, room: room)
        }
      }
    }
  }

  private func result(
    _ rows: Int, columns: Int, _ body: (PanelMatrix) -> Void
  ) -> PanelMatrix {
    guard let matrix = try? arena.takeMatrix(rows: rows, columns: columns) else {
      preconditionFailure("a test needs more memory")
    }
    body(matrix)
    return matrix
  }

  /// The kernel's gradient over all samples, summed in blocks of the weights.
  func kernelGradient() -> (_ tap: Int, _ channel: Int, _ filter: Int) -> Float {
    var found = [Int: Float]()
    for task in 0..<gradient.taskCount {
      var block = [Float](repeating: .nan, count: gradient.gradientFloats(of: task))
      gradient.compute(task, samples: 0..<Self.samples, into: &block)
      gradient.forEachRun(of: task) { _, offset, place, count in
        for index in 0..<count { found[offset + index] = block[place + index] }
      }
    }
    let placement = tensor.placement, sizes = sizes
    return { tap, channel, filter in
      found[placement[(tap * sizes.channels + channel) * sizes.filters + filter]] ?? .nan
    }
  }

  // MARK: The reference

  func tiles(of size: Size2D) -> Int { (size.height + 3) / 4 * ((size.width + 3) / 4) }

  func forEachTile(of size: Size2D, _ body: (_ sample: Int, _ top: Int, _ left: Int) -> Void) {
    for sample in 0..<Self.samples {
      for top in stride(from: 0, to: size.height, by: 4) {
        for left in stride(from: 0, to: size.width, by: 4) { body(sample, top, left) }
      }
    }
  }

  /// A square of an image, 0 outside.
  func tile(
    _ images: PanelMatrix, _ sample: Int, _ size: Size2D, _ column: Int, _ width: Int, _ top: Int,
    _ left: Int
  ) -> [[Double]] {
    (top..<top + width).map { y in
      (left..<left + width).map { x in
        guard 0..<size.height ~= y, 0..<size.width ~= x else { return 0 }
        let row = (sample * size.height + y) * size.width + x
        return Double(
          images.pointer(row: row)[column / lanes * images.panelStride + column % lanes])
      }
    }
  }

  /// Compares a sample's convolution with sums over all taps.
  func expectConvolution(
    _ found: PanelMatrix, _ sample: Int, of images: PanelMatrix, _ size: Size2D, before: Int,
    into target: Size2D, channels: Int, filters: Int,
    start: (_ place: Int, _ filter: Int) -> Double,
    kernel: (_ tap: Int, _ channel: Int, _ filter: Int) -> Double
  ) {
    let kernels = (0..<channels).map { channel in
      (0..<filters).map { filter in
        (0..<3).map { y in (0..<3).map { kernel(3 * y + $0, channel, filter) } }
      }
    }
    let kernelSizes = kernels.map { $0.map { Winograd.kernel.absolute.both($0.absolute) } }
    for top in stride(from: 0, to: target.height, by: 4) {
      for left in stride(from: 0, to: target.width, by: 4) {
        let inputs = (0..<channels).map {
          tile(images, sample, size, $0, 6, top - before, left - before)
        }
        let inputSizes = inputs.map { Winograd.inputs.absolute.both($0.absolute) }
        for filter in 0..<filters {
          var products = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
          for channel in 0..<channels {
            for y in 0..<6 {
              for x in 0..<6 {
                products[y][x] += kernelSizes[channel][filter][y][x] * inputSizes[channel][y][x]
              }
            }
          }
          let bound = Winograd.outputs.absolute.both(products)
          for y in 0..<min(4, target.height - top) {
            for x in 0..<min(4, target.width - left) {
              let place = (sample * target.height + top + y) * target.width + left + x
              let begin = start(place, filter)
              var exact = begin
              for channel in 0..<channels {
                for tap in 0..<9 {
                  exact +=
                    kernels[channel][filter][tap / 3][tap % 3]
                    * inputs[channel][y + tap / 3][x + tap % 3]
                }
              }
              let number = Double(
                found.pointer(row: place)[filter / lanes * found.panelStride + filter % lanes])
              // See Winograd.swift among the kernels; a product without FMA is rounded as well.
              #expect(
                abs(number - exact) <= gamma(2 * (channels + 25)) * (bound[y][x] + abs(begin)))
            }
          }
        }
      }
    }
  }
}

extension [[Double]] {
  /// T·x·Tᵀ.
  func both(_ x: [[Double]]) -> [[Double]] { times(x).times(transposed) }
}
