import Foundation
import Records
import Testing

@testable import Reports

@Suite struct ReportFormatTests {
  @Test func pagesTablesAndProgramsHaveTheirTexts() throws {
    let model = try modelOfThreeCells()
    #expect(
      try ReportFormat.markdown.text(of: model)
        == model.markdown(chartName: nil, isBesideRecords: false))
    #expect(try ReportFormat.csv.text(of: model) == model.csv)
    expectEqual(try ReportFormat.json.text(of: model), json)
  }

  @Test func namesAreThoseOfTheCommandLine() {
    #expect(
      ReportFormat.allCases.map(\.rawValue)
        == ["markdown", "csv", "json", "jmh", "bmf", "github-action"])
  }
}

/// One verified cell with an interval, one without, and one that failed.
func modelOfThreeCells() throws -> ReportModel {
  var failed = denoise(batchSize: 8, [1: [100]])
  failed.digests = [1: "aa"]
  var broken = failed.replicate()
  broken.contestants[0].failure = "the loss is not finite"
  return try ReportModel(
    name: "run",
    log: exampleLog(
      of: replicates(of: [pair([1: [2, 2]])]) + [
        denoise(batchSize: 128, [1: [1000, 2000]]).replicate(), broken,
      ]))
}

private let json = """
  {
    "cells" : [
      {
        "allocatedBytesPerStep" : 0,
        "batchSize" : 32,
        "blocks" : 6,
        "bound" : null,
        "busyCPUs" : null,
        "ceilingEfficiency" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "coreLatencySeconds" : null,
        "dataDigest" : null,
        "disturbance" : null,
        "disturbedBlocks" : 0,
        "efficiency" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "exchange" : null,
        "failure" : null,
        "farOutliers" : 0,
        "finalLoss" : 0.03125,
        "firstStepSeconds" : null,
        "flopsPerSecond" : {
          "high" : 285873813.51200444,
          "low" : 231569425.59927633,
          "value" : 256000000
        },
        "form" : null,
        "gradmarkIs" : null,
        "intensityFlopsPerByte" : null,
        "isOversubscribed" : false,
        "isVerified" : true,
        "kernels" : null,
        "library" : "gradmark",
        "lossDeviation" : null,
        "mildOutliers" : 0,
        "model" : "pair",
        "parameterCount" : 6,
        "peakMemoryBytes" : 3145728,
        "peakShare" : {
          "high" : 0.001137777777777778,
          "low" : 0.0009309090909090909,
          "value" : 0.001024
        },
        "phases" : null,
        "processes" : 3,
        "ranks" : 1,
        "reduction" : null,
        "refusal" : null,
        "roofFlopsPerSecond" : null,
        "samplesPerSecond" : {
          "high" : 17867113.344500277,
          "low" : 14473089.09995477,
          "value" : 16000000
        },
        "secondsPerStep" : {
          "high" : 2.211e-06,
          "low" : 1.791e-06,
          "value" : 2e-06
        },
        "serialShare" : null,
        "speedup" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "speedupOfProcesses" : null,
        "speedupPairs" : 6,
        "stepSecondsByPercentile" : {
          "0" : 1.782e-06,
          "1" : 1.782783e-06,
          "10" : 1.782783e-06,
          "100" : 2.222e-06,
          "25" : 1.818623e-06,
          "5" : 1.782783e-06,
          "50" : 1.980415e-06,
          "75" : 2.179071e-06,
          "90" : 2.222e-06,
          "95" : 2.222e-06,
          "99" : 2.222e-06,
          "99.9" : 2.222e-06
        },
        "stepsPerSample" : 10,
        "threads" : 1,
        "timeOfThreadsOverRanks" : null,
        "timeOverGradmark" : null,
        "timeOverGradmarkOfProcesses" : null,
        "verdict" : null,
        "warmAfterSteps" : null,
        "weightsDigest" : "0123456789abcdef",
        "workerBusyShare" : null,
        "workersThatTookPart" : 1
      },
      {
        "allocatedBytesPerStep" : null,
        "batchSize" : 8,
        "blocks" : null,
        "bound" : null,
        "busyCPUs" : null,
        "ceilingEfficiency" : null,
        "coreLatencySeconds" : null,
        "dataDigest" : null,
        "disturbance" : null,
        "disturbedBlocks" : null,
        "efficiency" : null,
        "exchange" : null,
        "failure" : "the loss is not finite",
        "farOutliers" : null,
        "finalLoss" : null,
        "firstStepSeconds" : null,
        "flopsPerSecond" : null,
        "form" : null,
        "gradmarkIs" : null,
        "intensityFlopsPerByte" : null,
        "isOversubscribed" : false,
        "isVerified" : false,
        "kernels" : null,
        "library" : "gradmark",
        "lossDeviation" : null,
        "mildOutliers" : null,
        "model" : "denoise",
        "parameterCount" : 397065,
        "peakMemoryBytes" : 1048576,
        "peakShare" : null,
        "phases" : null,
        "processes" : null,
        "ranks" : 1,
        "reduction" : null,
        "refusal" : null,
        "roofFlopsPerSecond" : null,
        "samplesPerSecond" : null,
        "secondsPerStep" : null,
        "serialShare" : null,
        "speedup" : null,
        "speedupOfProcesses" : null,
        "speedupPairs" : null,
        "stepSecondsByPercentile" : null,
        "stepsPerSample" : null,
        "threads" : 1,
        "timeOfThreadsOverRanks" : null,
        "timeOverGradmark" : null,
        "timeOverGradmarkOfProcesses" : null,
        "verdict" : null,
        "warmAfterSteps" : null,
        "weightsDigest" : "aa",
        "workerBusyShare" : null,
        "workersThatTookPart" : null
      },
      {
        "allocatedBytesPerStep" : 0,
        "batchSize" : 128,
        "blocks" : 2,
        "bound" : null,
        "busyCPUs" : null,
        "ceilingEfficiency" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "coreLatencySeconds" : null,
        "dataDigest" : null,
        "disturbance" : null,
        "disturbedBlocks" : 0,
        "efficiency" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "exchange" : null,
        "failure" : null,
        "farOutliers" : 0,
        "finalLoss" : 0.03125,
        "firstStepSeconds" : null,
        "flopsPerSecond" : {
          "high" : null,
          "low" : null,
          "value" : 157866666666.66666
        },
        "form" : null,
        "gradmarkIs" : null,
        "intensityFlopsPerByte" : null,
        "isOversubscribed" : false,
        "isVerified" : true,
        "kernels" : null,
        "library" : "gradmark",
        "lossDeviation" : null,
        "mildOutliers" : 0,
        "model" : "denoise",
        "parameterCount" : 397065,
        "peakMemoryBytes" : 1048576,
        "peakShare" : {
          "high" : null,
          "low" : null,
          "value" : 0.7104
        },
        "phases" : null,
        "processes" : 1,
        "ranks" : 1,
        "reduction" : null,
        "refusal" : null,
        "roofFlopsPerSecond" : null,
        "samplesPerSecond" : {
          "high" : null,
          "low" : null,
          "value" : 85333.33333333333
        },
        "secondsPerStep" : {
          "high" : null,
          "low" : null,
          "value" : 0.0015
        },
        "serialShare" : null,
        "speedup" : {
          "high" : null,
          "low" : null,
          "value" : 1
        },
        "speedupOfProcesses" : null,
        "speedupPairs" : 2,
        "stepSecondsByPercentile" : {
          "0" : 0.00099,
          "1" : 0.000990380031,
          "10" : 0.000990380031,
          "100" : 0.00202,
          "25" : 0.000990380031,
          "5" : 0.000990380031,
          "50" : 0.001010302975,
          "75" : 0.001980760063,
          "90" : 0.00202,
          "95" : 0.00202,
          "99" : 0.00202,
          "99.9" : 0.00202
        },
        "stepsPerSample" : 1,
        "threads" : 1,
        "timeOfThreadsOverRanks" : null,
        "timeOverGradmark" : null,
        "timeOverGradmarkOfProcesses" : null,
        "verdict" : null,
        "warmAfterSteps" : null,
        "weightsDigest" : "fedcba9876543210",
        "workerBusyShare" : null,
        "workersThatTookPart" : 1
      }
    ],
    "files" : {

    },
    "logHead" : "0000000000000000000000000000000000000000000000000000000000000000",
    "machine" : {
      "C library" : "glibc 2.36",
      "CPU" : "AMD EPYC",
      "allocator" : "jemalloc 5.3.0",
      "boost" : "none",
      "caches" : "L1d 48 KiB, L2 1 MiB",
      "commit" : "abc1234",
      "compiler" : "Swift 6.3.1",
      "container" : "none",
      "distribution" : "Debian GNU/Linux 12 (bookworm)",
      "flags" : "-Ounchecked",
      "governor" : "none",
      "huge pages" : "madvise",
      "hypervisor" : "unnamed",
      "kernel" : "Linux 6.1.0",
      "kind" : "vendor none, family none, model none, stepping none, microcode none",
      "memory" : "23.5 GiB",
      "open flaws" : "none",
      "program" : "none",
      "quota" : "none",
      "sources" : "those of the commit",
      "target CPU" : "native, 16 floats a vector",
      "topology" : "2 CPUs, 2 cores, 1 socket, 1 NUMA node; SMT off",
      "usable CPUs" : "2: 0-1",
      "vectors" : "avx2 fma"
    },
    "measured" : [
      "2026-01-31T12:00:00Z",
      "2026-01-31T12:03:00Z"
    ],
    "name" : "run",
    "noiseFloor" : null,
    "planDigest" : "76e3fd11b643e1dd614888b4b70924c0fbea26687a65872a290995daa29edc66",
    "processesStarted" : 5,
    "processesUsed" : 5,
    "qualities" : [

    ],
    "seed" : 7
  }

  """
