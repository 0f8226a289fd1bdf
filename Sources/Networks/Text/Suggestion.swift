/// The name among `known` that a misspelt one most likely stands for, or `nil` where none is near.
///
/// Near is at most one edit per three letters, and two for short names: `thread` finds `threads`,
/// `resnet` finds nothing.
package func suggestion(for name: String, among known: [String]) -> String? {
  // A hostile name must not cost more than it is worth: no known one is half as long.
  guard name.count <= 64 else { return nil }
  let lowercased = name.lowercased()
  let nearest = known.map { (name: $0, distance: editDistance(lowercased, $0.lowercased())) }
    .min { $0.distance < $1.distance }
  guard let nearest, nearest.distance <= max(2, name.count / 3) else { return nil }
  return nearest.name
}

/// The end of a sentence about an unknown name: a suggestion where one is near, and all that exist.
package func remedy(for name: String, among known: [String]) -> String {
  let choices = known.joined(separator: ", ")
  guard let suggestion = suggestion(for: name, among: known) else { return "use one of \(choices)" }
  return "did you mean '\(suggestion)'? (known: \(choices))"
}

/// The fewest insertions, deletions and replacements that turn one string into the other.
///
/// - Source: “The String-to-String Correction Problem”, Journal of the ACM 21(1), 1974.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
