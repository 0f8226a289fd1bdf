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
    let numbers = (shapes.input.elementCount ?? 1) + (shapes.output.elementCount ?? 1)
    return min(max(usualNumbers / max(1, numbers), 64), 4_096)
  }

  /// Makes samples; equal seeds give equal ones.
  ///
  /// - Shapes: inputs [samples, …] of the input's shape, numbers of rows where there is a table; targets
  ///   [samples, …] of the shape that the loss takes.
  /// - Precondition: both shapes are known.
  public static func make(
    _ shapes: ClusterShapes, sampleCount: Int, seed: UInt64
  ) -> Dataset {
    let targetShape = shapes.loss.targetShape(for: shapes.output)
    var middles = SplitMix64(seed: seedOfMiddles)
    let clusters = (0..<clusterCount(of: shapes)).map { number in
      (
        input: (0..<shapes.input.dimensions.reduce(1, *)).map { _ in
          input(around: nil, shapes.vocabularySize, using: &middles)
        },
        target: target(of: number, shapes, using: &middles)
      )
    }
    var random = SplitMix64(seed: seed)
    var inputs: [Float] = [], targets: [Float] = []
    for sample in 0..<sampleCount {
      // In turn, so that a class that there is has samples.
      let cluster = clusters[sample % clusters.count]
      inputs += cluster.input.map { input(around: $0, shapes.vocabularySize, using: &random) }
      targets += cluster.target
    }
    return Dataset(
      inputs: Tensor(dimensions: [sampleCount] + shapes.input.dimensions, elements: inputs),
      targets: Tensor(dimensions: [sampleCount] + targetShape.dimensions, elements: targets))
  }

  /// One for each class, as far as these are few.
  private static func clusterCount(of shapes: ClusterShapes) -> Int {
    min(max(shapes.output.dimensions.last ?? 1, 4), 32)
  }

  /// A number of a cluster's middle, or of a sample around it.
  private static func input(
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
    of number: Int, _ shapes: ClusterShapes, using random: inout SplitMix64
  ) -> [Float] {
    let columns = max(1, shapes.output.dimensions.last ?? 1)
    let rows = shapes.output.dimensions.reduce(1, *) / columns
    return (0..<rows).flatMap { _ -> [Float] in
      let own = rows == 1 ? number % columns : random.nextIndex(below: columns)
      if shapes.loss.takesClassNumbers { return [Float(own)] }
      return (0..<columns).map { column in
        if !shapes.loss.isMeanOverColumns { return column == own ? 1 : 0 }
        guard shapes.loss.isCrossentropy else { return Float(random.nextUnit()) }
        return Float(columns == 1 ? number % 2 : random.nextIndex(below: 2))
      }
    }
  }
}
