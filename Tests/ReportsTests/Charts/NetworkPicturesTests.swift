import Networks
import Records
import Testing

@testable import Reports

@Suite struct NetworkPicturesTests {
  @Test func everyNetworkOfTheRunFoldsOutOnce() throws {
    let section = try #require(try realisticModel().networkSection)
    let pictures = section.blocks.map { if case .html(let text) = $0 { text } else { "" } }
    #expect(pictures.count == 6)
    #expect(
      pictures[0].hasPrefix(
        "<details>\n<summary>pair: 2 layers, 6 parameters</summary>\n<div class"))
    #expect(pictures[3].contains("<summary>digits: "))
    #expect(pictures[3].contains("(None, 10) · 7,850"))
    for picture in pictures { #expect(picture.utf8.count < 6_000) }
    // They are for browsers alone.
    #expect(try !realisticModel().markdown(chartName: nil).contains("Networks"))
  }

  /// Half a sheet has no room for the height of a tall one.
  @Test func aTallNetworkIsDrawnInParts() throws {
    let run = try #require(CommittedRuns.index.runs.first { $0.name == "2026-11-28-lab-zen5" })
    let pictures = try #require(run.networkSection).blocks.compactMap { block in
      if case .html(let text) = block { text } else { nil }
    }
    let tall = pictures.filter { $0.components(separatedBy: "<svg").count == 3 }
    #expect(tall.count == 1 && tall[0].contains("<summary>resnet-8: "))
    #expect(tall[0].hasPrefix("<details class=\"tall\">"))
  }

  /// All of a sheet has no room for the width of a broad one, so that its sheet lies on its side.
  @Test(arguments: [(4, "wide"), (6, "wide broad")])
  func aBroadNetworkIsPrintedOnItsSide(branches: Int, kinds: String) throws {
    let picture = try NetworkPictures.html(name: "broad", broadNetwork(branches: branches))
    #expect(picture.hasPrefix("<details class=\"\(kinds)\">"))
  }

  /// What the catalogue has by that name today may be another network than the one that was measured.
  @Test func networksOfOtherCountsAreNotDrawn() throws {
    var replicates = twoThreadReplicates()
    for index in replicates.indices { replicates[index].parameterCount += 1 }
    #expect(try model(of: replicates).networkSection == nil)
    for index in replicates.indices { replicates[index].subject.model = "unknown" }
    #expect(try model(of: replicates).networkSection == nil)
  }
}

/// A network of several branches side by side, of which a sheet upright has room for four.
func broadNetwork(branches: Int) throws -> ResolvedNetwork {
  let input = TensorReference(layer: "input")
  let layers = (1...branches).map {
    LayerDescription("branch_\($0)_of_many_units", Dense(units: 3))
  }
  return try NetworkDescription(
    name: "broad",
    layers: [NetworkLayer(LayerDescription("input", InputLayer([4])), calls: [[]])]
      + layers.map { NetworkLayer($0, calls: [[input]]) }
      + [
        NetworkLayer(
          LayerDescription("together", Concatenate()),
          calls: [LayerCall(layers.map { TensorReference(layer: $0.name) })])
      ],
    outputs: [TensorReference(layer: "together")]
  ).resolved()
}
