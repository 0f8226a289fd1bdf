import Testing

@testable import Reports

@Suite struct TrackerFormatTests {
  @Test func servicesAndViewersHaveTheirTexts() throws {
    let model = try modelOfThreeCells()
    expectEqual(try ReportFormat.bmf.text(of: model), bencher)
    expectEqual(try ReportFormat.githubAction.text(of: model), action)
    expectEqual(try ReportFormat.jmh.text(of: model), harness)
  }
}

private let bencher = """
  {
    "denoise, batch 128, 1 thread" : {
      "latency" : {
        "value" : 1500000
      },
      "throughput" : {
        "value" : 85333.33333333333
      }
    },
    "pair, batch 32, 1 thread" : {
      "latency" : {
        "lower_value" : 1791,
        "upper_value" : 2211,
        "value" : 2000
      },
      "throughput" : {
        "lower_value" : 14473089.09995477,
        "upper_value" : 17867113.344500277,
        "value" : 16000000
      }
    }
  }

  """

private let action = """
  [
    {
      "extra" : "step 2.00 µs [1.79, 2.21]\\nspeed-up 1.0×\\nof peak 0.102 % [0.093, \
  0.114]\\ncommit abc1234",
      "name" : "pair, batch 32, 1 thread",
      "range" : "± 1.69701e+06",
      "unit" : "samples/s",
      "value" : 16000000
    },
    {
      "extra" : "step 1.5 ms\\nspeed-up 1.0×\\nof peak 71 %\\ncommit abc1234",
      "name" : "denoise, batch 128, 1 thread",
      "unit" : "samples/s",
      "value" : 85333.33333333333
    }
  ]

  """

private let harness = """
  [
    {
      "benchmark" : "gradmark.pair",
      "forks" : 3,
      "measurementBatchSize" : 1,
      "measurementIterations" : 2,
      "measurementTime" : "single-shot",
      "mode" : "thrpt",
      "params" : {
        "batch" : "32"
      },
      "primaryMetric" : {
        "rawData" : [
          [
            16000000,
            16000000
          ],
          [
            14545454.545454545,
            14545454.545454545
          ],
          [
            17777777.77777778,
            17777777.77777778
          ]
        ],
        "score" : 16000000,
        "scoreConfidence" : [
          14473089.09995477,
          17867113.344500277
        ],
        "scoreError" : 1697012.1222727532,
        "scorePercentiles" : {
          "0.0" : 14545454.545454545,
          "100.0" : 17777777.77777778,
          "50.0" : 16000000,
          "90.0" : 17777777.77777778,
          "95.0" : 17777777.77777778,
          "99.0" : 17777777.77777778,
          "99.9" : 17777777.77777778,
          "99.99" : 17777777.77777778,
          "99.999" : 17777777.77777778,
          "99.9999" : 17777777.77777778
        },
        "scoreUnit" : "samples/s"
      },
      "secondaryMetrics" : {

      },
      "threads" : 1,
      "warmupBatchSize" : 1,
      "warmupIterations" : 0,
      "warmupTime" : "single-shot"
    },
    {
      "benchmark" : "gradmark.denoise",
      "forks" : 1,
      "measurementBatchSize" : 1,
      "measurementIterations" : 2,
      "measurementTime" : "single-shot",
      "mode" : "thrpt",
      "params" : {
        "batch" : "128"
      },
      "primaryMetric" : {
        "rawData" : [
          [
            128000,
            64000
          ]
        ],
        "score" : 85333.33333333333,
        "scoreConfidence" : [
          "NaN",
          "NaN"
        ],
        "scoreError" : "NaN",
        "scorePercentiles" : {
          "0.0" : 64000,
          "100.0" : 128000,
          "50.0" : 96000,
          "90.0" : 121600,
          "95.0" : 124800,
          "99.0" : 127360,
          "99.9" : 127936,
          "99.99" : 127993.59999999999,
          "99.999" : 127999.35999999999,
          "99.9999" : 127999.936
        },
        "scoreUnit" : "samples/s"
      },
      "secondaryMetrics" : {

      },
      "threads" : 1,
      "warmupBatchSize" : 1,
      "warmupIterations" : 0,
      "warmupTime" : "single-shot"
    }
  ]

  """
