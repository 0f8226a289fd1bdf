import Foundation
import Networks
import Testing

@testable import KerasFormat

/// What Keras counts of its applications, against what Gradmark read from their files when the table was
/// made, and against networks of the same architecture that are put together here.
@Suite struct ApplicationTableTests {
  /// Parameters and how many of them learn, by the name of the network.
  private static let rows: [String: [[Int]]] = {
    let path = "../../results/keras-applications.csv"
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path)
    let lines = try! String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        let counts = cells.dropFirst().map { Int($0) ?? -1 }
        return (
          String(cells[0]),
          stride(from: 0, to: counts.count, by: 2).map { Array(counts[$0..<$0 + 2]) }
        )
      })
  }()

  @Test func everyApplicationIsCountedAsKerasDoes() {
    #expect(Self.rows.count == 40)
    for (name, counts) in Self.rows {
      #expect(counts.count == 3 && Set(counts).count == 1, "\(name): \(counts)")
    }
  }

  private func counts(_ layers: [any Layer]) throws -> [Int] {
    let network = try NetworkDescription(
      sequential: "application", input: [224, 224, 3],
      layers: layers.enumerated().map { LayerDescription("layer_\($0)", $1) }
    ).resolved()
    return [network.parameterCount, network.trainableCount]
  }

  @Test(arguments: [("VGG16", [2, 2, 3, 3, 3]), ("VGG19", [2, 2, 4, 4, 4])])
  func chainsOfConvolutions(name: String, blocks: [Int]) throws {
    let body: [any Layer] = zip(blocks, [64, 128, 256, 512, 512]).flatMap { count, filters in
      Array(
        repeating: Conv2D(
          filters: filters, kernelSize: Size2D(3, 3), padding: .same) as any Layer, count: count)
        + [Pooling<Size2D>(.maximum)]
    }
    let head: [any Layer] = [
      Flatten(), Dense(units: 4_096), Dense(units: 4_096), Dense(units: 1_000),
    ]
    #expect(try counts(body + head) == Self.rows[name]?.first)
  }

  @Test func chainsOfDepthwiseConvolutions() throws {
    func normalized(_ convolution: any Layer) -> [any Layer] {
      [convolution, BatchNormalization(), ReLU(maximum: 6)]
    }
    func pointwise(_ filters: Int, _ size: Int, _ stride: Int = 1) -> Conv2D {
      Conv2D(
        filters: filters, kernelSize: Size2D(size, size), strides: Size2D(stride, stride),
        padding: .same, usesBias: false)
    }
    let steps =
      [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
      + Array(repeating: (512, 1), count: 5) + [(1_024, 2), (1_024, 1)]
    let body =
      normalized(pointwise(32, 3, 2))
      + steps.flatMap { filters, stride in
        normalized(
          DepthwiseConv2D(
            kernelSize: Size2D(3, 3), strides: Size2D(stride, stride), padding: .same,
            usesBias: false)) + normalized(pointwise(filters, 1))
      }
    let head: [any Layer] = [
      GlobalPooling<Size2D>(.average, keepsAxes: true),
      Conv2D(filters: 1_000, kernelSize: Size2D(1, 1)),
    ]
    #expect(try counts(body + head) == Self.rows["MobileNet"]?.first)
  }
}
