import Foundation
import Testing

@testable import Reports

/// One colour has one meaning on a page.
@Suite struct PaletteTests {
  /// Lightness and the two axes of colour in CIE 1976, of `#rrggbb` under daylight.
  private func lab(_ color: String) throws -> [Double] {
    let digits = try #require(Int(color.dropFirst(), radix: 16))
    let linear = [16, 8, 0].map { shift -> Double in
      let value = Double(digits >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let matrix = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let f = zip(matrix, white).map { row, white -> Double in
      let share = zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } / white
      return share > 216.0 / 24_389 ? cbrt(share) : (24_389.0 / 27 * share + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func distance(_ a: String, _ b: String) throws -> Double {
    try zip(lab(a), lab(b)).reduce(0) { $0 + pow($1.0 - $1.1, 2) }.squareRoot()
  }

  /// Neighbours of one hue lie 2 or 3 apart where a difference can just be seen.
  @Test func noFamilyHasAColourNearOneOfAnother() throws {
    #expect(Palette.families.joined().sorted() == Array(0..<ChartStyle.count))
    for (place, family) in Palette.families.enumerated() {
      for other in Palette.families.dropFirst(place + 1) {
        for series in family {
          for counterpart in other {
            let (a, b) = (ChartStyle.colors(of: series), ChartStyle.colors(of: counterpart))
            #expect(try distance(a.light, b.light) > 15, "\(a.light), \(b.light)")
            #expect(try distance(a.dark, b.dark) > 15, "\(a.dark), \(b.dark)")
          }
        }
      }
    }
  }

  /// What is to be taken with care lies nearer to the paper than what is sound, and does not outshine it.
  @Test func doubtIsDullerThanWhatIsSound() throws {
    let (sound, doubtful) = (
      ChartStyle.colors(of: Palette.kind(0)), ChartStyle.colors(of: Palette.doubtful)
    )
    #expect(try lab(doubtful.light)[0] > lab(sound.light)[0])
    #expect(try lab(doubtful.dark)[0] < lab(sound.dark)[0])
    #expect(try distance(doubtful.light, sound.light) > 15)
    #expect(try distance(doubtful.dark, sound.dark) > 15)
  }

  /// Beside libraries over ranks a page has all of them.
  @Test func ranksAreOfNoLibrarysColour() throws {
    let run = try ReportModel(
      name: "run",
      log: rankLog(of: rankReplicates(batchSize: 128, ranks: 2, microseconds: 1250, digest: nil)))
    let series = Set(try #require(run.rankDots).drawing.marks.compactMap(\.series))
    #expect(series.contains(Palette.ranks))
    #expect(series.isDisjoint(with: Palette.families[0]))
  }
}
