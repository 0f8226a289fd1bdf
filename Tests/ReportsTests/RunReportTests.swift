import Foundation
import Records
import Testing

@testable import Reports

@Suite struct RunReportTests {
  @Test func theReadmeHasTheseLines() {
    expectEqual(exampleModel.markdown(chartName: "scaling.svg"), readme)
  }

  @Test func theTableHasTheseLines() {
    expectEqual(exampleModel.csv, table)
  }

  @Test func aRunsFilesAreWrittenFromItsRecords() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/\(exampleModel.name)")
      try folder.create()
      for record in twoThreadRecords() { try folder.records.append(record) }
      #expect(try folder.writeReports() == exampleModel)
      let contents = ["README.md", "table.csv", "scaling.svg"].map {
        try? String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8)
      }
      #expect(contents == [readme, table, exampleModel.scalingChart?.svg])
    }
  }

  @Test func aRunOfOneThreadCountHasNoChart() {
    let records = twoThreadRecords().filter { $0.cell.threads == 1 }
    let report = RunReport(ReportModel(name: "run", records: records))
    #expect(report.files.map(\.name) == ["README.md", "table.csv"])
    #expect(report.files[0].text.contains("scaling.svg") == false)
  }
}

private let readme = """
  # 2026-01-31-amd-epyc-2c

  Made by `gradmark` from [`records.jsonl`](records.jsonl); the same numbers, unrounded, are in \
  [`table.csv`](table.csv).

  5 of 6 cells are verified; the others have a reason in place of times.

  ![Scaling with the number of threads](scaling.svg)

  ## Failures

  | network | batch | threads | failure |
  | :-- | --: | --: | :-- |
  | denoise | 1,024 | 2 | weights after 16 steps differ between 2 and 1 threads |

  ## Throughput and scaling

  | network | batch | threads | samples/s | step | speed-up | efficiency | arithmetic | of peak |
  | :-- | --: | --: | --: | --: | --: | --: | --: | --: |
  | pair | 32 | 1 | 16.0 M | 2.00 µs [2.00, 2.00] | 1.00× | 100 % | 256 MFLOP/s | 0.102 % |
  | pair | 32 | 2 | 8.00 M | 4.00 µs [4.00, 5.00] | 0.500× [0.400, 0.500] | 25.0 % | 128 \
  MFLOP/s | 0.0256 % |
  | denoise | 128 | 1 | 59.5 k | 2.15 ms [2.00, 2.40] | 1.00× | 100 % | 110 GFLOP/s | 44.1 % |
  | denoise | 128 | 2 | 119 k | 1.07 ms [1.00, 1.25] | 2.00× [1.92, 2.00] | 100 % | 220 GFLOP/s \
  | 44.1 % |
  | denoise | 1,024 | 1 | 64.0 k | 16.0 ms | 1.00× | 100 % | 118 GFLOP/s | 47.4 % |

  ## Steps, memory, results

  | network | batch | threads | p50 | p90 | p99 | steps/sample | allocated | final loss | \
  weights |
  | :-- | --: | --: | --: | --: | --: | --: | --: | --: | :-- |
  | pair | 32 | 1 | 2.00 µs | 2.02 µs | 2.02 µs | 10 | 0 B | 0.03125 | `0123456789ab` |
  | pair | 32 | 2 | 4.04 µs | 4.86 µs | 5.04 µs | 10 | 100 B | 0.03125 | `0123456789ab` |
  | denoise | 128 | 1 | 2.15 ms | 2.37 ms | 2.42 ms | 1 | 0 B | 0.03125 | `fedcba987654` |
  | denoise | 128 | 2 | 1.07 ms | 1.23 ms | 1.26 ms | 1 | 100 B | 0.03125 | `fedcba987654` |
  | denoise | 1,024 | 1 | 16.0 ms | 16.2 ms | 16.2 ms | 1 | 0 B | 0.03125 | `fedcba987654` |

  - step: mean over all steps of a round, then median over rounds; in brackets its 95 % \
  confidence interval.
  - samples/s, arithmetic: from that step time; the arithmetic is the model's alone.
  - speed-up: one thread's time over this one's in rounds measured in turn, with its 95 % \
  confidence interval; efficiency: speed-up over threads.
  - of peak: arithmetic over that of a loop of fused multiply-adds, measured in the same rounds \
  on as many threads.
  - p50, p90, p99: quantiles of single steps; where one step is too short for the clock, of \
  means over 'steps/sample' steps.
  - allocated: heap memory that all workers asked for in a steady step.
  - weights: start of the SHA-256 of the weights after training.

  ## Machine

  | fact | value |
  | :-- | :-- |
  | CPU | AMD EPYC |
  | vectors | avx2 fma |
  | cores | 2, 2 physical, 2 usable |
  | caches | L1d 48 KiB, L2 1 MiB |
  | memory | 23.5 GiB |
  | hypervisor | yes |
  | governor | — |
  | huge pages | madvise |
  | kernel | Linux 6.1.0 |
  | compiler | Swift 6.3.1 |
  | flags | -Ounchecked |
  | target CPU | native, 16 floats a vector |
  | allocator | jemalloc 5.3.0 |
  | commit | abc1234 |
  | measured | 2026-01-31T12:01:00Z to 2026-01-31T12:02:00Z |
  | seed | 7 |
  | highest load average | 0.25 |
  | highest steal time | 0.500 % |

  """

