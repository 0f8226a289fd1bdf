/// A count with commas between thousands: `264,710`.
package func grouped(_ count: Int) -> String {
  let digits = String(count.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return count < 0 ? "-" + text : text
}

/// A size as Keras prints it: two decimals in the largest unit of 1,024 that leaves at least 1.
///
/// Whole numbers all the way, rounded half to even, so that every digit is Python's.
///
/// - Precondition: `bytes` is not negative and below 2⁵⁶.
package func memoryText(bytes: Int) -> String {
  precondition(bytes >= 0 && bytes < 1 << 56, "\(bytes) bytes are no size of memory")
  let units = ["B", "KB", "MB", "GB", "TB", "PB"]
  var unit = 0
  while unit < units.count - 1, bytes >> (10 * (unit + 1)) > 0 { unit += 1 }
  let (whole, rest) = (100 * bytes).quotientAndRemainder(dividingBy: 1 << (10 * unit))
  let half = (1 << (10 * unit)) / 2
  let isRoundedUp = unit > 0 && (rest > half || rest == half && !whole.isMultiple(of: 2))
  let hundredths = whole + (isRoundedUp ? 1 : 0)
  let decimals = String(100 + hundredths % 100).dropFirst()
  return "\(hundredths / 100).\(decimals) \(units[unit])"
}

/// A count with its noun: `1 unit`, `514 units`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
}

/// The factors of a product with signs between them: `3 × 3 × 64`.
func product(_ factors: [Int]) -> String {
  factors.map(grouped).joined(separator: " × ")
}
