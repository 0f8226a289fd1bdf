import Networks
import Testing

@testable import KerasFormat

@Suite struct ExpectedCountsTests {
  private let network: ResolvedNetwork

  init() throws {
    network = try Catalog.denoise.network.resolved()
  }

  @Test(
    arguments: [
      #"{"dense_1": 264710, "dense_2": 132355, "total": 397065}"#,
      #"[{"layer": "dense_1", "parameters": 264710}, {"name": "dense_2", "params": 132355.0}]"#,
      "layer,parameters\ndense_1,264710\n\n\"dense_2\", \"132,355\"\r\ntotal,397065\n",
      "dense_1,264710\ndense_2,132355\nactivation_1,0", "dense_1,264710\rdense_2,132355\r",
    ], ["", "\u{FEFF}"])
  func tablesThatAgree(text: String, mark: String) throws {
    let comparisons = try ExpectedCounts(text: (mark + text).utf8).comparisons(with: network)
    #expect(comparisons.count >= 2 && comparisons.allSatisfy(\.agrees))
    #expect(comparisons[0].description == "dense_1: 264,710, as expected")
  }

  @Test func summaryIsATable() throws {
    let table = try ExpectedCounts(text: network.summary().json().utf8)
    #expect(table.layers.count == 3)
    #expect(table.totals.map(\.count) == [397_065, 397_065, 0])
    let comparisons = table.comparisons(with: network)
    #expect(!comparisons.isEmpty && comparisons.allSatisfy(\.agrees))
  }

  @Test(
    arguments: [
      #"{"dense_1": 264710, "total": 397065}"#, "dense_1,264710\ntotal,397065\n",
      #"{"layers": [{"name": "dense_1", "params": 264710}, {"name": "dense_2", "params": null}], "#
        + #""total_params": 397065}"#,
    ])
  func layersThatAreNotListedAreNotChecked(text: String) throws {
    let lines = try ExpectedCounts(text: text.utf8).comparisons(with: network)
    #expect(lines.map(\.isChecked) == [true, false, true] && lines[0].agrees && lines[2].agrees)
    #expect(lines[1].description == "dense_2: not checked, the table does not list it")
  }

  @Test func totalsAloneAreATable() throws {
    func agreement(_ text: String) throws -> [Bool] {
      try ExpectedCounts(text: text.utf8).comparisons(with: network).filter(\.isChecked)
        .map(\.agrees)
    }
    #expect(try agreement(#"{"total": 397065}"#) == [true])
    #expect(try agreement(#"{"total": 27}"#) == [false])
  }

  /// A row without a count is written as null, and the table that a summary is can be checked again.
  @Test func openRowsComeBackAsNotChecked() throws {
    let own = UnknownLayer(className: "Mine", kind: .ownClass("unknown"), configuration: "{}")
    let network = try NetworkDescription(
      sequential: "net", input: [3],
      layers: [LayerDescription("dense", Dense(units: 2)), LayerDescription("mine", own)]
    ).resolved()
    let table = try ExpectedCounts(text: network.summary().json().utf8)
    #expect(table.layers.map(\.name) == ["dense"])
    let lines = table.comparisons(with: network)
    #expect(lines.allSatisfy { $0.agrees || !$0.isChecked } && lines[0].agrees)
  }

  @Test func everyDifferenceHasItsLine() throws {
    let text = "dense_1,264711\nextra,5\nactivation_1,0\ntrainable_params,1\n"
    let lines = try ExpectedCounts(text: text.utf8).comparisons(with: network)
      .filter { !$0.agrees && $0.isChecked }.map(\.description)
    #expect(
      lines == [
        "dense_1: 264,710, but 264,711 expected",
        "'extra': 5 expected, but the network has no such layer",
        "trainable_params: 397,065, but 1 expected",
      ])
  }

  @Test(arguments: [
    ("", "no counts"), ("layer,parameters\n", "no counts"), ("{", "no JSON"),
    (#"{"dense_1": "many"}"#, "'dense_1' is 'many'"),
    (#"[{"name": "a"}]"#, "whole number 'params'"),
    ("dense_1,264710\ndense_2", "line 2"), ("dense_1,1e300\ndense_2,1e300", "line 2"),
    ("a,b,c", "line 1"), (#"{"a": 1e300}"#, "1e+300"),
  ])
  func unreadableTablesNameThePlace(text: String, words: String) {
    let error = #expect(throws: ModelError.self) { try ExpectedCounts(text: text.utf8) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
