import Foundation
import Records
import Testing

@testable import Reports

@Suite struct RunFilesTests {
  @Test func theReadmeHasTheseLines() throws {
    expectEqual(try exampleModel().markdown(chartName: "scaling.svg"), readme)
  }

  @Test func theTableHasTheseLines() throws {
    expectEqual(try exampleModel().csv, table)
  }

  @Test func aRunsFilesAreWrittenFromItsLog() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      try folder.write(exampleLog(of: twoThreadReplicates()))
      let model = try folder.writeReports()
      #expect(try model == ReportModel(name: "run", log: folder.logFile.log()))
      #expect(model.evidence.head.count == 64 && model.evidence.chainFault == nil)
      let contents = ["README.md", "table.csv", "scaling.svg"].map {
        try? String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8)
      }
      #expect(
        contents
          == [
            model.markdown(chartName: "scaling.svg"), table,
            try exampleModel().speedupChart?.drawing.svg,
          ])
    }
  }

  /// A run may be measured into any folder; its README leads to that over all runs where there is one.
  @Test func aReadmeHasNoDeadLink() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      try folder.write(exampleLog(of: twoThreadReplicates()))
      func isListed() throws -> Bool {
        try folder.writeReports()
        let readme = try String(contentsOfFile: "\(folder.path)/README.md", encoding: .utf8)
        return readme.contains("[All machines and runs](../README.md).\n")
      }
      #expect(try !isListed())
      // That of something else.
      try RunFolder(path: path).write("# Results\n\nOf my own.\n", as: "README.md")
      #expect(try !isListed())
      try RunFolder(path: path).write(ResultsIndex([]).markdown, as: "README.md")
      #expect(try isListed())
    }
  }

  @Test func aRunOfOneThreadCountHasNoChart() throws {
    let report = RunFiles(try model(of: [pair([1: [2, 2]]).replicate()]), isListed: false)
    #expect(
      report.files.map(\.name) == ["README.md", "table.csv", "steps.svg"])
    #expect(report.files[0].text.contains("scaling.svg") == false)
    #expect(report.files[0].text.contains("## Scaling") == false)
  }

  /// Another session met another load, even on the same machine.
  @Test func otherLibrariesOfAnotherSessionStayOutOfTheRun() throws {
    try withTemporaryFolder { path in
      let folder = RunFolder(path: "\(path)/run")
      try folder.create()
      try folder.write(exampleLog(of: twoThreadReplicates()))
      func page() throws -> String {
        try folder.writeReports()
        return try String(contentsOfFile: "\(folder.path)/report.html", encoding: .utf8)
      }
      let alone = try page()
      try PeerFile(folder: RunFolder(path: path), name: "peers-run").write(examplePeerRecords())
      #expect(try page() == alone)
    }
  }

  @Test func phasesHaveATableWhereARunLookedIntoThem() throws {
    var replicate = pair([2: [1]]).replicate()
    replicate.contestants[0].phases = Replicate.PhaseTimes(
      forward: 30, backward: 40, reduce: 5, update: 15, waiting: 10, other: 0)
    #expect(
      try model(of: [replicate]).phaseTable.markdown == """
        | network | batch | forward, 2 threads | backward, 2 threads | reduce, 2 threads | update, 2 \
        threads | waiting, 2 threads | other, 2 threads |
        | :-- | --: | --: | --: | --: | --: | --: | --: |
        | pair | 32 | 30.0 % | 40.0 % | 5.00 % | 15.0 % | 10.0 % | 0 % |

        """)
  }
}

