import Records
import Testing

@testable import Reports

@Suite struct FormatTests {
  @Test func howeverWideAnIntervalAValueKeepsItsFirstDigit() {
    #expect(UnitLadder.factor.text(Estimate(2.4, (0.04, 150))) == "2.4× [0.04, 150]")
    #expect(UnitLadder.factor.text(Estimate(0.24, (0.04, 15))) == "0.24× [0.04, 15]")
    #expect(UnitLadder.factor.text(Estimate(27.7, (2.74, 280))) == "28× [3, 280]")
    #expect(UnitLadder.factor.text(Estimate(27.7, (0, 280))) == "28× [0, 280]")
  }

  /// Two pairs of blocks leave an interval of which nobody can read anything.
  @Test func anIntervalBeyondAllMeasureIsToldInWords() {
    #expect(UnitLadder.factor.text(Estimate(1.02, (0, 1.5e41))) == "1.0× [cannot be told]")
    #expect(UnitLadder.seconds.text(Estimate(2e-6, (1e-7, 1))) == "2.0 µs [cannot be told]")
    #expect(UnitLadder.factor.text(Estimate(1.02, (0, 102))) == "1.0× [0.0, 102]")
    #expect(UnitLadder.factor.valueText(Estimate(2.3, (0, .infinity))) == "2.3×")
  }

  /// A verdict rests on whether an interval holds 1, so its ends say on which side of 1 they lie.
  @Test func anEndThatIsNotOneDoesNotReadSo() {
    #expect(UnitLadder.factor.text(Estimate(1.8, (1.04, 2.2))) == "1.8× [1.04, 2.2]")
    #expect(UnitLadder.factor.text(Estimate(1.8, (0.98, 2.2))) == "1.8× [0.98, 2.2]")
    #expect(UnitLadder.factor.text(Estimate(0.6, (0.2, 0.996))) == "0.60× [0.20, 0.996]")
    #expect(UnitLadder.factor.text(Estimate(1.8, (1, 2.2))) == "1.8× [1.0, 2.2]")
    #expect(UnitLadder.factor.text(0.98...2.2) == "[0.98, 2.2]×")
    // Of times 1 is a number like any other.
    #expect(UnitLadder.seconds.text(Estimate(1.8e-3, (1.04e-3, 2.2e-3))) == "1.8 ms [1.0, 2.2]")
  }

