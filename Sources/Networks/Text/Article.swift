/// A word with the article that goes before it as it is spoken: `an Add`, `a GRU`, `an LSTM`, `an 8×8`.
package func withArticle(_ word: String) -> String {
  "\(beginsWithVowel(word) ? "an" : "a") \(word)"
}

private func beginsWithVowel(_ word: String) -> Bool {
  let word = word.drop { !$0.isLetter && !$0.isNumber }
  let digits = word.prefix(while: \.isNumber)
  // Eight, eleven, eighteen, eighty …
  if !digits.isEmpty { return digits.first == "8" || digits == "11" || digits == "18" }
  // Letters are spelled out: an L, an R; but a U.
  let capitals = word.prefix(while: \.isUppercase)
  if capitals.count > 1, capitals.count == word.prefix(while: \.isLetter).count {
    return "AEFHILMNORSX".contains(capitals.first ?? " ")
  }
  // A unit is spoken with a consonant.
  return "aeiou".contains(word.first?.lowercased() ?? " ") && !word.lowercased().hasPrefix("uni")
}
