/// The name among `known` that a misspelt one most likely stands for, or `nil` where none is near.
///
/// Near is at most one edit per three letters, and two for short names: `thread` finds `threads`. Where no
/// whole name is near, one that begins alike is, with at most one edit per four letters: `mnist` finds
/// `mnist-cnn`, and `dens` finds `denoise`.
package func suggestion(for name: String, among known: [String]) -> String? {
  // A hostile name must not cost more than it is worth: no known one is half as long.
  guard name.count <= 64 else { return nil }
  let distances = known.map {
    (name: $0, edits: edits(from: name.lowercased(), to: $0.lowercased()))
  }
  if let nearest = distances.min(by: { $0.edits.whole < $1.edits.whole }),
    nearest.edits.whole <= max(2, name.count / 3)
  {
    return nearest.name
  }
  guard name.count > 2, let alike = distances.min(by: { $0.edits.beginning < $1.edits.beginning }),
    alike.edits.beginning <= name.count / 4
  else { return nil }
  return alike.name
}

/// The end of a sentence about an unknown name: a suggestion where one is near, and all that exist.
package func remedy(for name: String, among known: [String]) -> String {
  let choices = known.joined(separator: ", ")
  guard let suggestion = suggestion(for: name, among: known) else { return "use one of \(choices)" }
  return "did you mean '\(suggestion)'? (known: \(choices))"
}

/// The fewest insertions, deletions and replacements that turn one string into the other, and into any
/// beginning of it.
///
/// - Source: “The String-to-String Correction Problem”, Journal of the ACM 21(1), 1974.
private func edits(from a: String, to b: String) -> (whole: Int, beginning: Int) {
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
  return (row[b.count], row.min() ?? 0)
}
