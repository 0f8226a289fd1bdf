/// The matrices of minimal filtering F(4×4, 3×3), from the points alone: 0, ±√½, ±√2 and ∞.
///
/// The outputs y of a filter g over inputs d are Aᵀ·(G·g ∘ Bᵀ·d): Lagrange's interpolation of the product of
/// two polynomials, transposed.
public enum Winograd {
  private static let points: [Double] =
    [0] + [0.5, 2].flatMap { [$0.squareRoot(), -($0.squareRoot())] }

  /// Aᵀ: 4×6.
  public static let outputs: [[Double]] = (0..<4).map { power in
    points.map { $0.power(power) } + [power == 3 ? 1 : 0]
  }

  /// G: 6×3.
  public static let kernel: [[Double]] =
    points.map { point in
      let others = points.filter { $0 != point }.reduce(1) { $0 * (point - $1) }
      return (0..<3).map { point.power($0) / others }
    } + [[0, 0, 1]]

  /// Bᵀ: 6×6, in each row the coefficients of the product of (x − p) over the other points.
  public static let inputs: [[Double]] =
    points.map { point in coefficients(points.filter { $0 != point }) + [0] }
    + [coefficients(points)]

  private static func coefficients(_ roots: [Double]) -> [Double] {
    roots.reduce([1]) { polynomial, root in
      zip([0] + polynomial, polynomial + [0]).map { $0 - root * $1 }
    }
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * self }
  }
}

extension [[Double]] {
  /// Rows as columns.
  public var transposed: [[Double]] {
    self[0].indices.map { column in map { $0[column] } }
  }

  /// The absolute elements.
  public var absolute: [[Double]] { map { $0.map { abs($0) } } }

  /// The product of two matrices.
  public func times(_ other: [[Double]]) -> [[Double]] {
    map { row in
      other[0].indices.map { column in
        row.indices.reduce(0) { $0 + row[$1] * other[$1][column] }
      }
    }
  }
}
