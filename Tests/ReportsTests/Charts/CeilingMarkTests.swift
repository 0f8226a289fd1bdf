import Records
import Testing

@testable import Reports

/// What charts say about other libraries and about networks above their limit.
@Suite struct CeilingMarkTests {
  private func labels(of chart: PlotChart?) throws -> [String] {
    try #require(chart).panels.flatMap(\.lines).flatMap(\.points).map(\.label)
      .filter { !$0.isEmpty }
  }

  private func model(threads: [Int] = [1, 2], share: [String: Double]) throws -> ReportModel {
    var run = RealisticRun(threads: threads, processes: 1, shares: share)
    return try ReportModel(name: "run", log: run.log())
  }

  @Test func aNetworkAboveTheLimitHasTheMarkOfTheTablesAndItsReason() throws {
    let model = try model(share: ["conv": 1.3])
    for chart in [model.sizeChart, model.rooflineChart] {
      #expect(try labels(of: chart).contains("conv ‡"))
      #expect(try labels(of: chart).contains("denoise"))
      #expect(chart?.description.contains(" ‡: \(ReportModel.fewerProductsText).") == true)
      #expect(chart?.description.contains("†") == false)
    }
    let dense = try self.model(share: ["denoise": 1.3])
    #expect(try labels(of: dense.sizeChart).contains("denoise †"))
    #expect(dense.sizeChart?.description.contains("†: above the limit, which") == true)
  }

  @Test func panelsHaveItBehindTheNetworksName() throws {
    let chart = try #require(
      try model(threads: [1, 2, 3, 4], share: ["conv": 1.3]).throughputChart)
    #expect(chart.panels.map(\.title).contains("conv ‡"))
    #expect(chart.description.contains("‡: more than"))
  }

  @Test func withoutSuchANetworkThereIsNoMark() throws {
    let model = try model(share: [:])
    for chart in [model.sizeChart, model.rooflineChart] {
      #expect(try labels(of: chart).contains("conv"))
      #expect(chart?.description.contains("‡") == false)
    }
  }
}
