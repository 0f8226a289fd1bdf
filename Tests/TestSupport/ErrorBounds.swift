/// The relative error that n roundings can add up to: γₙ = n·u / (1 − n·u), u = 2⁻²⁴.
///
/// - Source: “Accuracy and Stability of Numerical Algorithms”, 2nd edition, chapter 3.
public func gamma(_ roundings: Int) -> Double {
  let nu = Double(roundings) * 0x1p-24
  return nu / (1 - nu)
}

/// The distance of a Float from the true value, in units in the last place of the true value.
///
/// NaN counts as infinitely far; below the normal range a unit is the spacing of subnormals.
public func ulpsApart(_ value: Float, from exact: Double) -> Double {
  if value.isNaN { return exact.isNaN ? 0 : .infinity }
  if !value.isFinite || abs(exact) > Double(Float.greatestFiniteMagnitude) {
    return Double(value) == Double(Float(exact)) ? 0 : .infinity
  }
  let ulp = max(Double(Float(abs(exact)).ulp), Double(Float.leastNonzeroMagnitude))
  return abs(Double(value) - exact) / ulp
}
