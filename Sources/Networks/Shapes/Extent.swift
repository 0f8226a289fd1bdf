/// Sizes along the axes over which a kernel or a window moves: one, two or three of them.
public protocol Extent: BitwiseCopyable, Sendable, Hashable {
  /// How many axes there are.
  static var rank: Int { get }
  /// What the axes are, for a sentence: `height, width`.
  static var axisNames: [String] { get }
  /// What they are to a kernel: `height, width`.
  static var kernelAxisNames: [String] { get }
  /// The sizes, outermost first.
  var sizes: [Int] { get }
  /// Creates an extent.
  ///
  /// - Precondition: there are as many sizes as axes.
  init(sizes: [Int])
}

extension Extent {
  public static var kernelAxisNames: [String] { axisNames }

  /// The same size along every axis.
  public init(all size: Int) {
    self.init(sizes: Array(repeating: size, count: Self.rank))
  }

  /// As in `3×5`.
  var text: String { sizes.map(String.init).joined(separator: "×") }
}

/// A length.
public struct Size1D: Extent {
  /// Steps.
  public var length: Int

  /// Creates a length.
  public init(_ length: Int) { self.length = length }

  public static var rank: Int { 1 }
  public static var axisNames: [String] { ["steps"] }
  public static var kernelAxisNames: [String] { ["length"] }
  public var sizes: [Int] { [length] }
  public init(sizes: [Int]) { self.init(sizes[0]) }
}

/// A height and a width.
public struct Size2D: Extent {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Creates a size.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  public static var rank: Int { 2 }
  public static var axisNames: [String] { ["height", "width"] }
  public var sizes: [Int] { [height, width] }
  public init(sizes: [Int]) { self.init(sizes[0], sizes[1]) }
}

/// A depth, a height and a width.
public struct Size3D: Extent {
  /// Planes.
  public var depth: Int
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Creates a size.
  public init(_ depth: Int, _ height: Int, _ width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }

  public static var rank: Int { 3 }
  public static var axisNames: [String] { ["depth", "height", "width"] }
  public var sizes: [Int] { [depth, height, width] }
  public init(sizes: [Int]) { self.init(sizes[0], sizes[1], sizes[2]) }
}

/// How a kernel or a window treats the border of its input.
public enum Padding: String, Sendable, CaseIterable {
  /// No padding: output = ⌊(input − kernel) / stride⌋ + 1.
  case valid
  /// Zeros around: output = ⌈input / stride⌉.
  case same
  /// Zeros before the first step, so that no output sees a later one; of sequences only.
  case causal

  /// The size of the output along one axis, or `nil` where that of the input is unknown; not
  /// positive where the kernel does not fit.
  func outputSize(_ input: Int?, kernel: Int, stride: Int, dilation: Int = 1) -> Int? {
    guard let input else { return nil }
    let span = dilatedSpan(kernel, dilation)
    return switch self {
    case .valid: input < span ? 0 : (input - span) / stride + 1
    case .same, .causal: (input - 1) / stride + 1  // not input + stride − 1: that may overflow
    }
  }
}

/// Where the channels stand.
public enum DataFormat: String, Sendable, CaseIterable {
  /// Behind all other axes, as everywhere in Keras by default.
  case channelsLast = "channels_last"
  /// Right behind the batch.
  case channelsFirst = "channels_first"
}

/// How far a kernel reaches whose elements stand apart; `Int.max` where that is beyond counting.
func dilatedSpan(_ kernel: Int, _ dilation: Int) -> Int {
  let (gaps, overflow) = (kernel - 1).multipliedReportingOverflow(by: dilation)
  return overflow || gaps == .max ? .max : gaps + 1
}
