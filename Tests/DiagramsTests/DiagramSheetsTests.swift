import Networks
import Testing

@testable import Diagrams

@Suite struct DiagramSheetsTests {
  @Test func whatFitsIsNotCut() {
    #expect(DiagramSheets(height: 100, limit: 100, sparing: [0...40, 60...100]).parts == [0...100])
  }

  @Test func aTallOneIsCutBetweenBoxesIntoPartsOfAboutOneHeight() {
    let boxes = (0..<30).map { 66 * Double($0)...66 * Double($0) + 40 }
    let parts = DiagramSheets(height: 1954, limit: 1000, sparing: boxes).parts
    #expect(parts.count == 2)
    #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == 1954)
    #expect(parts[0].upperBound == parts[1].lowerBound)
    for part in parts {
      #expect(part.upperBound - part.lowerBound <= 1000)
      // No box reaches from one part into the next.
      #expect(boxes.allSatisfy { !($0.lowerBound..<$0.upperBound).contains(part.upperBound) })
    }
    #expect(abs(parts[0].upperBound - 977) <= 33)
  }

  @Test func whereNoPlaceIsFreeABoxIsCut() {
    let parts = DiagramSheets(height: 250, limit: 100, sparing: [0...250]).parts
    #expect(parts.count == 3)
    #expect(parts.allSatisfy { $0.upperBound - $0.lowerBound <= 100 })
  }

  /// A chain of dense layers, of which a sheet holds 13.
  private func chain(_ count: Int) throws -> ResolvedNetwork {
    try NetworkDescription(
      sequential: "chain", input: [4],
      layers: (0..<count).map { LayerDescription("dense_\($0)", Dense(units: 3)) }
    ).resolved()
  }

  @Test func everyBoxOfATallNetworkIsInOnePicture() throws {
    let network = try chain(30)
    let diagram = NetworkDiagram(network), pictures = diagram.inlineSVGs(of: network)
    #expect(pictures.count > 1 && !diagram.isWide)
    for layer in network.layers {
      #expect(pictures.count { $0.contains(">\(layer.name) (") } == 1, "\(layer.name)")
    }
    #expect(pictures.count { $0.contains("Where the") } == 1)
    #expect(pictures.last?.contains("Where the") == true)
    let few = try chain(3)
    #expect(NetworkDiagram(few).inlineSVGs(of: few).count == 1)
  }
}
