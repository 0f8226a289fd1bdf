import Glibc
import Networks
import Randomness

/// Reviews of made-up words, each a good or a bad one.
///
/// Words are as frequent as in a language: the n-th comes 1/n times as often as the first. One in
/// eight is a word of praise or of blame; most of these go with the review, and behind a word that
/// negates they mean the opposite. So single words tell something, and their order tells more.
public enum MadeUpReviews {
  /// Turns the next word of praise or blame into its opposite.
  private static let negation = 1
  /// Of eight words the first is one of praise, the second one of blame.
  private static let kinds = 8

  /// Writes reviews; equal seeds give equal ones.
  ///
  /// - Shapes: inputs [samples, length], numbers of words below `vocabularySize`, 0 before the first;
  ///   targets [samples, 1], 1 for a good review.
  /// - Precondition: a vocabulary of 16 words at least.
  public static func make(
    vocabularySize: Int, length: Int, sampleCount: Int, seed: UInt64
  ) -> Dataset {
    precondition(vocabularySize >= 2 * kinds, "a vocabulary of \(vocabularySize) words")
    var random = SplitMix64(seed: seed)
    var inputs = Tensor(zeros: [sampleCount, length])
    var targets = Tensor(zeros: [sampleCount, 1])
    for sample in 0..<sampleCount {
      let isGood = random.nextIndex(below: 2) == 1
      targets.elements[sample] = isGood ? 1 : 0
      let words = length / 2 + random.nextIndex(below: length - length / 2 + 1)
      let review = review(isGood: isGood, words: words, vocabularySize, using: &random)
      for (index, word) in review.enumerated() {
        inputs.elements[sample * length + length - words + index] = Float(word)
      }
    }
    return Dataset(inputs: inputs, targets: targets)
  }

  private static func review(
    isGood: Bool, words: Int, _ vocabularySize: Int, using random: inout SplitMix64
  ) -> [Int] {
    var review: [Int] = [], isNegated = false
    while review.count < words {
      let word = frequentWord(vocabularySize, using: &random)
      let group = word / kinds * kinds
      if word % kinds < 2, group >= kinds {
        // Four in five say what the review says.
        let praises = (random.nextIndex(below: 5) > 0) == isGood
        review.append(group + (praises != isNegated ? 0 : 1))
        isNegated = false
      } else {
        isNegated = isNegated || word == negation
        review.append(max(word, negation))
      }
    }
    return review
  }

  /// A word by its frequency: the logarithm of its number is spread evenly.
  private static func frequentWord(_ vocabularySize: Int, using random: inout SplitMix64) -> Int {
    let number = exp(random.nextUnit() * log(Double(vocabularySize)))
    return min(Int(number), vocabularySize - 1)
  }
}
