import Kernels

/// What the gradient of a kernel in panels is a sum of: the outer products of rows of a source with
/// rows of an output gradient. Each call of a layer adds one such sum.
struct OuterProducts: BitwiseCopyable {
  /// Where the rows lie that the gradient's rows come from: the layer's input. For a bias a single 1.
  var source: UnsafeMutablePointer<PanelMatrix>
  /// Floats between neighbouring weights' inputs, and between neighbouring rows; both 0 for a bias.
  var sourceRowStride: Int
  var sourceDepthStride: Int
  /// Where the gradient by the layer's product lies.
  var outputGradient: UnsafeMutablePointer<PanelMatrix>
  /// The runs of rows of one sample after the other; `nil` where all rows are one run.
  var segments: UnsafeMutablePointer<DepthBlock>?
  /// The moments of a series, whose rows lie moment by moment; `nil` elsewhere.
  var moments: Moments?
  var segmentsPerSample: Int
  /// Rows summed for one sample.
  var rowsPerSample: Int
  /// For each tap of a convolution the row of the source that it begins at; one 0 elsewhere.
  var tapRows: UnsafeMutablePointer<Int>

  /// Rows summed before the partial sums go back to memory, so that source and output gradient stay in
  /// the second-level cache while a task passes over them once for every tile: 1,024 rows of 3 panels
  /// are 192 KiB with AVX-512, 128 KiB of 4 with AVX.
  private static let depthPerPass = 1_024

  /// Runs of rows that are summed before the partial sums go back to memory.
  struct Pass {
    var runs: UnsafePointer<DepthBlock>
    var count: Int
    var isFirst: Bool
    var isLast: Bool
  }

  /// Rows of samples that lie apart by moments: each moment's are one run.
  struct Moments: BitwiseCopyable {
    var count: Int
    /// Floats from a moment to the next in source and output gradient.
    var sourceStep: Int
    var outputStep: Int
    /// Where the first moment begins in each.
    var sourceStart: Int
    var outputStart: Int

    /// Moments that are summed in one pass: their runs lie on the stack.
    fileprivate static let perPass = 16
  }

  @inline(__always)
  func forEachPass(over samples: Range<Int>, _ body: (Pass) -> Void) {
    if let moments { return forEachPass(over: samples, moments, body) }
    guard let segments else {
      let begin = samples.lowerBound * rowsPerSample, end = samples.upperBound * rowsPerSample
      for first in stride(from: begin, to: end, by: Self.depthPerPass) {
        let depth = min(Self.depthPerPass, end - first)
        let run = DepthBlock(a: first * sourceDepthStride, b: first * lanes, depth: depth)
        withUnsafePointer(to: run) {
          body(Pass(runs: $0, count: 1, isFirst: first == begin, isLast: first + depth == end))
        }
      }
      return
    }
    let begin = samples.lowerBound * segmentsPerSample, end = samples.upperBound * segmentsPerSample
    let perPass = max(1, Self.depthPerPass * segmentsPerSample / max(rowsPerSample, 1))
    for first in stride(from: begin, to: end, by: perPass) {
      let count = min(perPass, end - first)
      body(
        Pass(
          runs: segments + first, count: count, isFirst: first == begin,
          isLast: first + count == end))
    }
  }

  private func forEachPass(
    over samples: Range<Int>, _ moments: Moments, _ body: (Pass) -> Void
  ) {
    func run(_ moment: Int) -> DepthBlock {
      DepthBlock(
        a: moments.sourceStart + moment * moments.sourceStep
          + samples.lowerBound * sourceDepthStride,
        b: moments.outputStart + moment * moments.outputStep + samples.lowerBound * lanes,
        depth: moment < moments.count ? samples.count : 0)
    }
    withUnsafeTemporaryAllocation(of: DepthBlock.self, capacity: Moments.perPass) { runs in
      // A series of a single moment has none before it, and still a gradient of 0.
      for first in stride(from: 0, to: max(moments.count, 1), by: Moments.perPass) {
        let count = min(Moments.perPass, max(moments.count, 1) - first)
        for index in 0..<count { runs[index] = run(first + index) }
        body(
          Pass(
            runs: UnsafePointer(runs.baseAddress!), count: count, isFirst: first == 0,
            isLast: first + count >= moments.count))
      }
    }
  }
}