private let readme = """
  # AMD EPYC, 2 of 2 cores, AVX2

  2026-01-31, run 2026-01-31-amd-epyc-2c, commit `abc1234`.

  **With 2 threads on 2 cores, large networks run 2.00× as fast as with one, medium ones \
  0.500×.** 5 of 6 cells are verified; the others have a reason in place of times. Equal trainers \
  that took turns differed by 1.00 %; none of 81 blocks was disturbed.

  ![2 threads run large networks 2.00× as fast](scaling.svg)

  Made by `gradmark` from [`records.jsonl`](records.jsonl); all numbers, unrounded, are in \
  [`table.csv`](table.csv), all charts in [`report.html`](report.html).

  ## Failures

  | network | batch | threads | failure |
  | :-- | --: | --: | :-- |
  | denoise | 1,024 | 2 | weights after 16 steps differ between 2 threads in process 0 and 1 \
  thread in process 0 |

  ## Throughput

  | network | batch | samples/s, 1 thread | samples/s, 2 threads | speed-up, 2 threads | of \
  peak, 2 threads | step, 2 threads |
  | :-- | --: | --: | --: | --: | --: | --: |
  | pair | 32 | 16.0 M | 7.7 M | 0.500× | 0.0256 % | 4.2 µs [3.7, 4.7] |
  | denoise | 128 | 59 k | 116 k | 2.00× | 43 % | 1.10 ms [0.98, 1.23] |
  | denoise | 1,024 | 64 k | failed | failed | failed | failed |

  Not measured in this run: of roof.

  - samples/s, arithmetic: from the time of a step; the arithmetic is the model's alone.
  - speed-up: one thread's time over this one's, the median over pairs of blocks that were \
  measured in turn, and so not the quotient of two columns; its interval, by the sign test, is \
  wide enough (98.33 %) for all speed-ups of this page to hold together with 95 %.
  - of peak: arithmetic over that of a loop of fused multiply-adds, measured before each block \
  on as many threads.
  - step: each process's mean over all steps of its blocks, and the median over processes; in \
  brackets its 95 % interval, from drawing processes and then steps within them anew. One \
  process alone has the median over rounds, with the interval of the sign test.
  - of roof: arithmetic over the lower of two limits, that loop and the memory stream times the \
  flops for each byte, and which limit is the lower one.
  - Numbers have the digits that their interval allows, and two where too little was measured for \
  one; [cannot be told]: an interval of so few pairs that it reaches beyond a hundred times the \
  number.
  - not shared: one worker took part by design, as the step is too short for two; what one \
  thread's number and this one differ by is no gain of threads, but one thread's work measured twice.
  - †: above 100 %, so that the ceiling was measured too low, under another load than the step.

  ## Scaling

  Noise floor within the session: 1.00 %, by which equal trainers differed that took turns in 1 \
  case, over 18 pairs of blocks. Sessions of one machine differ by more.

  | network | batch | speed-up, 2 threads | verdict, 2 threads | efficiency, 2 threads | of the \
  machine's, 2 threads | by process, 2 threads | best with |
  | :-- | --: | --: | :-- | --: | --: | --: | :-- |
  | pair | 32 | 0.500× [0.500, 0.500] | slower | 25.0 % | 25.0 % | [0.500, 0.500]× | 1 thread |
  | denoise | 128 | 2.00× [1.92, 2.00] | faster | 100.0 % | 100.0 % | [2.00, 2.00]× | 2 threads |

  - verdict: faster or slower where the interval and every process exclude 1 and the speed-up \
  lies beyond the noise floor within the session; inconclusive otherwise, which is not the same \
  as equal: too restless: the interval reaches to both sides of 1, so that more pairs or a calmer \
  machine could tell; within the noise: equal trainers differ by as much; processes differ: one of \
  them by itself says the opposite.
  - efficiency: speed-up over threads; of the machine's: speed-up over that of the loop of fused \
  multiply-adds, which is what the machine allowed.
  - by process: the least and the greatest median over the pairs of one process. The interval of \
  the speed-up takes all pairs for independent; a range that is much wider says that they are not.
  - best with: the thread count with the highest throughput, or others that may be as good: their \
  interval reaches that of the best, the noise floor within the session included, and no verdict \
  tells them apart.
  - not shared: one worker took part by design, as the step is too short for two; what one \
  thread's number and this one differ by is no gain of threads, but one thread's work measured twice.
  - †: above 100 %, so that the ceiling was measured too low, under another load than the step.

  ## From which size threads pay

  | network | a second thread pays from |
  | :-- | :-- |
  | pair | none for sure, of the sizes that were measured |
  | denoise | batch 128, 237 MFLOP in a step |

  - Amdahl's and the universal law: not fitted (2 points); they need 6 thread counts that have a \
  CPU for each thread.
  - a second thread pays from: the smallest batch from which on every larger one, too, is faster \
  with two threads.

  ## Steps, memory, results

  | network | batch | p50, 2 threads | p95, 2 threads | p99, 2 threads | max, 2 threads | \
  outliers, 2 threads |
  | :-- | --: | --: | --: | --: | --: | :-- |
  | pair | 32 | 4.04 µs | 5.45 µs | 5.56 µs | 5.56 µs | none |
  | denoise | 128 | 1.09 ms | 1.36 ms | 1.39 ms | 1.39 ms | none |
  | denoise | 1,024 | failed | failed | failed | failed | failed |

  Not measured in this run: warm after.

  - p50, p95, p99, max: single steps, or, where one is too short for the clock, means over \
  'steps/sample' steps; kept to three digits.
  - outliers: beyond 1.5 (mild) or 3 (far) interquartile ranges from the quartiles, by Tukey; \
  none is left out of any number.
  - warm after: the first steps until the running median of five samples stays within 5 % of the \
  steady median.

  ## What really ran

  | network | batch | took part, 2 threads | disturbed blocks, 2 threads | blocks, 2 threads | on \
  CPUs, 2 threads |
  | :-- | --: | :-- | --: | --: | :-- |
  | pair | 32 | 2 of 2 | 0 | 18 | 0, 1 |
  | denoise | 128 | 2 of 2 | 0 | 18 | 0, 1 |
  | denoise | 1,024 | failed | failed | failed | failed |

  Not measured in this run: workers busy, CPU / wall time.

  - took part: workers that did a task, of those asked for, in the process with the fewest.
  - disturbed blocks: those in which the machine was disturbed; they were measured again and do \
  not count where there are others.
  - workers busy: CPU time of the workers over wall time and workers, spinning included.
  - Processes stopped because: time was up (6), precise enough (3).
  - Most memory of a process: 3.00 MiB (pair, batch 32).

  ## Machine

  | fact | value |
  | :-- | :-- |
  | name | none, so that hosts of its kind cannot be told apart |
  | CPU | AMD EPYC |
  | kind | vendor none, family none, model none, stepping none, microcode none |
  | vectors | avx2 fma |
  | open flaws | none |
  | topology | 2 CPUs, 2 cores, 1 socket, 1 NUMA node; SMT off |
  | caches | L1d 48 KiB, L2 1 MiB |
  | memory | 23.5 GiB |
  | usable CPUs | 2: 0-1 |
  | quota | none |
  | governor | none |
  | boost | none |
  | huge pages | madvise |
  | hypervisor | unnamed |
  | container | none |
  | kernel | Linux 6.1.0 |
  | distribution | Debian GNU/Linux 12 (bookworm) |
  | C library | glibc 2.36 |
  | compiler | Swift 6.3.1 |
  | flags | -Ounchecked |
  | target CPU | native, 16 floats a vector |
  | allocator | jemalloc 5.3.0 |
  | commit | abc1234 |
  | sources | those of the commit |
  | program | none |
  | measured | 2026-01-31T12:00:00Z to 2026-01-31T12:03:00Z |
  | seed | 7 |
  | digits | drawn |
  | pinning | none |
  | highest load average as a process ended | 0.25 |

  ## Evidence

  | fact | value |
  | :-- | :-- |
  | verified | 5 of 6 cells |
  | mean speed-up of all shared cells | 1.00× with 2 threads |
  | best throughput | 16.0 M samples/s (pair, batch 32, 1 thread) |
  | most arithmetic | 215 GFLOP/s, 43 % of peak (denoise, batch 128, 2 threads) |
  | noise floor within the session | 1.00 % |
  | plan | `0b72baad72397df36859bf53015d5c6fb5904a1d5ca3a2533b49ca45aeb58b26` |
  | last line of the log | `0000000000000000000000000000000000000000000000000000000000000000` |
  | chain of digests | holds |
  | plans | 1 |
  | processes started | 9 |
  | processes used | 9 |
  | processes left out | none |
  | processes failed | 0 |
  | interruptions | 0 |
  | schema | 2.8 |

  """

