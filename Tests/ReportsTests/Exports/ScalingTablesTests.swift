import Records
import Testing

@testable import Reports

@Suite struct ScalingTableTests {
  @Test func lawsHaveColumnsWhereTheyAreFitted() throws {
    var example = pair([:])
    for threads in 1...6 {
      let step = 100 + 900 / Double(threads)
      example.microseconds[threads] = [step, step, step]
    }
    var replicate = example.replicate()
    for index in replicate.contestants.indices {
      replicate.contestants[index].isOversubscribed = false
    }
    let model = try model(of: [replicate])
    #expect(
      model.lawTable.markdown == """
        | network | batch | Amdahl's law | universal law |
        | :-- | --: | :-- | :-- |
        | pair | 32 | 10.00 % serial, off by 0.00 % | 10.00 % serial, 0.00 % for each \
        pair, off by 0.00 % |

        """)
    #expect(model.lawLegend.contains("are fitted to the relative times"))
  }

  @Test func weakScalingHasATable() throws {
    let model = try model(
      of: [
        denoise(batchSize: 8, [1: [100], 2: [60]]).replicate(),
        denoise(batchSize: 16, [1: [200], 2: [125]]).replicate(),
      ])
    #expect(
      model.weakScalingTable.markdown == """
        | network | samples for each thread | threads | weak efficiency |
        | :-- | --: | --: | --: |
        | denoise | 8 | 2 | 80 % |

        """)
    #expect(model.markdown(chartName: nil).contains("- weak efficiency: "))
  }
}
