import Networks
import Testing

@testable import Diagrams

@Suite struct NetworkDiagramTests {
  /// An input, two branches of one and two layers, and their sum.
  private func branches() throws -> ResolvedNetwork {
    func layer(_ name: String, _ layer: any Layer, _ sources: String...) -> NetworkLayer {
      NetworkLayer(
        LayerDescription(name, layer),
        calls: [LayerCall(sources.map { TensorReference(layer: $0) })])
    }
    return try NetworkDescription(
      name: "branches <1>",
      layers: [
        NetworkLayer(LayerDescription("in", InputLayer([4])), calls: [[]]),
        layer("long", Dense(units: 3), "in"), layer("longer", Dense(units: 3), "long"),
        layer("short", Dense(units: 3), "in"),
        layer("sum", Merging(.add), "longer", "short", "in2"),
        NetworkLayer(LayerDescription("in2", InputLayer([3])), calls: [[]]),
      ], outputs: [TensorReference(layer: "sum")]
    ).resolved()
  }

  @Test func everyLayerStandsBelowWhatItTakesFrom() throws {
    let diagram = NetworkDiagram(try branches())
    let y = diagram.boxes.map(\.y)
    #expect(y[0] < y[1] && y[1] < y[2] && y[0] < y[3] && y[2] < y[4] && y[5] < y[4])
    #expect(diagram.arrows.count == 6)
    for arrow in diagram.arrows {
      #expect(arrow.points.first!.y < arrow.points.last!.y)
    }
  }

  @Test func nothingOverlaps() throws {
    let diagram = NetworkDiagram(try branches())
    for (index, box) in diagram.boxes.enumerated() {
      #expect(box.x >= 0 && box.x + box.width <= diagram.width + 0.01)
      for other in diagram.boxes.dropFirst(index + 1) {
        #expect(
          box.x + box.width <= other.x || other.x + other.width <= box.x
            || box.y + box.height <= other.y || other.y + other.height <= box.y)
      }
      // An arrow that passes a row keeps to its lane.
      for point in diagram.arrows.flatMap({ $0.points.dropFirst().dropLast() }) {
        let isInside =
          point.x > box.x && point.x < box.x + box.width && point.y > box.y
          && point.y < box.y + box.height
        #expect(!isInside)
      }
    }
  }

  @Test func pictureHasShapesCountsAndABar() throws {
    let network = try branches()
    let svg = NetworkDiagram(network).svg(of: network)
    #expect(svg.contains("branches &lt;1&gt;"))
    #expect(svg.contains("long (Dense)") && svg.contains("(None, 3) · 15"))
    #expect(svg.contains("Where the 42 parameters are"))
    #expect(svg.contains("long: 15, 36 %"))
  }

  @Test func networksInsideAreFrames() throws {
    let inner = NetworkDescription(
      sequential: "inner", input: [4], layers: [LayerDescription("deep", Dense(units: 2))])
    let outer = NetworkDescription(
      sequential: "outer", input: [4], layers: [LayerDescription("inner", NestedModel(inner))])
    let diagram = NetworkDiagram(try outer.resolved())
    let frame = try #require(diagram.boxes.last)
    let inside = try #require(frame.inside.first)
    #expect(inside.boxes.last?.title == "deep (Dense)")
    #expect(inside.height < frame.height && inside.width < frame.width)
  }

  @Test func networksInsideAreGroupsOfAChart() throws {
    let inner = NetworkDescription(
      sequential: "inner", input: [4], layers: [LayerDescription("#\"<deep>", Dense(units: 2))])
    let outer = NetworkDescription(
      sequential: "outer", input: [4], layers: [LayerDescription("inner", NestedModel(inner))])
    #expect(
      MermaidChart.text(of: try outer.resolved()) == """
        flowchart TD
          n0["input_layer (InputLayer)<br/>(None, 4) · 0"]
          subgraph n1["inner (Sequential)<br/>(None, 2) · 10"]
            n1_0["input_layer (InputLayer)<br/>(None, 4) · 0"]
            n1_1["#35;#34;#60;deep#62; (Dense)<br/>(None, 2) · 10"]
            n1_0 --> n1_1
          end
          n0 --> n1

        """)
  }

  @Test func longChainsAreDrawnInTime() throws {
    let layers = (0..<2_000).map { LayerDescription("d\($0)", Dense(units: 2)) }
    let network = try NetworkDescription(sequential: "long", input: [2], layers: layers).resolved()
    #expect(NetworkDiagram(network).boxes.count == 2_001)
  }
}
