import Kernels

/// What flows between two operations: a tensor of the batch, and the gradient of the loss by it,
/// with `rowsPerSample` rows a sample (positions of an image, steps of a series).
///
/// Operations look up where the matrix lies each time they run, so a batch that was packed
/// beforehand is read where it is: the leader points the network's input at it between phases.
struct Signal<Matrix: BitwiseCopyable>: BitwiseCopyable {
  /// Where the values lie now.
  let place: UnsafeMutablePointer<Matrix>
  /// Absent where nothing before it learns.
  let gradient: Matrix?
  let rowsPerSample: Int
  /// Its number among the plan's signals.
  let number: Int
  /// The batch reductions between the network's input and this signal, along the longest way.
  let level: Int

  @inline(__always) var values: Matrix { place.pointee }

  @inline(__always)
  func rows(of samples: Range<Int>) -> Range<Int> {
    samples.lowerBound * rowsPerSample..<samples.upperBound * rowsPerSample
  }
}

typealias PanelSignal = Signal<PanelMatrix>
typealias InterleavedSignal = Signal<LaneRows>
typealias RowMajorSignal = Signal<RowMajorMatrix>

/// Where an operation puts the gradient by one of its inputs.
///
/// A signal that several operations read gets a gradient from each of them. In the order of the
/// backward pass, which shapes fix, the first one writes it and the others add to it.
struct InputGradient<Matrix: BitwiseCopyable>: BitwiseCopyable {
  let matrix: Matrix
  /// Settled when all operations are known.
  let accumulates: UnsafeMutablePointer<Bool>

  @inline(__always) var isAdded: Bool { accumulates.pointee }
}

typealias PanelGradient = InputGradient<PanelMatrix>