private let table = """
  model,parameters,batch_size,threads,oversubscribed,verified,failure,samples_per_second,\
  samples_per_second_low,samples_per_second_high,step_seconds,step_seconds_low,\
  step_seconds_high,speedup,speedup_low,speedup_high,efficiency,efficiency_low,efficiency_high,\
  flops_per_second,flops_per_second_low,flops_per_second_high,peak_share,peak_share_low,\
  peak_share_high,step_seconds_p50,step_seconds_p90,step_seconds_p99,steps_per_group,rounds,\
  allocated_bytes_per_step,final_loss,weights_sha256
  pair,6,32,1,false,true,,1.6e+07,1.6e+07,1.6e+07,2e-06,2e-06,2e-06,1,,,1,,,2.56e+08,2.56e+08,\
  2.56e+08,0.001024,0.001024,0.001024,2e-06,2.02e-06,2.02e-06,10,6,0,0.03125,0123456789abcdef
  pair,6,32,2,false,true,,8e+06,6.4e+06,8e+06,4e-06,4e-06,5e-06,0.5,0.4,0.5,0.25,0.2,0.25,\
  1.28e+08,1.024e+08,1.28e+08,0.000256,0.0002048,0.000256,4.04e-06,4.859e-06,5.039e-06,10,6,100,\
  0.03125,0123456789abcdef
  denoise,397065,128,1,false,true,,59534.9,53333.3,64000,0.00215,0.002,0.0024,1,,,1,,,\
  1.1014e+11,9.86667e+10,1.184e+11,0.440797,0.394667,0.4736,0.0021495,0.0023707,0.00241872,1,6,\
  0,0.03125,fedcba9876543210
  denoise,397065,128,2,false,true,,119070,102400,128000,0.001075,0.001,0.00125,2,1.91667,2,1,\
  0.958333,1,2.20279e+11,1.8944e+11,2.368e+11,0.440797,0.37888,0.4736,0.00107475,0.00123495,\
  0.00125975,1,6,100,0.03125,fedcba9876543210
  denoise,397065,1024,1,false,true,,64000,,,0.016,,,1,,,1,,,1.184e+11,,,0.4736,,,0.016,0.01616,\
  0.01616,1,3,0,0.03125,fedcba9876543210
  denoise,397065,1024,2,false,false,weights after 16 steps differ between 2 and 1 \
  threads,,,,,,,,,,,,,,,,,,,,,,,,,,ffff

  """
