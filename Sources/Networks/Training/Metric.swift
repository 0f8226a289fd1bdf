/// What is reported of an output beside its loss; all are means over the rows.
///
/// A new one is a case here, with its names, and its formula beside the other kernels'.
public enum Metric: Int, BitwiseCopyable, Sendable, CaseIterable {
  /// Binary, sparse or categorical accuracy, chosen from the shapes as Keras does.
  case accuracy
  /// The mean of |prediction − target|.
  case meanAbsoluteError

  private var names: (keras: String, short: String) {
    switch self {
    case .accuracy: ("accuracy", "acc")
    case .meanAbsoluteError: ("mean_absolute_error", "mae")
    }
  }

  /// Its full name in Keras. A history of Keras's has the spelling that was asked for, ours has this one.
  public var kerasName: String { names.keras }

  /// What people call it for short.
  public var shortName: String { names.short }

  /// Whether the number of a class can stand for its target.
  public var takesClassNumbers: Bool { self == .accuracy }
}

/// Means of metrics, for each that was asked for.
public struct MetricValues: BitwiseCopyable, Sendable, Equatable {
  private var sums = SIMD4<Double>.zero
  private var weights = SIMD4<Double>.zero

  /// Metrics that there is room for.
  package static let capacity = SIMD4<Double>.scalarCount

  /// Creates means of nothing yet.
  public init() {}

  /// The mean so far; `nil` where there was none to add.
  public subscript(metric: Metric) -> Double? {
    let weight = weights[metric.rawValue]
    return weight == 0 ? nil : sums[metric.rawValue] / weight
  }

  /// Adds one mean to the others.
  public mutating func add(_ value: Double, of metric: Metric) {
    sums[metric.rawValue] += value
    weights[metric.rawValue] += 1
  }

  /// Adds means over so many samples.
  public mutating func add(_ values: MetricValues, samples: Double) {
    for metric in Metric.allCases {
      guard let value = values[metric] else { continue }
      sums[metric.rawValue] += value * samples
      weights[metric.rawValue] += samples
    }
  }

  /// Each that there is, with its name, in a fixed order.
  public var byName: [(name: String, value: Double)] {
    Metric.allCases.compactMap { metric in self[metric].map { (metric.kerasName, $0) } }
  }
}

/// Something that metrics were computed of.
public protocol Measured {
  /// What was asked for.
  var metrics: MetricValues { get }
}

extension Measured {
  /// The share of right answers; `nil` where accuracy is not among the metrics.
  public var accuracy: Double? { metrics[.accuracy] }
}
