/// A law of scaling fitted to speed-ups, by least squares of the relative time of a step.
///
/// With p threads a step takes 1/s = 1/p + α·(1 − 1/p) + β·(p − 1) of its time with one. α is the
/// share of the work that runs on one thread at a time; β, which Amdahl's law sets to 0, the cost of
/// every pair of threads that has to agree. In relative times the law is linear, so that the fit is
/// exact, and a slow step with few threads weighs as in reality; neither share may be below 0.
///
/// - Source: “Validity of the Single Processor Approach to Achieving Large Scale Computing
///   Capabilities”, AFIPS 1967; “A General Theory of Computational Scalability Based on Rational
///   Functions”, arXiv:0808.1431, 2008.
public enum ScalingFit: Sendable, Equatable {
  /// Fewer thread counts than a fit needs.
  case notFitted(points: Int)
  /// The two shares, and the root of the mean square of what the relative times are off.
  case fitted(serial: Double, coherency: Double, residual: Double)

  /// Thread counts that a fit needs: fewer are explained by any law.
  static let leastPoints = 6

  /// Fits Amdahl's law.
  init(amdahl points: [(threads: Int, speedup: Double)]) {
    self.init(points) { terms in (max(0, terms.serialOnly), 0) }
  }

  /// Fits the universal scalability law.
  init(universal points: [(threads: Int, speedup: Double)]) {
    self.init(points) { terms in
      let (serial, coherency) = terms.both
      // Where the best point lies outside, the best allowed one lies on the edge.
      if serial < 0 { return (0, max(0, terms.coherencyOnly)) }
      return coherency < 0 ? (max(0, terms.serialOnly), 0) : (serial, coherency)
    }
  }

  private init(
    _ points: [(threads: Int, speedup: Double)],
    _ solution: (NormalEquations) -> (serial: Double, coherency: Double)
  ) {
    guard points.count >= Self.leastPoints else {
      self = .notFitted(points: points.count)
      return
    }
    let rows = points.map { Row(threads: Double($0.threads), speedup: $0.speedup) }
    let (serial, coherency) = solution(NormalEquations(rows))
    let squares = rows.reduce(0) { sum, row in
      let error = row.excess - serial * row.serialTerm - coherency * row.coherencyTerm
      return sum + error * error
    }
    self = .fitted(
      serial: serial, coherency: coherency,
      residual: (squares / Double(rows.count)).squareRoot())
  }

  /// The speed-up that the law gives; `nil` where it was not fitted.
  public func speedup(threads: Int) -> Double? {
    guard case .fitted(let serial, let coherency, _) = self else { return nil }
    let row = Row(threads: Double(threads), speedup: 1)
    return 1 / (1 / row.threads + serial * row.serialTerm + coherency * row.coherencyTerm)
  }
}

/// One thread count as a row of the linear problem: excess = α·serialTerm + β·coherencyTerm.
private struct Row {
  let threads: Double
  let speedup: Double

  var excess: Double { 1 / speedup - 1 / threads }
  var serialTerm: Double { 1 - 1 / threads }
  var coherencyTerm: Double { threads - 1 }
}

/// The sums of products from which least squares are solved.
private struct NormalEquations {
  private var aa = 0.0, ab = 0.0, bb = 0.0, ay = 0.0, by = 0.0

  init(_ rows: [Row]) {
    for row in rows {
      aa += row.serialTerm * row.serialTerm
      ab += row.serialTerm * row.coherencyTerm
      bb += row.coherencyTerm * row.coherencyTerm
      ay += row.serialTerm * row.excess
      by += row.coherencyTerm * row.excess
    }
  }

  /// Both shares free.
  var both: (serial: Double, coherency: Double) {
    let determinant = aa * bb - ab * ab
    return ((bb * ay - ab * by) / determinant, (aa * by - ab * ay) / determinant)
  }

  /// The serial share, where the other is 0.
  var serialOnly: Double { ay / aa }

  /// The coherency, where the serial share is 0.
  var coherencyOnly: Double { by / bb }
}
