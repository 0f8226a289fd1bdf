import Records
import Testing

@testable import Reports

/// Above 100 % of the peak a network with filtered convolutions has another reason than the others.
@Suite struct FewerProductsTests {
  private func subject(_ model: String, kernels: String? = nil) -> BenchmarkCase {
    BenchmarkCase(model: model, batchSize: 8, kernels: kernels)
  }

  @Test func theNetworkAndItsKernelsTell() {
    #expect(subject("conv").usesMinimalFiltering(nil))
    #expect(!subject("conv", kernels: "direct").usesMinimalFiltering(nil))
    #expect(!subject("denoise").usesMinimalFiltering(nil))
    #expect(!subject("unknown").usesMinimalFiltering(nil))
  }

  @Test func theMarkIsTheNetworks() throws {
    let model = try realisticModel()
    let conv = try #require(model.groups.first { $0.subject.model == "conv" })
    #expect(model.ceilingMark(of: conv.subject) == fewerProductsMark)
    #expect(model.ceilingMark(of: subject("denoise")) == aboveCeilingMark)
    #expect(model.sharingLegend.contains("- ‡: more than the machine's peak, as convolutions"))
    #expect(try !exampleModel().sharingLegend.contains("‡"))
  }

  /// Evidence has the share without a table's legend close by, and no less the mark.
  @Test func theMostArithmeticHasTheMark() throws {
    func evidence(_ shares: [String: Double]) throws -> String {
      var run = RealisticRun(threads: [1, 2], processes: 1, shares: shares)
      let page = try ReportModel(name: "run", log: run.log()).markdown(chartName: nil)
      let row = page.split(separator: "\n").first { $0.hasPrefix("| most arithmetic | ") }
      return String(try #require(row))
    }
    #expect(try evidence(["conv": 1.7]).contains(#/, 1\d\d % ‡ of peak \(conv/#))
    #expect(try evidence(["denoise": 1.7]).contains(#/, 1\d\d % † of peak \(denoise/#))
    #expect(try evidence([:]).contains(#/, \d\d % of peak /#))
  }
}