  @Test func ratiosHaveThousandsSeparators() {
    #expect(UnitLadder.factor.text(Estimate(1570, (1200, 1900))) == "1,600× [1,200, 1,900]")
    #expect(UnitLadder.factor.valueText(Estimate(1570, (1568, 1572))) == "1,570×")
    #expect(UnitLadder.factor.text(1234) == "1,230×")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (397_065, "397,065"), (-1_234_567, "−1,234,567"),
  ]) func countsHaveThousandsSeparators(value: Int, text: String) {
    #expect(Format.count(value) == text)
  }

  @Test(arguments: [
    (1.5e-9, "1.50 ns"), (999.4e-9, "999 ns"), (999.6e-9, "1.00 µs"), (0.00123456, "1.23 ms"),
    (0.001, "1.00 ms"), (12.34, "12.3 s"), (3600, "3600 s"), (0, "0 ns"),
  ]) func secondsHaveThreeDigits(value: Double, text: String) {
    #expect(UnitLadder.seconds.text(value) == text)
  }

  @Test(arguments: [
    (0.5, "0.500"), (7, "7.00"), (9.996, "10.0"), (71_234, "71.2 k"), (999_600, "1.00 M"),
    (1.6e7, "16.0 M"),
  ]) func ratesHavePrefixes(value: Double, text: String) {
    #expect(UnitLadder.rate.text(value) == text)
  }

  @Test func otherUnits() {
    #expect(UnitLadder.flopsPerSecond.text(181.4e9) == "181 GFLOP/s")
    #expect(UnitLadder.percent.text(0.5612) == "56.1 %")
    #expect(UnitLadder.factor.text(1.866) == "1.87×")
    #expect(UnitLadder.bytes.wholeText(49_152) == "48 KiB")
    #expect(UnitLadder.bytes.wholeText(1536) == "1.50 KiB")
    #expect(UnitLadder.bytes.wholeText(0) == "0 B")
  }

  @Test(
    arguments: [
      // Half-widths of 0.04, 0.02, 9.6, 30 and 0.00005 ms.
      (Estimate(1.5e-3, (1.46e-3, 1.54e-3)), "1.50 ms [1.46, 1.54]"),
      (Estimate(1.5e-3, (1.48e-3, 1.52e-3)), "1.500 ms [1.480, 1.520]"),
      (Estimate(1.5e-3, (0.9e-3, 20e-3)), "1.5 ms [0.9, 20]"),
      (Estimate(123e-3, (100e-3, 160e-3)), "120 ms [100, 160]"),
      (Estimate(1.5e-3, (1.49995e-3, 1.50005e-3)), "1.500 ms [1.500, 1.500]"),
      (Estimate(1.5e-3, (1.5e-3, 1.5e-3)), "1.50 ms [1.50, 1.50]"),
      (Estimate(1.5e-3), "1.5 ms"), (Estimate(1.25e-4), "130 µs"),
    ])
  func numbersHaveTheDigitsThatTheirIntervalAllows(estimate: Estimate, text: String) {
    #expect(UnitLadder.seconds.text(estimate) == text)
    #expect(
      UnitLadder.seconds.valueText(estimate)
        == text.split(separator: " [").first.map(String.init))
  }

  /// Bounds close to 1 have the digits that tell on which side they lie; the figure between them is not beside them.
  @Test(
    arguments: [
      (Estimate(1.047, (1.017, 1.852)), "1.05× [1.02, 1.85]"),
      (Estimate(0.996, (0.3, 0.9983)), "0.996× [0.300, 0.998]"),
      (Estimate(1.0031, (1.0027, 1.9)), "1.003× [1.003, 1.900]"),
      (Estimate(1.047, (0.98, 1.852)), "1.0× [0.98, 1.9]"),
    ])
  func aRatioLiesWithinItsInterval(estimate: Estimate, text: String) {
    #expect(UnitLadder.factor.text(estimate) == text)
    #expect(text.hasPrefix(UnitLadder.factor.valueText(estimate)))
    #expect(text.hasPrefix(Format.plain(estimate.shownValue)) || estimate.shownValue == 1)
  }

  @Test func whatIsMissingIsSaidAndEmptyForMachines() {
    #expect(UnitLadder.rate.text(nil as Double?) == "not measured")
    #expect(UnitLadder.rate.text(Double.infinity) == "not measured")
    #expect(UnitLadder.bytes.wholeText(nil) == "not measured")
    #expect(Format.loss(nil) == "not measured")
    #expect(Format.loadAverage(nil) == "—")
    #expect(Format.plain(nil) == "")
  }

  @Test func lossesHaveFourDigits() {
    #expect(Format.loss(0.0312567) == "0.03126")
    #expect(Format.loss(1.25e-7) == "1.25e-07")
  }
}

@Suite struct TableTests {
  private let table = Table(
    ["a", "b|c, \"d\""],
    columns: [
      Table.Column("name", .left) { $0 },
      Table.Column("count", tone: { $0 == "a" ? .good : .bad }) { Format.count($0.count * 1000) },
    ])