private let table = """
  model,reduction,kernels,parameters,batch_size,threads,oversubscribed,verified,failure,samples_pe\
  r_second,samples_per_second_low,samples_per_second_high,peak_share,peak_share_low,peak_share_hig\
  h,step_seconds,step_seconds_low,step_seconds_high,flops_per_second,flops_per_second_low,flops_pe\
  r_second_high,intensity_flops_per_byte,roof_flops_per_second,bound,speedup,speedup_low,speedup_h\
  igh,verdict,efficiency,efficiency_low,efficiency_high,ceiling_efficiency,ceiling_efficiency_low,\
  ceiling_efficiency_high,speedup_least_process,speedup_greatest_process,speedup_pairs,serial_shar\
  e,serial_share_low,serial_share_high,step_seconds_p50,step_seconds_p95,step_seconds_p99,step_sec\
  onds_max,mild_outliers,far_outliers,warm_after_steps,steps_per_group,allocated_bytes_per_step,fi\
  nal_loss,weights_sha256,peak_memory_bytes,data_sha256,workers_that_took_part,disturbed_blocks,bl\
  ocks,worker_busy_share,busy_cpus,processes
  pair,,,6,32,1,false,true,,1.6e+07,1.45213e+07,1.78075e+07,0.001024,0.000930909,0.00113778,2e-06,\
  1.797e-06,2.20367e-06,2.56e+08,2.3234e+08,2.84919e+08,,,,1,,,,1,,,1,,,,,18,,,,1.98041e-06,2.222e\
  -06,2.222e-06,2.222e-06,0,0,,10,0,0.03125,0123456789abcdef,3145728,,1,0,18,,,3
  pair,,,6,32,2,false,true,,7.68e+06,6.8583e+06,8.6668e+06,0.000256,0.000232727,0.000284444,4.1666\
  7e-06,3.69225e-06,4.66588e-06,1.2288e+08,1.09733e+08,1.38669e+08,,,,0.5,0.5,0.5,slower,0.25,0.25\
  ,0.25,0.25,0.25,0.25,0.5,0.5,18,3,3,3,4.0407e-06,5.44768e-06,5.555e-06,5.555e-06,0,0,,10,100,0.0\
  3125,0123456789abcdef,3145728,,2,0,18,,,3
  denoise,,,397065,128,1,false,true,,59076.9,52931.2,66393.6,0.434532,0.410043,0.4736,0.00216667,0\
  .0019279,0.00241823,1.09292e+11,9.79227e+10,1.22828e+11,,,,1,,,,1,,,1,,,,,18,,,,0.00217894,0.002\
  61515,0.0026664,0.0026664,0,0,,1,0,0.03125,fedcba9876543210,3145728,,1,0,18,,,3
  denoise,,,397065,128,2,false,true,,116364,104251,131253,0.430545,0.394667,0.4736,0.0011,0.000975\
  219,0.00122781,2.15273e+11,1.92864e+11,2.42817e+11,,,,2,1.92,2,faster,1,0.96,1,1,0.96,1,2,2,18,0\
  ,0,0.0416667,0.00108947,0.0013621,0.00138875,0.00138875,0,0,,1,100,0.03125,fedcba9876543210,3145\
  728,,2,0,18,,,3
  denoise,,,397065,1024,1,false,true,,64000,57988.5,71348.9,0.4736,0.430545,0.526222,0.016,0.01435\
  2,0.0176587,1.184e+11,1.07279e+11,1.31996e+11,,,,1,,,,1,,,1,,,,,9,,,,0.0158461,0.017776,0.017776\
  ,0.017776,0,0,,1,0,0.03125,fedcba9876543210,3145728,,1,0,9,,,3
  denoise,,,397065,1024,2,false,false,weights after 16 steps differ between 2 threads in process 0\
   and 1 thread in process 0,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,ffff,3145728,,,,,,,

  """
