import Networks
import Testing

@Suite struct MinimalFilteringTests {
  /// Of the catalogue those with 3×3 taps, 16 channels and images that are large enough.
  @Test func convolutionsSayWhetherTheyAreFiltered() throws {
    func isFiltered(_ entry: Catalog.Entry) throws -> Bool {
      try entry.trainingNetwork.resolved().usesMinimalFiltering
    }
    #expect(try isFiltered(Catalog.conv))
    #expect(try !isFiltered(Catalog.denoise))
    #expect(try !isFiltered(Catalog.pair))
  }

  @Test func aSharedOrStridedOneIsNot() throws {
    func network(_ layer: Conv2D) throws -> ResolvedNetwork {
      try NetworkDescription(
        sequential: "n", input: [32, 32, 16], layers: [LayerDescription("conv", layer)]
      ).resolved()
    }
    #expect(try network(Conv2D(filters: 16, kernelSize: Size2D(3, 3))).usesMinimalFiltering)
    #expect(
      try !network(Conv2D(filters: 16, kernelSize: Size2D(3, 3), strides: Size2D(2, 2)))
        .usesMinimalFiltering)
    #expect(try !network(Conv2D(filters: 8, kernelSize: Size2D(3, 3))).usesMinimalFiltering)
    #expect(try !network(Conv2D(filters: 16, kernelSize: Size2D(5, 5))).usesMinimalFiltering)
  }
}
