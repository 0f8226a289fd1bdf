import Networks
import Testing

@testable import KerasFormat

@Suite struct SummaryTests {
  @Test(arguments: Fixture.names)
  func textIsKerasByteForByte(name: String) throws {
    let summary = try Fixture.reader(name).network.resolved().summary()
    #expect(try summary.text() == Fixture.text("keras3/\(name)/summary.txt"))
  }

  @Test(arguments: Fixture.names.filter { Fixture.exists("keras3/\($0)/summary_after_fit.txt") })
  func textAfterFitCountsTheOptimizer(name: String) throws {
    let reader = try Fixture.reader(name)
    let summary = try reader.network.resolved().summary(optimizer: try reader.optimizer())
    #expect(
      try summary.text(isFitted: true) == Fixture.text("keras3/\(name)/summary_after_fit.txt"))
  }

  @Test(arguments: Fixture.names)
  func jsonHasEveryMemberOfTheRecordedOne(name: String) throws {
    let reader = try Fixture.reader(name)
    let recorded = try JSONParser.parse(try Fixture.data("keras3/\(name)/summary.json"))
    // Keras counted the optimizer only where it trained.
    let optimizer = recorded["optimizer_params_after_fit"] == nil ? nil : try reader.optimizer()
    let summary = try reader.network.resolved().summary(optimizer: optimizer)
    #expect(try JSONParser.parse(summary.json().utf8) == recorded)
  }

  @Test func graphListsNodesInTextAndJSON() throws {
    let summary = try Fixture.reader("shared_frozen_two_inputs").network.resolved().summary()
    let shared = "shared_with_a_rather_long_name_that_goes_on"
    #expect(
      summary.text(showsGraph: true).hasSuffix(
        """
         Nodes:
          in_a: inbound nodes 1 (-), outbound nodes 1 (\(shared)[0])
          \(shared): inbound nodes 3 (in_a[0][0], in_b[0][0], \(shared)[0][0]), outbound nodes 2 \
        (\(shared)[2], head two words[0])
          in_b: inbound nodes 1 (-), outbound nodes 1 (\(shared)[1])
          head two words: inbound nodes 1 (\(shared)[2][0]), outbound nodes 0 (-)

        """))
    let layers = try JSONParser.parse(summary.json(showsGraph: true).utf8)["layers"]?.elements
    #expect(layers?[1]["inbound_nodes"]?.elements?.count == 3)
    #expect(layers?[1]["outbound_nodes"] == [.string("\(shared)[2]"), "head two words[0]"])
    #expect(layers?[0]["inbound_nodes"] == [[]])
  }

  @Test func chainShowsConnectionsOnlyWhereAsked() throws {
    let summary = try Fixture.reader("seed6_simple_rnn").network.resolved().summary()
    #expect(!summary.text().contains("Connected to"))
    #expect(summary.text(showsGraph: true).contains("input_layer[0][0]"))
  }
}
