import Datasets
import Testing

@Suite struct MadeUpReviewsTests {
  private let reviews = MadeUpReviews.make(
    vocabularySize: 1_000, length: 40, sampleCount: 400, seed: 3)

  @Test func wordsLieInTheVocabularyAndStandLast() {
    #expect(reviews.inputs.dimensions == [400, 40])
    #expect(reviews.targets.dimensions == [400, 1])
    for sample in 0..<400 {
      let words = reviews.inputs.elements[sample * 40..<(sample + 1) * 40]
      #expect(words.allSatisfy { $0 >= 0 && $0 < 1_000 && $0 == $0.rounded() })
      let written = words.drop { $0 == 0 }
      #expect(written.count >= 20 && !written.contains(0))
    }
  }

  @Test func equalSeedsWriteEqualReviews() {
    let again = MadeUpReviews.make(vocabularySize: 1_000, length: 40, sampleCount: 400, seed: 3)
    let others = MadeUpReviews.make(vocabularySize: 1_000, length: 40, sampleCount: 400, seed: 4)
    #expect(again == reviews)
    #expect(others != reviews)
  }

  /// Words of praise outnumber those of blame in good reviews, and the other way round in bad ones: there
  /// is something to learn. Negated words make single reviews ambiguous.
  @Test func praiseGoesWithGoodReviews() {
    var right = 0
    for sample in 0..<400 {
      let words = reviews.inputs.elements[sample * 40..<(sample + 1) * 40].map { Int($0) }
      let praise = words.count { $0 >= 8 && $0 % 8 == 0 }
      let blame = words.count { $0 >= 8 && $0 % 8 == 1 }
      right += (praise > blame) == (reviews.targets.elements[sample] == 1) ? 1 : 0
    }
    // By chance some 200 of 400, five deviations of 10 above which is 250.
    #expect(right > 250)
    #expect(right < 400)
  }
}
