import CVector

// Sums over a batch are taken in parts, of which each may be another worker's, and the parts are added
// up in ascending order, in Double: how a batch is cut depends on shapes alone, and so do all bits.

/// The mean of every lane over some rows, and Σ (x − mean)².
///
/// - Shapes: one panel; `values` [rows][lanes], at least one row; `mean` and `squares` one vector each.
public func computeMoments(
  of values: UnsafePointer<Float>, rows: Int, mean: UnsafeMutablePointer<Float>,
  squares: UnsafeMutablePointer<Float>
) {
  require(rows > 0, "moments of \(rows) rows")
  // Nested functions, since closures would not be inlined at every place of the chains.
  @inline(__always)
  func value(_ row: Int) -> Vector { Vector(loading: values + row * lanes) }
  let average = sumOfRows(rows, value) / Vector(repeating: Float(rows))
  average.store(to: mean)
  @inline(__always)
  func square(_ row: Int) -> Vector {
    let difference = value(row) - average
    return difference * difference
  }
  sumOfRows(rows, square).store(to: squares)
}

/// The same over those rows that count; without any, both are 0.
///
/// - Shapes: `counts` [rows].
/// - Returns: how many count.
public func computeMoments(
  of values: UnsafePointer<Float>, rows: Int, where counts: UnsafePointer<Bool>,
  mean: UnsafeMutablePointer<Float>, squares: UnsafeMutablePointer<Float>
) -> Int {
  var count = 0, sum = Vector(repeating: 0), distances = sum
  for row in 0..<rows where counts[row] {
    sum = sum + Vector(loading: values + row * lanes)
    count += 1
  }
  let average = sum / Vector(repeating: Float(max(count, 1)))
  for row in 0..<rows where counts[row] {
    let difference = Vector(loading: values + row * lanes) - average
    distances = gm_fma(difference, difference, distances)
  }
  average.store(to: mean)
  distances.store(to: squares)
  return count
}

/// Σ over rows of a vector each, in four chains, as a single one would wait for every addition.
@inline(__always)
func sumOfRows(_ rows: Int, _ vector: (_ row: Int) -> Vector) -> Vector {
  var sum0 = Vector(repeating: 0), sum1 = sum0, sum2 = sum0, sum3 = sum0
  var row = 0
  while row + 4 <= rows {
    sum0 = sum0 + vector(row)
    sum1 = sum1 + vector(row + 1)
    sum2 = sum2 + vector(row + 2)
    sum3 = sum3 + vector(row + 3)
    row += 4
  }
  while row < rows {
    sum0 = sum0 + vector(row)
    row += 1
  }
  return (sum0 + sum1) + (sum2 + sum3)
}

/// The mean and the biased variance of a whole batch from those of its parts.
///
/// - Shapes: one panel; `means` and `squares` one vector a part, `stride` floats apart, as
///   `computeMoments` leaves them; `rows` the rows of each part, where both are 0 if there are none; `mean`
///   and `variance` one vector each.
/// - Source: “Algorithms for Computing the Sample Variance”, The American Statistician 37(3), 1983.
public func combineMoments(
  means: UnsafePointer<Float>, squares: UnsafePointer<Float>, stride: Int,
  rows: UnsafePointer<Int32>, parts: Int, mean: UnsafeMutablePointer<Float>,
  variance: UnsafeMutablePointer<Float>
) {
  for lane in 0..<lanes {
    var count = 0.0, average = 0.0, sum = 0.0
    for part in 0..<parts where rows[part] > 0 {
      let more = Double(rows[part]), place = part * stride + lane
      let distance = Double(means[place]) - average
      sum += Double(squares[place]) + distance * distance * (count * more / (count + more))
      count += more
      average += distance * (more / count)
    }
    mean[lane] = Float(average)
    variance[lane] = count > 0 ? Float(sum / count) : 0
  }
}

/// sums = Σ of the parts, in ascending order and in Double.
///
/// - Shapes: `parts` one vector each, `stride` floats apart; `sums` one vector.
public func combineSums(
  _ partialSums: UnsafePointer<Float>, stride: Int, parts: Int, sums: UnsafeMutablePointer<Float>
) {
  for lane in 0..<lanes {
    var sum = 0.0
    for part in 0..<parts { sum += Double(partialSums[part * stride + lane]) }
    sums[lane] = Float(sum)
  }
}

/// moving = moving·momentum + batch·(1 − momentum).
///
/// - Shapes: `count` floats each, a multiple of `lanes`.
public func updateMovingAverage(
  _ moving: UnsafeMutablePointer<Float>, batch: UnsafePointer<Float>, momentum: Float, count: Int
) {
  require(count % lanes == 0, "\(count) floats are no whole vectors of \(lanes)")
  let kept = Vector(repeating: momentum), taken = Vector(repeating: Float(1 - Double(momentum)))
  forEachVector(of: count) { i in
    gm_fma(kept, Vector(loading: moving + i), taken * Vector(loading: batch + i))
      .store(to: moving + i)
  }
}