  @Test func markdownEscapesBars() {
    #expect(
      table.markdown
        == "| name | count |\n| :-- | --: |\n| a | 1,000 |\n| b\\|c, \"d\" | 8,000 |\n")
  }

  @Test func columnsWithoutANumberAreNamedAndLeftOut() {
    let (kept, missing) = Table(
      ["a", "b"],
      columns: [
        Table.Column("name", .left) { $0 },
        Table.Column("time") { _ in Format.missing },
        Table.Column("size") { $0 == "a" ? "1" : Format.missing },
      ]
    ).splittingMissing()
    #expect(missing == ["time"])
    #expect(kept.markdown == "| name | size |\n| :-- | --: |\n| a | 1 |\n| b | not measured |\n")
  }

  @Test func csvQuotesCommasAndQuotes() {
    #expect(table.csv == "name,count\na,\"1,000\"\n\"b|c, \"\"d\"\"\",\"8,000\"\n")
  }

  /// What a narrow page leaves out, a narrow terminal does, too.
  @Test func aNarrowTerminalHasFewerColumns() {
    let table = Table(
      [1.5],
      columns: [
        Table.Column("name", .left, addition: { _ in " 8" }, text: { _ in "pair" }),
        Table.Column("batch", .right, .usual) { _ in "8" },
        Table.Column("B / A", beginning: { "\($0)×" }, text: { "\($0)× [1, 2]" }),
        Table.Column("pairs", .right, .deep) { _ in "16" },
      ])
    let all = "name  batch        B / A  pairs\npair      8  1.5× [1, 2]     16\n"
    #expect(table.text(usingColor: false, within: nil) == all)
    #expect(table.text(usingColor: false, within: 31) == all)
    #expect(
      table.text(usingColor: false, within: 30)
        == "name  batch        B / A\npair      8  1.5× [1, 2]\n"
        + "(a terminal of 31 columns\nshows more)\n")
    #expect(
      table.text(usingColor: false, within: 23)
        == "name  batch  B / A\npair      8   1.5×\n(a terminal of 24\ncolumns shows more)\n")
    #expect(
      table.text(usingColor: false, within: 14)
        == "name    B / A\npair 8   1.5×\n(a terminal of\n18 columns\nshows more)\n")
  }

  /// Lines that a terminal breaks could not be told apart; of cards every line is one field.
  @Test func whatFitsInNoWayStandsBelowEachOther() {
    let table = Table(
      ["denoise", "conv"],
      columns: [
        Table.Column("network", .left) { $0 },
        Table.Column("what it is", .left, tone: { _ in .good }) { _ in "too long for a row" },
      ])
    #expect(
      table.text(usingColor: false, within: 20)
        == "denoise\n  what it is: too\n    long for a row\nconv\n  what it is: too\n    long for a row\n"
        + "(a terminal of 27\ncolumns shows more)\n")
  }

  @Test func aSumBelowCardsHasNoEmptyFields() {
    let table = Table(
      ["conv"],
      columns: [
        Table.Column("network", .left) { $0 },
        Table.Column("what it was before") { _ in "12 M" }, Table.Column("B / A") { _ in "1.5×" },
      ]
    ).adding(["network": "mean", "B / A": "1.5×"])
    #expect(
      table.text(usingColor: false, within: 12).hasSuffix(
        "mean\n  B / A:\n    1.5×\n"
          + "(a terminal\nof 34\ncolumns\nshows more)\n"))
  }

  @Test func sentencesAreBrokenBetweenWords() {
    let text = "gradmark is  as fast as ever"
    #expect(text.wrapped(within: nil) == text)
    #expect(text.wrapped(within: 11) == "gradmark is\nas fast as\never")
    #expect("a 2026-01-31-amd b".wrapped(within: 5) == "a\n2026-01-31-amd\nb")
    #expect("one two\nthree".wrapped(within: 4, indent: " ") == "one\n two\nthree")
    // Colours take no room.
    #expect("\u{1B}[31mone two\u{1B}[0m".wrapped(within: 7) == "\u{1B}[31mone two\u{1B}[0m")
  }

  @Test func textIsAlignedWithAndWithoutColour() {
    #expect(
      table.text(usingColor: false)
        == "name      count\na         1,000\nb|c, \"d\"  8,000\n")
    #expect(
      table.text(usingColor: true)
        == "name      count\na         \u{1B}[32m1,000\u{1B}[0m\n"
        + "b|c, \"d\"  \u{1B}[31m8,000\u{1B}[0m\n")
  }
}
