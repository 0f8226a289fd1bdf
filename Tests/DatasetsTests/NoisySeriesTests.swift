import Datasets
import Testing

@Suite struct NoisySeriesTests {
  @Test func keepsShapesAndSeeds() {
    let data = NoisySeries.make(sampleCount: 50, seed: 1)
    #expect(data.inputs.dimensions == [50, 3, 1])
    #expect(data.targets.dimensions == [50, 1])
    #expect(data == NoisySeries.make(sampleCount: 50, seed: 1))
    #expect(data != NoisySeries.make(sampleCount: 50, seed: 2))
  }

  /// Where the middle value is large, the rule of the sine predicts far better than persistence.
  @Test func goesOnAsASineWould() {
    let data = NoisySeries.make(sampleCount: 1000, seed: 1)
    var (ruleError, persistenceError) = (Float(0), Float(0))
    for sample in 0..<1000 {
      let x = Array(data.inputs.elements[3 * sample..<3 * sample + 3])
      guard abs(x[1]) > 0.5 else { continue }
      let rule = (x[2] + x[0]) / x[1] * x[2] - x[1]
      let target = data.targets.elements[sample]
      ruleError += (rule - target) * (rule - target)
      persistenceError += (x[2] - target) * (x[2] - target)
    }
    #expect(persistenceError > 0)
    #expect(ruleError < persistenceError / 5)
  }
}
