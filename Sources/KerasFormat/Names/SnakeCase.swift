/// A class's name as Keras makes names of layers from it: `max_pooling2d`, `simple_rnn`, `lstm`.
///
/// Words in lower case with underscores between them; digits and capitals in a row stay together.
package func snakeCase(_ className: String) -> String {
  let letters = Array(className)
  var name = ""
  for (index, letter) in letters.enumerated() {
    let isWord = letter.isUppercase && index + 1 < letters.count && letters[index + 1].isLowercase
    let followsLower = index > 0 && letter.isUppercase && letters[index - 1].isLowercase
    if index > 0, isWord || followsLower { name += "_" }
    name += letter.lowercased()
  }
  return name
}
