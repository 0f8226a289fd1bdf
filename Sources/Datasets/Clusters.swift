import Networks
import Randomness

/// Samples of any shape, for networks out of files: clusters of inputs, and a target for each.
///
/// A network of any kind learns them within a few steps, so that a loss that does not fall tells of
/// something wrong.
public enum Clusters {
  /// All samples together have about so many numbers, unless a batch needs more.
  private static let usualNumbers = 1 << 22
  /// How far samples lie from the middle of their cluster, which is a standard normal point.
  private static let spread = 0.25
  /// Of table rows, one in so many is another than the cluster's.
  private static let strays = 8
  /// The middles follow from the shapes alone: samples of all seeds are of the same clusters.
  private static let seedOfMiddles: UInt64 = 0x636C_7573_7465_7273

  /// How many samples are made where nobody wants more: fewer of large ones.
  static func usualCount(of shapes: ClusterShapes) -> Int {
    let numbers = (shapes.inputs.map(\.shape) + shapes.outputs.map(\.shape))
      .reduce(0) { $0 + ($1.elementCount ?? 1) }
    return min(max(usualNumbers / max(1, numbers), 64), 4_096)
  }

  /// Makes samples; equal seeds give equal ones.
  ///
  /// - Shapes: for each input [samples, …] of its shape, numbers of rows where there is a table; for each
  ///   output [samples, …] of the shape that its loss takes.
  /// - Precondition: all shapes are known.
  public static func make(
    _ shapes: ClusterShapes, sampleCount: Int, seed: UInt64
  ) -> Dataset {
    var middles = SplitMix64(seed: seedOfMiddles)
    let clusters = (0..<clusterCount(of: shapes)).map { cluster in
      (
        inputs: shapes.inputs.map { input in
          (0..<input.shape.dimensions.reduce(1, *)).map { _ in
            number(around: nil, input.vocabularySize, using: &middles)
          }
        },
        targets: shapes.outputs.map { target(of: cluster, $0, using: &middles) }
      )
    }
    var random = SplitMix64(seed: seed)
    var inputs = shapes.inputs.map { _ in [Float]() }
    var targets = shapes.outputs.map { _ in [Float]() }
    for sample in 0..<sampleCount {
      // In turn, so that a class that there is has samples.
      let cluster = clusters[sample % clusters.count]
      for (place, middle) in cluster.inputs.enumerated() {
        let size = shapes.inputs[place].vocabularySize
        inputs[place] += middle.map { number(around: $0, size, using: &random) }
      }
      for (place, target) in cluster.targets.enumerated() { targets[place] += target }
    }
    func tensor(_ shape: Shape, _ elements: [Float]) -> Tensor {
      Tensor(dimensions: [sampleCount] + shape.dimensions, elements: elements)
    }
    return Dataset(
      inputs: zip(shapes.inputs, inputs).map { tensor($0.shape, $1) },
      targets: zip(shapes.outputs, targets).map { tensor($0.loss.targetShape(for: $0.shape), $1) })
  }

  /// One for each class, as far as these are few.
  private static func clusterCount(of shapes: ClusterShapes) -> Int {
    min(max(shapes.outputs.compactMap(\.shape.dimensions.last).max() ?? 1, 4), 32)
  }

  /// A number of a cluster's middle, or of a sample around it.
  private static func number(
    around middle: Float?, _ vocabularySize: Int?, using random: inout SplitMix64
  ) -> Float {
    if let vocabularySize {
      if let middle, random.nextIndex(below: strays) > 0 { return middle }
      return Float(random.nextIndex(below: vocabularySize))
    }
    return Float(middle.map { Double($0) + spread * random.nextNormal() } ?? random.nextNormal())
  }

  /// What goes with a cluster; of single answers its own class.
  private static func target(
    of number: Int, _ output: ClusterShapes.Output, using random: inout SplitMix64
  ) -> [Float] {
    let loss = output.loss
    let columns = max(1, output.shape.dimensions.last ?? 1)
    let rows = output.shape.dimensions.reduce(1, *) / columns
    return (0..<rows).flatMap { _ -> [Float] in
      let own = rows == 1 ? number % columns : random.nextIndex(below: columns)
      if loss.takesClassNumbers { return [Float(own)] }
      return (0..<columns).map { column in
        if !loss.isMeanOverColumns { return column == own ? 1 : 0 }
        guard loss.isCrossentropy else { return Float(random.nextUnit()) }
        return Float(columns == 1 ? number % 2 : random.nextIndex(below: 2))
      }
    }
  }
}
